"""What surrounds the massage: settling and agreeing, moving from one place to the next, and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.composing.piece import Part, Piece, Stretch
from coach.routine.lying import SETTLING

if TYPE_CHECKING:
    from coach.composing.choice import Choice

LONG_S = 1800
"""From this length on the stop word is recalled when somebody moves, in seconds."""

_BELLS = ("bell_hold", "bell_go")


def arrive(choice: Choice, start: str, *, holds: bool) -> Part:
    """Return the first section; ``holds`` says whether the two bells have to be known."""
    steps = (_settle(choice, start), _agree(choice, start), _warm(choice, start, holds=holds))
    return Part("arrive", "Arrive", steps, start)


def _settle(choice: Choice, start: str) -> Piece:
    variant = SETTLING[start]
    without: tuple[str, ...] = ()
    if start.startswith("face_down") and not choice.wet:
        without = ("clothes",)
    elif start == "seated_table_corner" and not choice.wet:
        without = ("allergy",)
    return Piece("prep.position", variant, Stretch(50, 65, 100), without)


def _agree(choice: Choice, start: str) -> Piece:
    oiled = choice.oil and (choice.feet or "back" in choice.areas)
    if "legs" in choice.areas:
        return Piece("prep.agreement", "legs", Stretch(30, 35, 45), () if oiled else ("oil",))
    if oiled:
        return Piece("prep.agreement", "oil", Stretch(28, 32, 45))
    if choice.wet and start != "seated_table_corner":  # there it is asked while both sit down
        return Piece("prep.agreement", "gel", Stretch(28, 32, 45))
    neck = start == "face_up_beyond_head" and "neck" in choice.areas
    return Piece("prep.agreement", "head" if neck else None, Stretch(27, 30, 40))


def _warm(choice: Choice, start: str, *, holds: bool) -> Piece:
    if choice.wet and start in ("seated_table_corner", "face_up_beside"):
        return Piece("prep.warm_hands", "gel", Stretch(12, 18, 30), () if holds else _BELLS)
    if choice.wet and start != "face_up_beyond_head":
        if holds:
            return Piece("prep.warm_hands", "oil_bells", Stretch(30, 45, 70))
        return Piece("prep.warm_hands", "oil", Stretch(20, 35, 60))
    return Piece("prep.warm_hands", None if holds else "plain", Stretch(20, 40, 60))


def turn(where: str) -> Part:
    """Return the section in which the receiver turns face up; the giver goes to ``where``."""
    variant = "hand" if where == "face_up_beside" else "head"
    step = Piece("tr.turn", variant, Stretch(60, 75, 120))
    return Part("turn", "Turn over", (step,), where)


def move(choice: Choice, where: str) -> Part:
    """Return the section in which the giver goes to ``where``, and the receiver stays."""
    variant = {"face_up_beside": "beside", "seated_behind": "behind"}.get(where)
    if choice.seconds >= LONG_S and not choice.face_down:  # a turn recalls it by itself
        variant = f"{variant or 'head'}_word"
    long = variant is not None and variant.endswith("_word")
    title = "Move to the hands" if where == "face_up_beside" else "Move to the head"
    name = "move_hands" if where == "face_up_beside" else "move_head"
    return Part(name, title, (Piece("tr.move", variant, Stretch(34 if long else 25, 40, 70)),), where)


def close(choice: Choice, where: str) -> Part:
    """Return the last section: still hands, an announced quiet, and words."""
    variant, areas, most = {
        "face_down_beside": ("back", ("back_upper",), 120),
        "face_down_beyond_feet": ("feet_turn", ("foot_bottom",), 180),
        "face_up_beyond_feet": ("feet", ("foot_bottom",), 120),
        "face_up_beside": ("hands", ("hand_palm", "hand_back"), 60),
        "face_up_beyond_head": ("head", ("head",), 180),
        "seated_table_corner": ("hands", ("hand_palm", "hand_back"), 60),
        "seated_behind": ("shoulders", ("shoulder",), 90),
    }[where]
    least = 30 if variant == "feet_turn" else 20
    still = Piece("close.still", variant, Stretch(least, 45, most))
    words = Piece(
        "close.words", "seated" if choice.seated else None, Stretch(18 if choice.seated else 27, 35, 50)
    )
    return Part("close", "Close", (still, words), areas=areas)
