"""``coach rules``: what ``coach check`` looks for, and why."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import Json
from coach.cli.terminal import Styled, out, out_json, out_wrapped
from coach.errors import InputError

if TYPE_CHECKING:
    from coach.lint.rule import Rule

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def rules_command(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A rule to explain, such as MS104.")
    ] = None,
    json: Json = False,
) -> None:
    """List the rules of coach check, or explain one: its reason, its sources, examples."""
    from coach.lint.book import RULES

    if code is None:
        if json:
            out_json([_plain(rule) for rule in RULES.values()])
        else:
            _list(list(RULES.values()))
        return
    rule = RULES.get(code.upper())
    if rule is None:
        raise InputError(f'There is no rule "{code}". Type "coach rules" to see what there is.')
    if json:
        out_json(_plain(rule))
    else:
        _explain(rule)


def _list(rules: list[Rule]) -> None:
    from coach.lint.book import family

    before = ""
    for rule in rules:
        if family(rule) != before:
            if before:
                out("")
            before = family(rule)
            out(Styled(before, "bold"))
        mark = "  (never silenced)" if rule.hard else ""
        severity = Styled(f"{rule.severity:<8}", COLOURS[rule.severity])
        out(f"{rule.code}  ", severity, f"{rule.title}", Styled(mark, "dim"))


def _explain(rule: Rule) -> None:
    from coach.lint.book import family
    from coach.lint.pairs import pair

    out(Styled(f"{rule.code}  {rule.title}.", "bold"))
    example = pair(rule.code)
    facts = [
        ("severity", f"{rule.severity}; {_silenced(rule)}"),
        ("family", family(rule)),
        ("looks at", rule.looks),
        ("why", f"{rule.reason}."),
        ("sources", f"{rule.source.replace(' ', ', ')} (docs/sources.md)" if rule.source else ""),
    ]
    for name, text in facts:
        if text:
            out_wrapped(f"{name}: {text}", indent="  ")
    if example.plain:
        out("")
        out_wrapped(f"for example: {example.plain}", indent="  ", first="")
    for name, change in (("fires", example.fires), ("does not fire", example.passes)):
        out("")
        if change == "as it is":
            out(f"{name}: {example.base} as it is")
        else:
            out(f"{name}: {example.base} with this change")
            out_lines(change)


def out_lines(text: str) -> None:
    """Write lines with an indent."""
    for line in textwrap.indent(text, "    ").splitlines():
        out(line)


def _silenced(rule: Rule) -> str:
    from coach.lint.book import silenceable

    if rule.hard:
        return "never silenced, because it protects somebody"
    if not silenceable(rule):
        return "never silenced, because every plan stands on it"
    return "lint_overrides may silence it on a step, with a reason"


def _plain(rule: Rule) -> dict[str, object]:
    from coach.lint.book import family, silenceable
    from coach.lint.pairs import pair

    example = pair(rule.code)
    return {
        "code": rule.code,
        "family": family(rule),
        "severity": str(rule.severity),
        "title": rule.title,
        "reason": rule.reason,
        "sources": rule.source.split(),
        "looks_at": rule.looks,
        "never_silenced": not silenceable(rule),
        "example": example.plain or None,
        "base": example.base,
        "fires": example.fires,
        "passes": example.passes,
    }
