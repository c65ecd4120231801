"""``coach list``: the routines there are."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from coach.cli.choices import Json
from coach.cli.terminal import Styled, columns, note, out, out_json, out_wrapped
from coach.units import RATE, clock

if TYPE_CHECKING:
    from coach.cli.ranges import Range
    from coach.routine.headings import Heading


FOOTER = "What a routine can be is for 130 words a minute (the reference voice); others differ a little."


def list_command(json: Json = False) -> None:
    """List the routines: name, title, length and range, how the receiver lies, whether it was reviewed."""
    from coach.cli.ranges import range_of
    from coach.routine.headings import index

    headings = index()
    ranges = {heading.id: range_of(heading.id) for heading in headings if heading.problem is None}
    if json:
        out_json([{**asdict(heading), "range": ranges.get(heading.id)} for heading in headings])
        return
    wide = max((len(heading.id) for heading in headings), default=0)
    for heading in headings:
        if heading.problem is not None:
            note(Styled(heading.id, "red"), f"  cannot be read: {heading.problem}")
            continue
        own = "" if heading.source == "builtin" else "  (your own)"
        facts = _facts(heading, ranges[heading.id])
        out(Styled(f"{heading.id:<{wide}}", "bold"), f"  {heading.title}  ", Styled(f"({facts})", "dim"), own)
        review = f"Reviewed by {heading.reviewed}." if heading.reviewed else "Not reviewed by a professional."
        indent = " " * (wide + 2 if wide < columns() // 3 else 4)
        out_wrapped(f"{heading.summary} {review}", indent=indent)
    if any(ranges.values()):
        out()
        out(Styled(FOOTER, "dim"))
    if not headings:
        note("There are no routines. Begin one: coach new my-routine")


def _facts(heading: Heading, span: Range | None) -> str:
    """Return the length with what it can be, and how the receiver lies."""
    length = clock(heading.seconds * RATE)
    if span is not None:
        length += f", can be {clock(span[0] * RATE)} to {clock(span[1] * RATE)}"
    return ", ".join([length, ", then ".join(heading.receiver)] if heading.receiver else [length])
