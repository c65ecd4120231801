"""What may be asked of a session under way: values, made by whoever leads it and understood by ``replan``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from coach.plan.options import Talk


@dataclass(frozen=True, slots=True)
class Next:
    """Finish the present repetition and go to the next step; on the second side the step is as short."""


@dataclass(frozen=True, slots=True)
class Longer:
    """One repetition more, or 30 s, up to the step's maximum; on both sides."""


@dataclass(frozen=True, slots=True)
class EndIn:
    """Be over so many seconds from now; that end is then promised."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Back:
    """Go to the start of this step, within 5 s of it to the step before; never across a swap or a turn."""


@dataclass(frozen=True, slots=True)
class Lighter:
    """Lower the cap of pressure by one level for the rest, not below 1, and take lighter wordings."""


@dataclass(frozen=True, slots=True)
class TalkOf:
    """Speak so much from now on."""

    talk: Talk


@dataclass(frozen=True, slots=True)
class Hush:
    """Minimal talk, no questions, no closing chime."""


@dataclass(frozen=True, slots=True)
class PaceOf:
    """Speak so fast from now on: the lengths given to ``replan`` are of another voice."""

    pace: int


@dataclass(frozen=True, slots=True)
class BedOf:
    """Let another ambience sound under the words from now on."""

    ambience: str
    """As in ``Options``."""


@dataclass(frozen=True, slots=True)
class AloneOf:
    """Speak from now on to the giver alone, who says on what is for both, or to both again."""

    alone: bool
    """As in ``Options``."""


Request: TypeAlias = "Next | Longer | EndIn | Back | Lighter | TalkOf | Hush | PaceOf | BedOf | AloneOf"
