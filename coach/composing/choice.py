"""What somebody wants composed: parts of the body by their everyday names, a length, and how it is given."""

from __future__ import annotations

from dataclasses import dataclass

from coach.errors import UsageError
from coach.routine.near import nearest, shown
from coach.routine.tables import Profile

AREAS: dict[str, tuple[str, ...]] = {
    "back": ("upper back",),
    "feet": ("foot", "toes", "soles", "ankles"),
    "legs": ("leg", "calves", "calf", "lower legs"),
    "hands": ("hand", "palms", "palm", "fingers", "thumbs"),
    "forearms": ("forearm", "arms", "arm"),
    "neck": ("nape",),
    "scalp": ("hair", "temples"),
    "ears": ("ear", "earlobes"),
}
"""Areas in the order of a session, each with other names for it."""

WHOLE = {"head": ("neck", "scalp", "ears"), "all": tuple(AREAS)}
"""Names for several areas at once."""

HEAD = frozenset({"neck", "scalp", "ears"})
"""Areas that are reached from beyond the head."""

HANDS = frozenset({"hands", "forearms"})
"""Areas that are reached from beside, or at a table."""

FACE_DOWN = frozenset({"back", "legs"})
"""Areas that are reached face down only."""

SEATED = frozenset({"hands", "forearms", "scalp", "ears"})
"""Areas that are reached on a chair."""

OILED = frozenset({"back", "feet", "legs", "hands", "forearms"})
"""Areas that are worked with oil or gel, unless somebody wants none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to compose."""

    name: str
    """Id of the routine."""
    areas: tuple[str, ...]
    """Keys of ``AREAS``, in the order of a session."""
    seconds: int
    """How long."""
    oil: bool = True
    """Whether oil and gel may be used."""
    seated: bool = False
    """Whether the receiver sits."""
    short_hair: bool = False
    """Whether the hair is too short, covered or styled to be pulled."""
    profile: Profile = "adult"
    title: str | None = None

    @property
    def wet(self) -> bool:
        """Whether oil or gel is used."""
        return self.oil and bool(OILED.intersection(self.areas))

    @property
    def face_down(self) -> bool:
        """Whether the receiver lies face down at first."""
        only_feet = set(self.areas) <= {"feet", *FACE_DOWN}
        return not self.seated and (bool(FACE_DOWN.intersection(self.areas)) or only_feet)

    @property
    def head(self) -> bool:
        """Whether the head is worked."""
        return bool(HEAD.intersection(self.areas))

    @property
    def hands(self) -> bool:
        """Whether hands or forearms are worked."""
        return bool(HANDS.intersection(self.areas))

    @property
    def feet(self) -> bool:
        """Whether feet or legs are worked."""
        return not {"feet", "legs"}.isdisjoint(self.areas)


def areas_of(text: str, *, seated: bool = False) -> tuple[str, ...]:
    """Return the areas that a list such as "feet, ears" names, in the order of a session.

    Raises UsageError for a name there is none of, with what was probably meant, and for areas that are
    out of reach on a chair.
    """
    known = {other: (area,) for area, others in AREAS.items() for other in (area, *others)} | WHOLE
    found: set[str] = set()
    for word in text.split(","):
        name = " ".join(word.casefold().replace("_", " ").split())
        if not name:
            continue
        if name not in known:
            near = nearest(name, known)
            hint = f'Did you mean "{near}"? ' if near else ""
            raise UsageError(f'There is no area "{shown(word.strip())}". {hint}Areas are {listed()}.')
        wanted = known[name]
        found.update(a for a in wanted if a in SEATED) if seated and name in WHOLE else found.update(wanted)
    if not found:
        raise UsageError(f"Which areas? Write --areas feet,ears. Areas are {listed()}.")
    if seated and (out_of_reach := [area for area in AREAS if area in found - SEATED]):
        raise UsageError(
            f"On a chair there is nothing here for the {' and the '.join(out_of_reach)}. "
            f"Leave that out, or the chair; seated there are {', '.join(a for a in AREAS if a in SEATED)}."
        )
    return tuple(area for area in AREAS if area in found)


def listed() -> str:
    """Return the names of all areas, for people."""
    return f"{', '.join(AREAS)}; head is neck, scalp and ears; all is all of them"
