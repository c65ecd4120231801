"""The part of SARIF 2.1.0 that we write, as a JSON schema: what each object may hold, and must."""

from __future__ import annotations

from typing import Any

LEVELS = {"enum": ["none", "note", "warning", "error"]}
TEXT = {"type": "string", "minLength": 1}
FROM_ONE = {"type": "integer", "minimum": 1}


def an(needed: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an object that has all of ``needed``, may have ``more``, and nothing else."""
    properties = {**needed, **more}
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }


def many(items: dict[str, Any], **limits: Any) -> dict[str, Any]:
    """Return a list."""
    return {"type": "array", "items": items, **limits}


MESSAGE = an({"text": TEXT})
RULE = an(
    {"id": TEXT},
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    defaultConfiguration=an({}, level=LEVELS),
    properties=an({}, tags=many(TEXT, uniqueItems=True)),
)
REGION = an({"startLine": FROM_ONE}, startColumn=FROM_ONE)
PLACE = an({"artifactLocation": an({"uri": {**TEXT, "format": "uri-reference"}}), "region": REGION})
RESULT = an(
    {"message": MESSAGE},
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVELS,
    locations=many(an({"physicalLocation": PLACE})),
)
TOOL = an({"driver": an({"name": TEXT}, version=TEXT, rules=many(RULE, uniqueItems=True))})
RUN = an(
    {"tool": TOOL},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=many(RESULT),
)
SARIF = an({"version": {"const": "2.1.0"}, "runs": many(RUN)}, **{"$schema": {**TEXT, "format": "uri"}})
"""The whole of a log."""
