"""What an export costs, as ratios taken in one run on one machine.

For each length and format, whole processes are timed: (a) speaking the sentences alone, (b) encoding
the same PCM alone with the same encoder and settings, (c) the export with a cold and with a warm
cache. CPU is user and system time of the whole process tree; memory is the largest sum of resident
sizes of the tree, sampled fifty times a second. The median of the runs counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench_cost import ROOT, Cost, run
from ruamel.yaml import YAML

ROUTINES = ROOT / "coach" / "library" / "routines"

SPEAK = """
import sys
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.load import load_routine
from coach.speech.booth import open_booth
from coach.speech.voice import Settings
with open_booth("hibari", Settings()) as booth:
    plan(load_routine(sys.argv[1]), Options(voice=booth.name), booth.measure)
"""

ENCODE = """
import sys, wave
import numpy as np
from pathlib import Path
from coach.output.formats import FORMATS
from coach.output.pyav import Pyav
from coach.output.recipes import M4A, M4B, OPUS
from coach.output.tags import Tags, Track
with wave.open(sys.argv[1]) as pcm:
    frames, channels = pcm.getnframes(), pcm.getnchannels()
    track = Track(channels, frames, Tags("bench"), False)
    make, path = FORMATS[sys.argv[2]].make, Path(sys.argv[3])
    recipe = {"m4b": M4B, "m4a": M4A, "opus": OPUS}.get(sys.argv[2])
    coded = sys.argv[2] == "mp3"
    sink = Pyav(path, track, recipe) if recipe else make.writer(path, track) if coded else make(path, track)
    encoder = make.encoder(track) if coded else None
    while raw := pcm.readframes(48_000):
        block = np.frombuffer(raw, "<i2").reshape(-1, channels).T.astype(np.float32)
        block *= np.float32(1 / 32768)
        sink.put(encoder.encode(block)) if coded else sink.write(block)
    if coded:
        sink.put(encoder.flush())
    sink.close()
"""


def several(runs: int, command: list[str], cache: Path, *, cold: bool = False) -> Cost:
    """Return the medians of several runs; with ``cold`` each begins with an empty cache."""
    costs = []
    for _ in range(runs):
        if cold:
            shutil.rmtree(cache, ignore_errors=True)
        costs.append(run(command, cache))
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "memory")))


def long_routine(minutes: int, folder: Path) -> Path:
    """Write a routine of so many minutes, made of rounds of the head routine with their own sentences."""
    yaml = YAML(typ="safe", pure=True)
    routine = yaml.load((ROUTINES / "head-15.yaml").read_text("utf-8"))
    arrive, *middle, close = routine["sections"]
    length = 900
    inner = length - 165 - 129
    rounds = max(1, round((minutes * 60 - 165 - 129) / inner))
    sections = [arrive]
    for turn in range(rounds):
        for section in json.loads(json.dumps(middle)):
            section["id"] = f"{section['id']}-{turn}"
            for step in section["steps"]:
                step["id"] = f"{step['id']}.r{turn}"
                step.pop("depends_on", None)
            sections.append(section)
    routine.update(id=f"bench-{minutes}", sections=[*sections, close])
    routine["target_s"] = 165 + 129 + rounds * inner
    path = folder / f"bench-{minutes}.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(routine, file)
    return path


def compare(minutes: int, formats: list[str], runs: int, folder: Path, bed: str) -> None:
    """Print a table for one length, with an ambience under it unless ``bed`` is none."""
    python = sys.executable
    routine = str(long_routine(minutes, folder)) if minutes != 15 else "head-15"
    cache = folder / f"cache-{minutes}"
    coach = [python, "-m", "coach", "export", routine, "--force", "--ambience", bed]
    pcm = folder / f"pcm-{minutes}.wav"
    run([*coach, "-o", str(pcm)], cache)
    spoken = several(runs, [python, "-c", SPEAK, routine], folder / "cold", cold=True)
    print(f"\n{minutes} minutes: (a) speaking alone {spoken.cpu:.2f} CPU s, {spoken.wall:.2f} s", flush=True)
    print(
        "format  encode cpu  warm cpu  ratio  cold cpu  cold/(a+b)  cold wall  (a)+(b) wall  warm MB  cold MB"
    )
    for name in formats:
        out = str(folder / f"bench.{name}")
        alone = several(runs, [python, "-c", ENCODE, str(pcm), name, out], cache)
        warm = several(runs, [*coach, "-o", out], cache)
        cold = several(runs, [*coach, "-o", out], folder / "cold", cold=True)
        print(
            f"{name:6}  {alone.cpu:10.2f}  {warm.cpu:8.2f}  {warm.cpu / alone.cpu:5.2f}  {cold.cpu:8.2f}  "
            f"{cold.cpu / (spoken.cpu + alone.cpu):10.2f}  {cold.wall:9.2f}  "
            f"{spoken.wall + alone.wall:12.2f}  {warm.memory:7.0f}  {cold.memory:7.0f}",
            flush=True,
        )


def main() -> None:
    """Read the arguments and print one table per length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", default="15,60")
    parser.add_argument("--formats", default="mp3,m4b,opus,flac")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ambience", default="none")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        for minutes in chosen.minutes.split(","):
            compare(int(minutes), chosen.formats.split(","), chosen.runs, Path(folder), chosen.ambience)


if __name__ == "__main__":
    main()
