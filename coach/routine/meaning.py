"""What a field means: the text that stands under it in the model.

Read from the source when it is wanted, by the schema and by messages. Models that read it whenever
they are built would cost every command a tenth of a second.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.routine.base import Model

if TYPE_CHECKING:
    from pydantic import BaseModel


def docs(model: type[BaseModel]) -> dict[str, str]:
    """Return what the fields of ``model`` mean, by the names used in files: the text under each."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if not issubclass(cls, Model) or cls is Model:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
        lines = body.body if isinstance(body, ast.ClassDef) else []
        for field, text in pairwise(lines):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                found[field.target.id] = inspect.cleandoc(str(text.value.value))
    return {(model.model_fields[name].alias or name): words for name, words in found.items()}
