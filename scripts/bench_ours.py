"""The workload done by this project: clips to a score, rendered, encoded, checked, put in place.

python scripts/bench_ours.py WORKLOAD OUT.mp3    the whole way of an export
python scripts/bench_ours.py WORKLOAD mix        the mixer alone, limiter and all; tells its CPU s
python scripts/bench_ours.py WORKLOAD score      what comes before it: start-up, clips, loudness to expect
"""

from __future__ import annotations

import functools
import sys
import time
from pathlib import Path

from bench_workload import Cue, Workload, load

from coach.output.export import export
from coach.output.formats import choose
from coach.output.order import Order
from coach.plan.options import Options
from coach.plan.timeline import Chapter, FitReport, Line, Spoken, Strike, Timeline
from coach.routine.kind import Kind, Level
from coach.sound.mixer import render
from coach.sound.predict import Trace, Track, trace
from coach.sound.score import Placed, Score
from coach.speech.clip import Clip
from coach.speech.entry import SUFFIX, payload, unpacked
from coach.units import Frames


def clip(path: Path) -> Clip:
    """Return a clip of the workload, read and proven as the cache does it."""
    kept = payload(path.with_suffix(SUFFIX))
    if kept is None:
        raise SystemExit(f"{path} is not whole")
    return unpacked(*kept, path.name)


def score_of(workload: Workload) -> Score:
    """Return the score of ``workload``, at the level it has."""
    known: dict[str, tuple[functools.partial[Clip], Trace]] = {}
    for cue in workload.cues:
        if cue.file not in known:
            load_it = functools.partial(clip, workload.folder / cue.file)
            known[cue.file] = (load_it, trace(load_it()))

    def traces(cues: tuple[Cue, ...]) -> list[tuple[Frames, Trace]]:
        return [(Frames(cue.start), known[cue.file][1]) for cue in cues]

    placed = tuple(Placed(Frames(cue.start), Frames(cue.frames), known[cue.file][0]) for cue in workload.cues)
    frames = Frames(workload.frames)
    track = Track(frames, workload.channels, traces(workload.speech), traces(workload.chimes))
    return Score(frames, workload.channels, placed, 1.0, track.loudness(1.0))


def timeline_of(workload: Workload) -> Timeline:
    """Return the timeline that belongs to the score: for the tags, the cue sheet and the chapters."""
    frames = Frames(workload.frames)
    cues = []
    for number, cue in enumerate(workload.speech):
        line = Line(f"1.{number}", cue.file)
        place = ("s", "1", None, None, "giver")
        cues.append(Spoken(line.id, Kind.SETUP, Level.MUST, Frames(cue.start), Frames(cue.end), line, *place))
    edges = [*(start for start, _ in workload.chapters), frames]
    chapters = tuple(
        Chapter(title, Frames(start), Frames(stop))
        for (start, title), stop in zip(workload.chapters, edges[1:], strict=True)
    )
    strikes = tuple(Strike(cue.file, Frames(cue.start)) for cue in workload.chimes)
    report = FitReport(frames, frames, frames)
    options = Options(voice="bench")
    return Timeline(
        "bench", "Guided session", "", options, frames, tuple(cues), (), (), strikes, chapters, report
    )


def main() -> None:
    """Do what the arguments say."""
    workload = load(Path(sys.argv[1]))
    score = score_of(workload)
    if sys.argv[2] == "score":
        return
    if sys.argv[2] == "mix":
        begun = time.process_time()
        for _ in render(score):
            pass
        print(time.process_time() - begun)
        return
    path = Path(sys.argv[2])
    export(timeline_of(workload), score, Order(path, choose(path), force=True))


if __name__ == "__main__":
    main()
