"""The shape of a routine file as JSON Schema, draft 07: what editors show, complete and underline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.routine.grammar import FORMS
from coach.routine.kind import PLANNED
from coach.routine.meaning import docs

if TYPE_CHECKING:
    from coach.routine.base import Model

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The dialect that every editor understands."""

_SPELLINGS = "|".join(
    (
        r"\d{1,7}(\.\d{1,6})?\s*s?",
        r"(\d{1,2}:)?\d{1,3}:[0-5]\d(\.\d{1,6})?",
        r"(\d{1,2}h)?\s*(\d{1,4}m(in)?)?\s*(\d{1,5}(\.\d{1,6})?s)?",
    )
)
_PATTERN = rf"^(?=\s*\d)\s*({_SPELLINGS})\s*$"
"""The spellings of a length of time; the reader has the last word."""

_KEYWORDS = {"$defs": "definitions", "prefixItems": "items"}

_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum"}
"""How the bounds of a length are named in its model, and how in a schema."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a routine file."""
    from coach.routine.routine import RoutineEntry

    raw = RoutineEntry.model_json_schema(by_alias=True, mode="validation")
    models = _models()
    described = {**raw.get("$defs", {}), RoutineEntry.__name__: raw}
    for name, body in described.items():
        for field, words in docs(models[name]).items() if name in models else ():
            body["properties"][field].setdefault("description", words)
    clean = _draft7(raw)
    kinds = clean["definitions"]["Kind"]
    kinds["enum"] = [kind for kind in kinds["enum"] if kind not in PLANNED]
    head = {"$schema": DRAFT, "title": "A routine of the massage coach"}
    return {**head, **{key: value for key, value in clean.items() if key not in head}}


def _models() -> dict[str, type[Model]]:
    """Return every model by its name."""
    from coach.routine.base import Model

    known: list[type[Model]] = [Model]
    for model in known:  # grows while it is read
        known += model.__subclasses__()
    return {model.__name__: model for model in known}


def _draft7(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(node, list):
        return [_draft7(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _reference(node)
    done: dict[str, Any] = {}
    for key, value in node.items():
        if (key == "title" and isinstance(value, str)) or (key == "default" and value is None):
            continue
        if key == "const":
            done["enum"] = [value]
        elif key in ("properties", "$defs"):
            done[_word(key)] = {name: _draft7(inner) for name, inner in value.items()}
        else:
            done[_word(key)] = _draft7(value)
    if "prefixItems" in node:
        done["additionalItems"] = False
    return _length(_plain(done))


def _word(key: str) -> str:
    return _KEYWORDS.get(key, key)


def _reference(node: dict[str, Any]) -> dict[str, Any]:
    """Return a reference with its description beside it; draft 07 ignores all that stands beside ``$ref``."""
    target = {"$ref": str(node["$ref"]).replace("#/$defs/", "#/definitions/")}
    around = {key: _draft7(value) for key, value in node.items() if key in ("description", "default")}
    return {"allOf": [target], **around} if around else target


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """Return a choice without "or nothing": in a file a field without a value is left out."""
    choices = [choice for choice in node.get("anyOf", ()) if choice != {"type": "null"}]
    if not choices:
        return node
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    if len(choices) == 1:
        only = choices[0]
        return {"allOf": [only], **rest} if "$ref" in only and rest else {**only, **rest}
    return {**rest, "anyOf": choices}


def _length(node: dict[str, Any]) -> dict[str, Any]:
    """Return a length of time as a number of seconds or a text such as 1:30."""
    choices = node.get("anyOf")
    if choices is None or {choice.get("type") for choice in choices} != {"number", "string"}:
        return node
    bounds = {word: node[key] for key, word in _BOUNDS.items() if key in node}
    rest = {key: value for key, value in node.items() if key not in (*_BOUNDS, "anyOf")}
    spelled = {"type": "string", "pattern": _PATTERN, "description": f"Written {FORMS}."}
    return {**rest, "anyOf": [{"type": "number", **bounds}, spelled]}
