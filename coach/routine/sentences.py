"""What pydantic found, said in calm full sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.routine.finding import Finding, Path

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


def findings_of(error: ValidationError, model: type[BaseModel], path: Path) -> list[Finding]:
    """Return one finding for each thing ``error`` holds; ``path`` is where the model stands in its document."""
    return [Finding((*path, *e["loc"]), "M001", e["msg"]) for e in error.errors()]
