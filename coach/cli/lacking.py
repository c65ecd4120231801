"""What a recorded voice lacks, told before it is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, note
from coach.errors import VoiceError
from coach.speech.script import beside, formed, rows, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.plan.course import Course
    from coach.plan.timeline import Timeline
    from coach.speech.booth import Booth

MOST_NAMED = 12
"""Most missing recordings that one note names."""


def heed_missing(timeline: Timeline, booth: Booth) -> None:
    """Say what is left out because the voice has no recording of it, and what is said in the usual words.

    What is not on the sheet was not asked for: a line that no silence fits is left out in any voice.
    Raises VoiceError if numbers are missing that were to be counted aloud: a hold would have no count.
    """
    counts = [cue for cue in booth.missing if cue.startswith("count-")]
    if counts:
        raise VoiceError(
            f"The voice lacks numbers that are counted aloud: {', '.join(counts)}. "
            "Record them (coach script --help says how), or leave the counting to --count chime."
        )
    sheet = booth.casting.sheet
    spoken = {whole(cue.line.id) for cue in timeline.cues}
    missing = [cue for cue in booth.missing if not beside(cue)]
    usual = [cue for cue in missing if formed(cue) and whole(cue) in spoken]
    lacking = [
        cue for cue in missing if not formed(cue) and whole(cue) not in spoken and (not sheet or cue in sheet)
    ]
    if lacking:
        _tell(f"Left out, for want of a recording: {_named(lacking)}.")
    if usual:
        _tell(f"Said in the usual words, for want of a recording: {_named(usual)}.")


def heed_live(course: Course, booth: Booth, command: str) -> None:
    """Say how many lines that only a live session may need the voice lacks; ``command`` shows them."""
    if not booth.may_lack:
        return
    from coach.plan.asides import recordable

    lines = recordable(course)
    has = {line.id for line in booth.measure(lines)}
    sheet = [cue for cue, _ in rows((line.id, line.text) for line in lines)]
    lacking = [cue for cue in sheet if cue not in has]
    if lacking:
        _tell(
            f"{len(lacking)} of {len(sheet)} lines for live sessions have no recording: {_named(lacking)}. "
            "They are shown and not heard; cues are said in their usual words. "
            f"To see what to record: {command}"
        )


def _named(cues: Sequence[str]) -> str:
    more = f" and {len(cues) - MOST_NAMED} more" if len(cues) > MOST_NAMED else ""
    return ", ".join(cues[:MOST_NAMED]) + more


def _tell(text: str) -> None:
    note(Styled("note: ", "yellow"), text)
