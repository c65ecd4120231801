"""What pydantic found, said in calm full sentences: a table by type of error, and near misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

from coach.routine.finding import MOST, Finding, Path
from coach.routine.meaning import docs
from coach.routine.near import nearest, shown
from coach.routine.shape import Spot, members, names, noun, spot, words

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Details = dict[str, Any]
"""One entry of ``ValidationError.errors()``."""

_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$": "is letters, digits, dot, hyphen and underscore, at most 64",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "is small letters, digits, hyphen and underscore, at most 64",
    r"^\d+\.\d+(\.\d+)?$": 'is two or three numbers in quotes, such as "1.0"',
    r"^MS\d{3}$": "is a rule such as MS011",
    r"^[a-z]{2}(-[A-Z]{2})?$": "is a language such as en or de-AT",
    r"^[a-z]{3}$": "is a language in three letters, such as deu",
    r"^\d{1,3}$": "is a number of seconds in quotes",
    r"^MS5\d\d$": "is a rule about promises, such as MS501",
}

FEW = 12
"""So many fields are listed where none comes near; more would not be read."""

ELSEWHERE = 'Take it out; "coach schema" lists the fields there are.'

BOUNDS = frozenset(
    {"Continuous", "ContinuousPatch", "Fixed", "FixedPatch", "Reps", "RepsPatch", "Unit", "UnitPatch"}
)
"""Models of a length: whatever is wrong with their numbers is an impossible plan."""

_UNIONS = {
    "chime_reps": "chime_reps is all, or a list such as [1, 2, last].",
    "count_reps": "count_reps is a list such as [1] or [1, last].",
}
"""Fields whose value may have several shapes: one sentence for all that pydantic says about them."""


def findings_of(error: ValidationError, model: type[BaseModel], path: Path) -> list[Finding]:
    """Return one finding for each of the first ``MOST`` things ``error`` holds.

    ``path`` is where the model stands. A near miss takes a while to find, and a file may hold
    thousands of strange words.
    """
    found: dict[tuple[Path, str], Finding] = {}
    for details in error.errors(include_url=False)[:MOST]:
        loc: Path = tuple(details["loc"])
        here = spot(model, loc)
        if details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
            continue  # pydantic counts only the entries without faults, and those are told one by one
        if here.field in _UNIONS:
            at = loc.index(here.field) + 1
            finding = Finding((*path, *loc[:at]), "M003", _UNIONS[here.field])
        else:
            finding = _finding(here, dict(details), loc, path)
        found.setdefault((finding.path, finding.message), finding)
    return list(found.values())


def _finding(here: Spot, details: Details, loc: Path, path: Path) -> Finding:
    kind = str(details["type"])
    if loc and loc[-1] == "[key]" and kind != "extra_forbidden":
        loc = loc[:-1]
        allowed = _key_words(here)
        message = f'there is no "{shown(loc[-1])}" here. {_instead(str(loc[-1]), allowed)}'
        return Finding((*path, *loc), "M004", message.rstrip(), on_key=True)
    if kind == "missing":
        loc = loc[:-1]
    if details.get("input", "") is None and kind != "missing":
        return Finding((*path, *loc), "M003", f"{_it(here)} has no value. Write one, or take the line out.")
    code, say = _BY_TYPE.get(kind, ("M003", lambda s, _: f"{_it(s)} does not have this shape."))
    message = say(here, details)
    if kind == "extra_forbidden" and str(loc[-1]).startswith("scal"):
        code, message = "MS209", f"{message} Holds and their units are never scaled."
    elif kind == "less_than_equal" and here.field == "hold_s":
        code = "MS103"
    elif code in ("M006", "M007") and _is_length(here):
        code = "MS004"
    return Finding((*path, *loc), code, message, on_key=kind == "extra_forbidden")


def _missing(here: Spot, _details: Details) -> str:
    what = docs(here.model).get(here.field or "", "")
    return f'{noun(here.model)} needs "{here.field}". Add it: {_lower(what)}'.rstrip(": ")


def _extra(here: Spot, details: Details) -> str:
    word = str(details["loc"][-1])
    known = names(here.inner)
    hint = _instead(word, known) if len(known) <= FEW or nearest(word, known) else ELSEWHERE
    return f'{here.noun} has no field "{shown(word)}". {hint}'


def _choice(here: Spot, details: Details) -> str:
    allowed = words(here.kind)
    word = details["input"]
    hint = _instead(word, allowed) if isinstance(word, str) else f"Write one of {', '.join(allowed)}."
    return f"{_it(here)} cannot be {_quoted(word)}. {hint}"


def _not_text(here: Spot, details: Details) -> str:
    value = details["input"]
    if isinstance(value, dict):
        return f"{_it(here)} is text, not name: value. Put it in quotes if it holds a colon."
    if isinstance(value, list):
        return f"{_it(here)} is one text, not a list."
    return f"{_it(here)} is text, and {_quoted(value)} is not. Put it in quotes."


def _pattern(here: Spot, details: Details) -> str:
    rule = _PATTERNS.get(str(details["ctx"]["pattern"]), "is written otherwise")
    return f"{_quoted(details['input'])} does not fit: {_it(here)} {rule}."


def _short(here: Spot, details: Details) -> str:
    least = int(details["ctx"]["min_length"])
    return (
        f"{_it(here)} is empty. Write some words."
        if least == 1
        else f"{_it(here)} needs {least} characters or more."
    )


def _said(here: Spot, details: Details) -> str:
    message = str(details.get("ctx", {}).get("error") or details["msg"])
    named = here.field is not None and here.kind is not here.model
    return f"{_it(here)}: {message}." if named else f"{message}."


def _instead(word: str, known: list[str]) -> str:
    if near := nearest(word, known):
        return f'Did you mean "{near}"?'
    return f"Write one of {', '.join(known)}." if known else ""


def _key_words(here: Spot) -> list[str]:
    for kind in members(here.info.annotation if here.info is not None else None):
        if inner := get_args(kind):
            return words(inner[0])
    return []


def _is_length(here: Spot) -> bool:
    return any(getattr(kind, "__name__", "") in BOUNDS for kind in (here.model, *members(here.kind)))


def _it(here: Spot) -> str:
    return f'"{here.field}"' if here.field is not None else here.noun


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f'"{shown(value)}"' if isinstance(value, str) else shown(value)


def _number(value: float) -> str:
    return f"{value:g}"


def _but(details: Details) -> str:
    return f", not {_quoted(details['input'])}"


def _has(details: Details) -> str:
    count = details["ctx"].get("actual_length")
    return f"; this has {count}" if count is not None else ""


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


_BY_TYPE: dict[str, tuple[str, Callable[[Spot, Details], str]]] = {
    "missing": ("M002", _missing),
    "extra_forbidden": ("M001", _extra),
    "literal_error": ("M004", _choice),
    "enum": ("M004", _choice),
    "string_type": ("M003", _not_text),
    "string_pattern_mismatch": ("M005", _pattern),
    "string_too_long": ("M005", lambda s, e: f"{_it(s)} has at most {e['ctx']['max_length']} characters."),
    "string_too_short": ("M005", _short),
    "value_error": ("M007", _said),
    "greater_than": ("M006", lambda s, e: f"{_it(s)} is above {_number(e['ctx']['gt'])}{_but(e)}."),
    "greater_than_equal": ("M006", lambda s, e: f"{_it(s)} is at least {_number(e['ctx']['ge'])}{_but(e)}."),
    "less_than": ("M006", lambda s, e: f"{_it(s)} is below {_number(e['ctx']['lt'])}{_but(e)}."),
    "less_than_equal": ("M006", lambda s, e: f"{_it(s)} is at most {_number(e['ctx']['le'])}{_but(e)}."),
    "finite_number": ("M006", lambda s, _: f"{_it(s)} is a finite number."),
    "int_type": ("M003", lambda s, e: f"{_it(s)} is a whole number{_but(e)}."),
    "int_from_float": ("M003", lambda s, e: f"{_it(s)} is a whole number{_but(e)}."),
    "float_type": ("M003", lambda s, e: f"{_it(s)} is a number{_but(e)}."),
    "bool_type": ("M003", lambda s, e: f"{_it(s)} is true or false{_but(e)}."),
    "tuple_type": ("M003", lambda s, _: f"{_it(s)} is a list. Write it as [one, two], or with dashes."),
    "dict_type": ("M003", lambda s, _: f"{_it(s)} is a mapping: lines of name: value, indented below it."),
    "model_type": ("M003", lambda s, _: f"{s.noun} is a mapping: lines of name: value, indented below it."),
    "too_short": ("M005", lambda s, e: f"{_it(s)} has at least {e['ctx']['min_length']} entries{_has(e)}."),
    "too_long": ("M005", lambda s, e: f"{_it(s)} has at most {e['ctx']['max_length']} entries{_has(e)}."),
}
