"""``coach card`` and ``coach chart``: pages and pictures to print and hang up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.asked import plans
from coach.cli.choices import REFERENCE, Force, Locale
from coach.cli.files import write_text
from coach.cli.progress import progress
from coach.cli.session import Wanted, session
from coach.cli.terminal import note, out, out_wrapped
from coach.errors import UsageError

Target = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - for stdout.")]


@plans(REFERENCE)
def card_command(
    wanted: Wanted,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="FILE.html or FILE.pdf; - for HTML on stdout."),
    ] = None,
    force: Force = False,
) -> None:
    """Write a page to print: what to prepare, the plan, and a picture of every step.

    HTML needs nothing else, and any browser prints it. For PDF, one more package is needed; the command
    says which.
    """
    target = output or f"{Path(wanted.routine).stem}.html"
    as_pdf = target.lower().endswith(".pdf")
    if not as_pdf and target != "-" and not target.lower().endswith((".html", ".htm")):
        raise UsageError(f"A card is a page: -o {target} should end in .html or .pdf.")
    if as_pdf:
        from coach.output.pdf import ready

        ready()
    with progress() as bar, session(wanted, bar) as made:
        pass
    from coach.cli.preflight import card as before
    from coach.drawing.page import Card, card_page
    from coach.routine.load import load_tables

    routine = made.routine()
    page = card_page(Card(routine, made.timeline, load_tables(routine.locale), before(routine)))
    if as_pdf:
        from coach.output.pdf import write_pdf

        write_pdf(Path(target), page, force=force)
    else:
        write_text(target, page, force=force)
    if target != "-":
        note(f"Wrote {Path(target)}.")


def chart_command(
    name: Annotated[
        str, typer.Argument(metavar="CHART", help="foot, leg, hand, head, ear, back or body.")
    ] = "",
    routine: Annotated[
        str | None,
        typer.Option("--routine", "-r", metavar="ROUTINE", help="Only what this routine works."),
    ] = None,
    locale: Locale = None,
    output: Target = "",
    force: Force = False,
) -> None:
    """Write a picture of a part of the body with the areas that are worked, in plain names (SVG)."""
    from coach.cli.choices import chosen
    from coach.drawing.chart import CHARTS, chart
    from coach.routine.locales import SOURCE, known_locale
    from coach.routine.shown_words import shown_words

    if not name:
        titles = shown_words(known_locale(locale or SOURCE)).charts
        for key in CHARTS:
            out_wrapped(titles[key], indent=" " * 8, first=f"  {key:<6}")
        out("Type coach chart NAME; --routine ROUTINE shows what that one works.")
        return
    chosen("coach chart", name, tuple(CHARTS))
    from coach.routine.load import load_routine, load_tables

    shown = None if routine is None else load_routine(routine, locale=locale)
    tongue = shown.locale if shown is not None else known_locale(locale or SOURCE)
    picture = chart(name, load_tables(tongue), shown, tongue)
    target = output or f"{name}.svg"
    if target != "-" and not target.lower().endswith(".svg"):
        raise UsageError(f"A chart is a picture in SVG: -o {target} should end in .svg.")
    write_text(target, picture, force=force)
    if target != "-":
        note(f"Wrote {Path(target)}.")
