"""Problems as SARIF 2.1.0, the format in which editors and code hosts take what a checker found."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from coach import __version__
from coach.lint.book import RULES, family

if TYPE_CHECKING:
    from coach.problem import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def report(problems: list[Problem]) -> dict[str, Any]:
    """Return one run with every problem, and the rules that fired."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "coach", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(problem, codes.index(problem.code)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    rule = RULES.get(code)
    if rule is None:  # of the reader: its message says all
        return {"id": code}
    sources = f" Sources: {rule.source}." if rule.source else ""
    return {
        "id": code,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": f"{rule.title}: {rule.reason}.{sources}"},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"tags": [family(rule)]},
    }


def _result(problem: Problem, index: int) -> dict[str, Any]:
    place = problem.place
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": str(problem.severity),
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(place.file)},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
    }


def _uri(file: str) -> str:
    """Return a file name as a URI: relative as it was typed, absolute with its scheme."""
    from urllib.parse import quote

    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
