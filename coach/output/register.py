"""The people file is written whole or not at all, for nobody's eyes but its owner's."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from coach.output.atomic import Draft
from coach.output.refusal import refusal
from coach.routine.people import people, people_file

if TYPE_CHECKING:
    from pathlib import Path

    from coach.routine.person import Person

HEAD = """\
# People for whom coach changes its routines: coach play feet-15 --for NAME
# Written by coach people, which keeps no comments; use "note" for them. Delete this file, or type
# coach people forget NAME, and nothing is left.
"""

OWNER_ONLY = 0o600


def keep(name: str, person: Person) -> Path:
    """Keep ``person`` under ``name``, in the place of what was kept under it; return where.

    Raises WriteError, and InputError or RoutineError if what is there cannot be read.
    """
    return _write({**people(), name: person})


def forget(name: str) -> bool:
    """Forget the person called ``name``; return whether there was one. Raises as ``keep`` does."""
    known = people()
    left = {key: person for key, person in known.items() if key != name}
    if len(left) == len(known):
        return False
    _write(left)
    return True


def _write(known: Mapping[str, Person]) -> Path:
    path = people_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path = path.resolve()
        if not known:
            path.unlink(missing_ok=True)
            return path
    except OSError as error:
        raise refusal(error, path) from error
    with Draft(path, force=True) as draft:
        with draft.refusing():
            draft.path.chmod(OWNER_ONLY)
        draft.write(HEAD + _yaml(known))
        draft.sync()
        draft.place()
    return path


def _yaml(known: Mapping[str, Person]) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000  # a text of a file is one line
    yaml.representer.sort_base_mapping_type_on_output = False
    rows = {
        name: person.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        for name, person in known.items()
    }
    text = io.StringIO()
    yaml.dump({"format": "coach-people/1", "people": rows}, text)
    return text.getvalue()


__all__ = ["forget", "keep"]
