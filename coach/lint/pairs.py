"""An example for each rule: what fires it and what does not, as text. The tests play every one of them."""

from __future__ import annotations

import textwrap
from importlib.resources import files
from typing import NamedTuple

_FILES = ("structure", "safety", "timing", "sides", "spoken", "claims", "sound")
"""The file of each family, in the order of the first digits."""

BASE = "head-15"
"""The routine that is changed, unless an example names another."""


class Pair(NamedTuple):
    """Two changes to a built-in routine, written as in ``coach/lint/examples``."""

    base: str
    fires: str
    passes: str
    plain: str = ""
    """In one sentence what is wrong where the rule fires, if the change does not say it in words."""


def pair(code: str) -> Pair:
    """Return the examples of a rule; raise KeyError if there is none."""
    path = files("coach.lint") / "examples" / f"{_FILES[int(code[2])]}.yaml"
    block: list[str] = []
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith((" ", "#")):
            inside = line == f"{code}:"
        elif inside:
            block.append(line)
    parts = {"base": BASE, "fires": "", "passes": "", "plain": ""}
    name = ""
    for line in textwrap.dedent("\n".join(block)).splitlines():
        if not line.startswith(" "):
            name, _, rest = line.partition(":")
            parts[name] = rest.strip()
        else:
            parts[name] += f"\n{line}"
    if not parts["fires"]:
        raise KeyError(code)
    fires, passes = (textwrap.dedent(parts[name].lstrip("\n")) for name in ("fires", "passes"))
    return Pair(parts["base"], fires, passes, parts["plain"].strip('"'))
