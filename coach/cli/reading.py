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
    from coach.plan.reading import Passage
    from coach.plan.timeline import Timeline


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

    out(Styled(timeline.title, "bold"), f"  ({clock(timeline.frames)})")
    wide = max(5, len(clock(timeline.frames)))
    for number, mine in groupby(passages(timeline), lambda passage: passage.chapter):
        if number < len(timeline.chapters):
            chapter = timeline.chapters[number]
            out()
            out(Styled(f"{chapter.title}, from {clock(chapter.start)}", "bold"))
        for passage in mine:
            _print_passage(passage, wide)


def _print_passage(passage: Passage, wide: int) -> None:
    indent = " " * (wide + 4)
    whom = {"receiver": "To the one who lies there: ", "both": ""}.get(passage.addressee, "")
    out()
    out_wrapped(whom + passage.text, indent=indent, first=f"  {clock(passage.start):>{wide}}  ")
    if direction := _direction(passage):
        out_wrapped(direction, indent=indent)


def _direction(passage: Passage) -> str:
    counts = [round(hold / RATE) for hold in passage.holds]
    parts = []
    if passage.quiet:
        parts.append(f"quiet for {_length(passage.quiet)}")
    if counts:
        each = f"of {counts[0]} seconds" if len(set(counts)) == 1 else "of " + ", ".join(map(str, counts))
        parts.append(f"{len(counts)} hold{'' if len(counts) == 1 else 's'} {each}")
    return f"[{'; '.join(parts)}]" if parts else ""


def _length(frames: int) -> str:
    seconds = round(frames / RATE)
    return f"{seconds} seconds" if seconds < 60 else clock(frames)
