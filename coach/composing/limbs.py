"""Back, feet, legs, hands and forearms: which cards, in which order, how long each may take.

Far end first, then towards the heart; a still touch opens, a question about pressure comes soon after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.composing.piece import Part, Piece, Stretch, Times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.composing.choice import Choice

CHECK = Stretch(12, 15, 20)

SIDES = {
    "foot": ("First foot", "The other foot"),
    "leg": ("First leg", "The other leg"),
    "hand": ("First hand", "The other hand"),
    "arm": ("First forearm", "The other forearm"),
}


def check(choice: Choice, *, face_down: bool) -> Piece:
    """Return the three-way question as it is asked in a position."""
    variant = ("face_down_oil" if choice.wet else "face_down") if face_down else None
    return Piece("check.pressure", variant, CHECK)


def back(choice: Choice) -> Part:
    """Return the section of the back: its caution stands in the first step, before anything moves."""
    kept = {"priority": 1, "droppable": False}
    steps = [Piece("still.contact", "back", Stretch(13, 18, 40), extra={"priority": 2})]
    if choice.oil:
        spread = Piece("back.palm_glide", "spread", Stretch(20, 37, 80), extra=kept | {"priority": 2})
        steps.append(spread)
    steps.append(Piece("back.palm_glide", None, Times(4, 8, 14), extra=kept))
    steps.append(check(choice, face_down=True))
    steps.append(Piece("back.palm_press", None, Times(3, 5, 12)))
    areas = ("back_upper", "shoulder")
    return Part("back", "Back", tuple(steps), "face_down_beside", areas)


def foot(choice: Choice, *, moved: bool) -> Part:
    """Return the section of feet and legs; ``moved`` says that the giver comes from somewhere else."""
    name = "foot" if "feet" in choice.areas else "leg"
    down = choice.face_down
    contact = Piece("still.contact", f"{name}_moved" if moved else name, Stretch(12 if moved else 10, 20, 50))
    legs = tuple(_legs(choice)) if "legs" in choice.areas else ()
    feet = tuple(_feet(choice)) if name == "foot" else ()
    rest = (Piece("still.contact", "foot_rest", Stretch(10, 20, 40)),) if name == "foot" else ()
    question = check(choice, face_down=down)
    steps = (contact, *feet[:-1], question, *feet[-1:], *legs, *rest)
    if name == "leg":
        steps = (contact, legs[0], question, *legs[1:])
    turn = name if down else "foot_up"
    areas = (
        *(("foot_bottom", "foot_arch", "foot_top", "toes", "ankle_inner", "ankle_outer") if feet else ()),
        *(("ankle_back", "calf", "knee_back", "thigh_back") if legs else ()),
    )
    return Part(
        name,
        name.capitalize(),
        steps,
        "face_down_beyond_feet" if down else "face_up_beyond_feet",
        areas,
        Piece("tr.side", turn, Stretch(10, 15 if down else 12, 20)),
        SIDES[name],
    )


def _feet(choice: Choice) -> Iterator[Piece]:
    """Yield the cards of one foot; the last one is a filler that comes after the question."""
    if choice.oil:
        yield Piece("foot.spread_glide", None, Stretch(10, 30, 80))
    yield Piece("foot.sole_thumbs", None, Stretch(45, 100, 240))
    yield Piece("foot.toe_roll", None, Stretch(30, 70, 125))
    yield Piece("foot.ankle_circles", None, Stretch(20, 45, 90))


def _legs(choice: Choice) -> Iterator[Piece]:
    yield Piece("leg.calf_knead", None, Stretch(30, 70, 160), () if choice.oil else ("oil",))
    end = {"end_point": {"default": "mid_thigh", "agreed_in": "1.2"}}
    yield Piece("leg.long_sweep", None, Times(3, 6, 12), extra=end)


def hand(choice: Choice) -> Part:
    """Return the section of hands and forearms."""
    palms, arms = "hands" in choice.areas, "forearms" in choice.areas
    name = "hand" if palms else "arm"
    still = {"priority": 2}
    steps = [Piece("still.contact", "hand" if palms else "forearm", Stretch(10, 12, 30), extra=still)]
    if palms and choice.oil:
        steps.append(Piece("hand.spread_glide", None if arms else "hand", Stretch(10, 20, 60)))
    if palms:
        steps.append(Piece("hand.thumb_circles", None, Stretch(40, 60, 150)))
        steps.append(Piece("hand.tender_hold", None, Times(1, 2, 5)))
    knead = Piece("arm.forearm_knead", "more_gel" if choice.oil else None, Stretch(30, 50, 120))
    if not palms:
        steps.append(knead)
    steps.append(check(choice, face_down=False))
    if palms:
        steps.append(Piece("hand.finger_roll", None, Stretch(15, 40, 75)))
    if arms and palms:
        steps.append(knead)
    if arms:
        steps.append(Piece("arm.forearm_glide", None, Stretch(30, 36, 80), extra={"priority": 2}))
    if palms:
        steps.append(Piece("hand.traction", None, Times(1, 2, 4)))
        steps.append(Piece("wrist.inner_point", None, Times(2, 3, 5)))
    areas = (
        *(("fingers", "hand_palm", "hand_back", "thumb_pad", "wrist", "wrist_point") if palms else ()),
        *(("forearm",) if arms else ()),
    )
    seat = "seated_table_corner" if choice.seated else "face_up_beside"
    seated = {"hand": "hand" if choice.wet else "hand_rest", "arm": "arm"}  # a towel is there for wet hands
    around = seated[name] if choice.seated else f"{name}_round"
    change = Piece("tr.side", around, Stretch(8, 10, 14) if around == "arm" else Stretch(10, 12, 20))
    return Part(name, "Hand" if palms else "Forearm", tuple(steps), seat, areas, change, SIDES[name])
