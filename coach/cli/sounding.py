"""``coach check --voice``: plans with lines as long as a voice says them, and how loud they come out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.cli.progress import progress
from coach.cli.session import Session, arranged, laid, tell_notices
from coach.errors import LengthError

if TYPE_CHECKING:
    from coach.plan.options import Options
    from coach.problem import Problem
    from coach.routine.load import Opened
    from coach.speech.booth import Booth


@contextlib.contextmanager
def speaking(voice: str, locale: str) -> Iterator[Booth]:
    """Give the booth of ``voice``; what it has to say of itself is written on standard error."""
    from coach.speech.booth import open_booth
    from coach.speech.voice import Settings

    with progress() as bar, open_booth(voice, Settings(seed=0, locale=locale)) as booth:
        booth.progress = bar.counted("speaking")
        yield booth
        tell_notices(booth)


def sounding(opened: Opened, options: Options, booth: Booth) -> tuple[Problem, ...]:
    """Return what is wrong with how loud the routine of ``opened`` comes out.

    Nothing where it cannot be planned, which is a finding of the plans. Raises VoiceError, and InputError
    for music that cannot be read.
    """
    from coach.lint.examine import lint_sound, score_of
    from coach.lint.fitted import Fitted
    from coach.lint.sounded import Sounded
    from coach.plan.planner import plan
    from coach.sound.chimes import load_chimes
    from coach.sound.levels import levels

    routine, lint = opened.routine, score_of(opened)
    if routine is None or lint is None:
        return ()
    try:
        timeline = plan(routine, options, booth.measure)
    except LengthError:
        return ()
    score = arranged(Session(timeline, booth, lambda: routine, booth.measure), lay=laid(options))
    clips = booth.shelf({cue.line for cue in timeline.cues})
    found = levels(timeline, score, clips, load_chimes())
    return lint_sound(opened, Sounded(Fitted(lint, timeline), found.cues, found.chimes, found.bed))


__all__ = ["sounding", "speaking"]
