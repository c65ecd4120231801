"""What stands above the sections of a composed routine: title, summary, props, and what to do before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.composing.choice import Choice

LINES = (
    "If you hear this well, start.",
    "Bring everything within reach before the first touch.",
    "Let the room be warm, the light low, and the phone on silent.",
    "Clothes stay on as you both like. Only the part being worked on is bare.",
)
"""What is said before the clock starts, as in every routine that comes with coach."""

_FOOT_END = "Your partner lies the other way round, with the head at the foot end."
_LAP = (
    "For the head, sit with your back against the headboard, a pillow in your lap.",
    "Your partner lies back, and rests the head on that pillow.",
    "Draws then begin at the base of the neck.",
)

Plain = dict[str, Any]


def heading(choice: Choice, start: str) -> Plain:
    """Return the fields of a routine above its sections."""
    return {
        "id": choice.name,
        "title": choice.title or _title(choice),
        "summary": _summary(choice),
        "tags": _tags(choice),
        "level": "easy",
        "audience_profile": choice.profile,
        "target_s": choice.seconds,
        "start_position": start,
        "props": _props(choice),
        "preflight": _preflight(choice, start),
    }


def _title(choice: Choice) -> str:
    return _listed(list(_short(choice))).capitalize()


def _short(choice: Choice) -> tuple[str, ...]:
    """Return the areas by name; neck, scalp and ears together are the head."""
    head = ("neck", "scalp", "ears")
    if not set(head) <= set(choice.areas):
        return choice.areas
    return (*(area for area in choice.areas if area not in head), "head")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _summary(choice: Choice) -> str:
    place = "on a chair" if choice.seated else "face down" if choice.face_down else "lying face up"
    if choice.face_down and (choice.hands or choice.head):
        place = "face down, then face up"
    oil = "" if choice.wet else ", without oil"
    return f"Composed of technique cards: {_listed(list(_short(choice)))}, {place}{oil}."


def _tags(choice: Choice) -> list[str]:
    place = "seated" if choice.seated else "face-down" if choice.face_down else "face-up"
    return [*choice.areas, place, "oil" if choice.wet else "no-oil", "own"]


def _props(choice: Choice) -> list[Plain]:
    found: list[Plain] = []
    if choice.face_down:
        found.append({"prop": "ankle_bolster", "place": "under the fronts of both ankles"})
        found.append({"prop": "face_cushion", "place": "under the forehead"})
    if not choice.seated and (not choice.face_down or choice.hands or choice.head):
        after = " after the turn" if choice.face_down else ""
        found.append({"prop": "knee_pillow", "place": f"under the knees{after}"})
    if not (choice.seated or choice.face_down) and (choice.feet or choice.head):
        found.append({"prop": "head_cushion", "place": "under the head", "required": False})
    if choice.hands:
        found.append({"prop": "arm_pillow", "place": "under the working forearm"})
    if choice.seated and choice.head:
        found.append({"prop": "chair", "place": "with a back to lean on"})
    if choice.wet:
        found += [{"prop": "oil"}] if choice.feet or "back" in choice.areas else []
        found += [{"prop": "gel"}] if choice.hands else []
        found.append({"prop": "towels"})
    if (choice.feet or choice.wet) and (choice.hands or choice.head):
        found.append({"prop": "damp_cloth"})
    if not choice.seated:
        found.append({"prop": "blanket", "place": "over the body", "required": False})
    return found


FETCH = {
    "ankle_bolster": "rolled towel",
    "face_cushion": "folded towel for the face",
    "knee_pillow": "pillow for the knees",
    "head_cushion": "something thin for under the head",
    "arm_pillow": "pillow for the forearm",
    "chair": "chair with a back",
    "oil": "oil",
    "gel": "gel or lotion",
    "towels": "two towels",
    "damp_cloth": "damp cloth",
    "blanket": "blanket",
}


def _preflight(choice: Choice, start: str) -> Plain:
    found: Plain = {
        "fetch": [FETCH[use["prop"]] for use in _props(choice)],
        "clothes": _clothes(choice),
        "seats": _seats(start),
        "lines": list(LINES),
    }
    if choice.head and not choice.seated:
        found["headboard"] = {"foot_end": [_FOOT_END, *_foot_end(choice)], "lap": list(_lap(choice))}
    return found


def _lap(choice: Choice) -> tuple[str, ...]:
    return _LAP if "neck" in choice.areas else _LAP[:-1]


def _foot_end(choice: Choice) -> list[str]:
    before = choice.feet or "back" in choice.areas
    parts = [part for part, there in (("back", "back" in choice.areas), ("feet", choice.feet)) if there]
    first = (
        [f"You work the {' and the '.join(parts)} from the pillow end, sitting on the bed."] if before else []
    )
    return [
        *first,
        "Later you sit at the foot end, facing the feet."
        if before
        else "You sit at that end, facing the feet.",
    ]


def _clothes(choice: Choice) -> str:
    found: list[str] = []
    if "legs" in choice.areas:
        bare = "Legs bare to the middle of the thigh, or loose shorts; a towel tucked in at the edge."
        found.append(
            bare if choice.oil else "Thin, loose trousers may stay on: the hands slide over the cloth."
        )
    elif "feet" in choice.areas:
        found.append("Feet bare.")
    if "back" in choice.areas:
        bare = "The upper back bare, or a top that is easily moved, as the receiver likes."
        found.append(bare if choice.oil else "A thin top may stay on: the hands glide over the cloth.")
    if choice.hands:
        found.append("Sleeves up, watches and rings off.")
    if choice.head:
        found.append("Glasses, earrings and hair ties off.")
    return " ".join(found)


def _seats(start: str) -> str:
    return {
        "face_down_beside": "The receiver lies face down; the giver is beside the back.",
        "face_down_beyond_feet": "Feet at the end of the bed or mat; the giver is beyond them.",
        "face_up_beyond_feet": "Feet at the end of the bed or mat; the giver is beyond them.",
        "face_up_beside": "The receiver lies face up; the giver is beside.",
        "face_up_beyond_head": "The receiver lies face up; the giver is beyond the top of the head.",
        "seated_table_corner": "Both at the corner of a table, close enough to hold hands at ease.",
        "seated_behind": "The receiver sits, the back supported; the giver stands behind the chair.",
    }[start]
