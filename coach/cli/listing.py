"""``coach list``: the routines there are."""

from __future__ import annotations

from dataclasses import asdict

from coach.cli.choices import Json
from coach.cli.terminal import Styled, columns, note, out, out_json, out_wrapped
from coach.units import RATE, clock


def list_command(json: Json = False) -> None:
    """List the routines: name, title, length, how the receiver lies, and whether it was reviewed."""
    from coach.routine.headings import index

    headings = index()
    if json:
        out_json([asdict(heading) for heading in headings])
        return
    wide = max((len(heading.id) for heading in headings), default=0)
    for heading in headings:
        if heading.problem is not None:
            note(Styled(heading.id, "red"), f"  cannot be read: {heading.problem}")
            continue
        own = "" if heading.source == "builtin" else "  (your own)"
        lies = ", then ".join(heading.receiver)
        facts = f"{clock(heading.seconds * RATE)}, {lies}" if lies else clock(heading.seconds * RATE)
        out(Styled(f"{heading.id:<{wide}}", "bold"), f"  {heading.title}  ", Styled(f"({facts})", "dim"), own)
        review = f"Reviewed by {heading.reviewed}." if heading.reviewed else "Not reviewed by a professional."
        indent = " " * (wide + 2 if wide < columns() // 3 else 4)
        out_wrapped(f"{heading.summary} {review}", indent=indent)
    if not headings:
        note("There are no routines. Begin one: coach new my-routine")
