"""A short session with everything an export meets: cues, chimes, chapters with difficult titles."""

from __future__ import annotations

from coach.plan.options import Options
from coach.plan.timeline import Chapter, FitReport, Line, Spoken, Strike, Timeline
from coach.routine.cue import Kind, Level
from coach.sound.chimes import load_chimes
from coach.sound.laying import laying
from coach.sound.score import Score, arrange
from coach.speech.clip import Clip
from coach.speech.level import levelled
from coach.units import RATE, Frames

from .encoded import speech_like

TEXTS = (
    "Lay both hands on the crown, and wait for one breath.",
    "Press <slowly> & evenly --> then let go.",
    "Now the other side.",
    "[00:01.00] Stroke down the neck;\nthree times.",
    "Rest.",
)


def clips() -> dict[str, Clip]:
    """Return a clip per text, longer for a longer text."""
    return {text: levelled(speech_like(1, (20 + len(text)) * 1000)[0], key=text) for text in TEXTS}


def session(
    seconds: float = 30.0, title: str = "Head; scalp = ears", ambience: str = "none"
) -> tuple[Timeline, Score]:
    """Return a timeline of ``seconds`` and its mono score."""
    spoken = clips()
    frames = Frames(round(seconds * RATE))
    room = frames // len(TEXTS)
    cues, chimes = [], []
    for number, text in enumerate(TEXTS):
        start = Frames(number * room + RATE // 4)
        end = Frames(start + spoken[text].frames)
        line = Line(f"{number + 1}.1", text)
        cues.append(
            Spoken(line.id, Kind.SETUP, Level.MUST, start, end, line, "s", line.id, None, None, "giver")
        )
        chimes.append(Strike("hold_start", Frames(end + RATE // 8)))
    chapters = tuple(
        Chapter(name, Frames(room * first), Frames(room * last if last < 5 else frames))
        for name, first, last in (("Arrive / begin", 0, 1), ("Face <&> ears", 1, 3), ("..Close: =;#", 3, 5))
    )
    fit = FitReport(frames, frames, frames)
    options = Options(voice="noise", ambience=ambience)
    timeline = Timeline(
        "head-15", title, "Short.\nCalm.", options, frames, tuple(cues), (), (), tuple(chimes), chapters, fit
    )
    lines = {cue.line: spoken[cue.line.text] for cue in cues}
    return timeline, arrange(timeline, lines, load_chimes(), lay=laying(options))
