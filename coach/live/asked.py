"""What was asked of a plan under way; a plan and these make the present plan again, to the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.request import Request
    from coach.units import Frames


@dataclass(frozen=True, slots=True)
class Asked:
    """One change of a plan."""

    at: Frames
    """Frame that was heard."""
    ahead: Frames
    """Nothing was to change sooner than so many frames later."""
    request: Request
