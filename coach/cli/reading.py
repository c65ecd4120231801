"""``coach read``: a session as a text that a person reads aloud, with a clock at hand."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coach.cli.asked import plans
from coach.cli.choices import REFERENCE
from coach.cli.progress import progress
from coach.cli.session import Wanted, session
from coach.cli.terminal import Styled, out, out_wrapped
from coach.units import RATE, clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.reading import Passage
    from coach.plan.timeline import Timeline
    from coach.routine.shown_words import ReadWord


@plans(REFERENCE)
def read_command(wanted: Wanted) -> None:
    """Print a session as a person would read it aloud: what to say, when, and how long to be quiet.

    Read each passage slowly at its time. A line in brackets is not read: it says for how long nobody
    speaks, and which holds are counted in silence. For lines with their names, see coach script.
    """
    with progress() as bar, session(wanted, bar) as made:
        pass
    _print(made.timeline)


def _print(timeline: Timeline) -> None:
    from coach.plan.reading import passages
    from coach.routine.shown_words import shown_words

    words = shown_words(timeline.options.locale).read
    out(Styled(timeline.title, "bold"), f"  ({clock(timeline.frames)})")
    wide = max(5, len(clock(timeline.frames)))
    for number, mine in groupby(passages(timeline), lambda passage: passage.chapter):
        if number < len(timeline.chapters):
            chapter = timeline.chapters[number]
            out()
            line = _filled(words["chapter"], title=chapter.title, time=clock(chapter.start))
            out(Styled(line, "bold"))
        for passage in mine:
            out()
            indent = " " * (wide + 4)
            out_wrapped(passage.text, indent=indent, first=f"  {clock(passage.start):>{wide}}  ")
            if direction := _direction(passage, words):
                out_wrapped(direction, indent=indent)


def _direction(passage: Passage, words: Mapping[ReadWord, str]) -> str:
    """Return what is not read after a passage: how long is quiet, and what is counted in silence."""
    counts = [round(hold / RATE) for hold in passage.holds]
    parts = []
    if passage.quiet:
        seconds = round(passage.quiet / RATE)
        length = _filled(words["seconds"], n=str(seconds)) if seconds < 60 else clock(passage.quiet)
        parts.append(_filled(words["quiet"], length=length))
    if counts:
        each = counts[:1] if len(set(counts)) == 1 else counts
        length = _filled(words["seconds"], n=", ".join(map(str, each)))
        name: ReadWord = "hold" if len(counts) == 1 else "holds"
        parts.append(_filled(words[name], n=str(len(counts)), length=length))
    return f"[{'; '.join(parts)}]" if parts else ""


def _filled(text: str, **gaps: str) -> str:
    from coach.routine.shown_words import filled

    return filled(text, **gaps)
