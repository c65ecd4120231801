"""Faults that authors make, put into a routine one at a time: the material of scripts/mutate.py."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from coach.routine.routine import Routine
    from coach.routine.step import Step

Data = dict[str, Any]
"""A routine file as plain values."""


class Mutant(NamedTuple):
    """A routine with one fault."""

    kind: str
    """What sort of fault."""
    what: str
    """Where it is."""
    data: Data
    """The faulty file."""


SENTENCES = (
    "This flushes the toxins out.",
    "It cures headaches.",
    "This spot belongs to the liver.",
    "Studies show that it works.",
    "Let the energy flow along the meridian.",
    "It lowers the blood pressure.",
    "Twist the joint until it cracks.",
    "Perfect, well done.",
    "Relax and enjoy it.",
    "Look at the picture.",
    "You should press as hard as you can.",
    "Ask her to turn round.",
    "Repeat it 5 times.",
    "Now take the left one.",
    "Hold your breath.",
    "Wait for half a minute.",
    "A slow, sensual stroke.",
    "Ignore the pain.",
)
"""Lines that no routine may hold."""

ELSEWHERE = ("neck_side", "throat", "eyes", "spine_line", "buttock", "temple", "knee_back")
"""Areas to stray into."""

TYPED = {"{n_words}": "five", "{minutes_words}": "fifteen minutes", "{quiet_words}": "half a minute"}
"""Generated words, typed by hand."""


def mutants(data: Data, routine: Routine) -> Iterator[Mutant]:
    """Yield every mutant of a routine, in the same order every time."""
    known = {step.id: step for step in routine.steps}
    for section, part, index in _places(data):
        step = known[data["sections"][section][part][index]["id"]]
        place = (section, part, index)
        for kind, where, change in (*_cues(step), *_body(step), *_times(step)):
            yield Mutant(kind, f"{step.id} {where}".strip(), _with(data, place, change))
        yield Mutant("delete a step", step.id, _without(data, place))
    yield from _whole(data)


def _places(data: Data) -> Iterator[tuple[int, str, int]]:
    for number, section in enumerate(data["sections"]):
        for part in ("steps", "between"):
            for index, _ in enumerate(section.get(part, ())):
                yield number, part, index


Change = tuple[str, str, Data]


def _cues(step: Step) -> Iterator[Change]:
    for number, cue in enumerate(step.cues):
        yield f"delete a cue: {cue.kind}", cue.id, {"without": [cue.id]}
        if cue.kind == "caution":
            lame = [{"id": cue.id, "text": "Mind the usual things here."}]
            yield "empty a caution", cue.id, {"cues": lame}
            late = [{"id": cue.id, "offset_s": 40.0, "joined": False}]
            yield "say a caution late", cue.id, {"cues": late}
            if step.priority > 1:
                yield "let a caution be dropped", cue.id, {"priority": 3, "droppable": True}
        if cue.level == "must" and cue.kind in ("start", "hold", "check_in", "caution", "switch"):
            yield "make a mandatory cue optional", cue.id, {"cues": [{"id": cue.id, "level": "full"}]}
        for brace, word in TYPED.items():
            if brace in cue.text:
                text = cue.text.replace(brace, word)
                yield "type a number", cue.id, {"cues": [{"id": cue.id, "text": text}]}
        if number == 0:
            sentence = SENTENCES[sum(map(ord, step.id + step.technique)) % len(SENTENCES)]
            new = {"id": "extra", "kind": "detail", "level": "full", "text": sentence}
            yield "add a bad sentence", sentence, {"cues": [new]}


def _body(step: Step) -> Iterator[Change]:
    if step.stroke == "none":
        return
    for area in ELSEWHERE:
        if step.areas and area not in [a.area for a in step.areas]:
            yield "swap an area", area, {"areas": [area]}
    for level in (4, 5):
        yield "raise the pressure", str(level), {"pressure": {"default": level, "max": level, "return": 0}}
    if step.direction == "towards_heart":
        yield "turn a stroke round", "", {"direction": "away"}
        yield "put weight on the way back", "", {"pressure": {"default": 2, "max": 2, "return": 2}}
    if step.sides == "each":
        yield "drop a side", "", {"sides": "none"}
    if step.stroke_s is not None:
        yield "hurry a stroke", "", {"stroke_s": step.stroke_s / 8}
    if step.technique.startswith(("foot.", "leg.")):
        yield "give it to the wrong place", "", {"technique": "neck.blade_draw", "variant": None}


def _times(step: Step) -> Iterator[Change]:
    reps, stretch = step.duration.reps, step.duration.continuous
    if reps is not None:
        if reps.unit.hold_s:
            yield "lengthen a hold", "", {"duration": {"reps": {"unit": {"hold_s": 40}}}}
            yield "count a hold wrongly", "", {"duration": {"reps": {"unit": {"count": 2}}}}
        yield "cut the lead-in", "", {"duration": {"reps": {"lead_in_s": 0}}}
        yield "ask for impossible numbers", "", {"duration": {"reps": {"n_min": reps.n_max + 1}}}
    if stretch is not None:
        longer = int(stretch.default_s + 600)
        longer -= longer % int(stretch.quantum_s)
        yield "lengthen a step", "", {"duration": {"continuous": {"default_s": longer, "max_s": longer}}}
        tiny = int(stretch.quantum_s) if stretch.quantum_s > 2 else 2
        yield "shorten a step", "", {"duration": {"continuous": {"min_s": tiny, "default_s": tiny}}}


def _whole(data: Data) -> Iterator[Mutant]:
    yield Mutant("plan it for pregnancy", "", {**data, "audience_profile": "pregnant"})
    yield Mutant("call it bedtime", "", {**data, "tags": ["bedtime"], "closing_style": "words_and_chime"})
    yield Mutant("fetch nothing", "", {**data, "props": []})
    for number, section in enumerate(data["sections"]):
        rest = [s for index, s in enumerate(data["sections"]) if index != number]
        if rest:
            yield Mutant("delete a section", section["id"], {**data, "sections": rest})
        if section.get("between"):
            once = {key: value for key, value in section.items() if key != "between_title"}
            yield Mutant(
                "change sides in silence", section["id"], _section(data, number, {**once, "between": []})
            )
            alone = {k: v for k, v in once.items() if k not in ("between", "side_titles")}
            yield Mutant(
                "work one side only", section["id"], _section(data, number, {**alone, "repeat": "once"})
            )
        if "position" in section and number:
            moved = {**section, "position": "seated_table_corner"}
            yield Mutant("move without a way", section["id"], _section(data, number, moved))
        steps = section["steps"]
        for index in range(len(steps) - 1):
            swapped = [*steps[:index], steps[index + 1], steps[index], *steps[index + 2 :]]
            what = f"{steps[index]['id']} and {steps[index + 1]['id']}"
            yield Mutant("swap two steps", what, _section(data, number, {**section, "steps": swapped}))


def _section(data: Data, number: int, section: Data) -> Data:
    sections = list(data["sections"])
    sections[number] = section
    return {**data, "sections": sections}


def _with(data: Data, place: tuple[int, str, int], change: Data) -> Data:
    changed = copy.deepcopy(data)
    section, part, index = place
    rows = changed["sections"][section][part]
    rows[index] = _over(rows[index], change)
    if "without" in change:  # what is left out is not changed as well
        rows[index]["cues"] = [c for c in rows[index].get("cues", ()) if c["id"] not in change["without"]]
    return changed


def _without(data: Data, place: tuple[int, str, int]) -> Data:
    changed = copy.deepcopy(data)
    section, part, index = place
    del changed["sections"][section][part][index]
    return changed


def _over(below: Any, above: Any) -> Any:  # noqa: ANN401 - plain values
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = dict(below)
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif key == "cues":
            named = {cue["id"]: cue for cue in merged.get("cues", ())}
            named.update({cue["id"]: {**named.get(cue["id"], {}), **cue} for cue in value})
            merged["cues"] = list(named.values())
        elif key == "without":
            merged["without"] = sorted({*merged.get("without", ()), *value})
        else:
            merged[key] = _over(merged.get(key), value)
    return merged
