"""How a routine is built: from settling to the last words, and the order in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.lint.regions import regions
from coach.lint.rule import E, Hit, I, Rule, W
from coach.plan.care import CHECK
from coach.routine.kind import Kind
from coach.units import to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Here, Score

STILL_S = 5
"""The first touch of a place rests at least so long, in seconds."""

_LYING = ("face_up", "face_down", "side_lying")


def ending(score: Score) -> Iterator[Hit]:
    """The last section rests, and says that it is over."""
    for receiver in score.receivers:
        turn = [here for here in score.turn(receiver) if here.step.technique != "tr.swap"]
        last = [here for here in turn if here.section is turn[-1].section]
        if not any(here.step.stroke == "still" and here.step.technique != CHECK for here in last):
            yield Hit(last[-1].path, "the last section has no still hands. Add a step such as close.still.")
        if not any(here.kinds(Kind.END) for here in last):
            yield Hit(last[-1].path, "nobody is told that it is over. Add a step such as close.words.")


def agreement(score: Score) -> Iterator[Hit]:
    """Consent, limits and a stop word come before the first touch."""
    cues = [cue for here in score.before_touch() for cue in here.kinds(Kind.AGREEMENT)]
    texts = " ".join(cue.text for cue in cues)
    wanted = [
        ("whether this is fine today", bool(cues) and bool(score.lists["consent"].search(texts))),
        ("what is out of bounds", bool(cues) and bool(score.lists["no_go"].search(texts))),
        (
            "a word that stops everything",
            any(c.offers == "stop_word" for c in cues) and bool(score.lists["stop"].search(texts)),
        ),
    ]
    missing = [what for what, there in wanted if not there]
    if missing:
        message = f"nobody asks for {', '.join(missing)} before the first touch. Add a step prep.agreement."
        yield Hit(score.start, message)
    yield from _limits(score)


def _limits(score: Score) -> Iterator[Hit]:
    """Yield steps that go as far as was agreed, where nobody agrees how far."""
    for here in score.steps:
        end = here.step.end_point
        if end is None:
            continue
        asked = [other for other in score.steps if end.agreed_in in (None, other.step.id)]
        texts = [cue.text for other in asked for cue in other.kinds(Kind.AGREEMENT)]
        known = [area for key in here.areas if (area := score.tables.areas.get(key)) is not None]
        names = {name for area in known for name in (area.name, *area.words, *area.parts)}
        named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", re.IGNORECASE)
        if not any(named.search(text) for text in texts):
            where = f' in "{end.agreed_in}"' if end.agreed_in else ""
            message = (
                f"this goes as far as was agreed{where}, and nobody is asked there how far. "
                "Add a cue of kind agreement that names the place."
            )
            yield Hit(here.path, message)


def still_first(fitted: Fitted) -> Iterator[Hit]:
    """A part of the body is first touched by hands that rest."""
    for receiver in fitted.receivers:
        known: set[tuple[str, str | None]] = set()
        for bar in (b for b in fitted.turn(receiver) if b.touches and not b.added):
            here = bar.here
            side = bar.span.side if here.step.sides == "each" else None
            found = {(region, side) for region in regions(here.areas)}
            new = bool(found) and not any(
                region == r and (side is None or s in (side, None)) for region, _ in found for r, s in known
            )
            rests = here.step.stroke == "still" and bar.length >= to_frames(STILL_S)
            if new and not rests and here.step.technique != CHECK:
                yield Hit(
                    here.path,
                    f'"{here.step.label}" is the first touch there, and it moves. Let still hands rest for '
                    f"{STILL_S} seconds before, with a step such as still.contact.",
                )
            known |= found


def getting_up(score: Score) -> Iterator[Hit]:
    """Whoever lies is told how to get up."""
    if score.bedtime:
        return
    for receiver in score.receivers:
        turn = [here for here in score.turn(receiver) if here.step.technique != "tr.swap"]
        last = max((n for n, here in enumerate(turn) if here.moves), default=-1)
        after = turn[last + 1 :] or turn[-1:]
        if turn[-1].section.receiver in _LYING and not any(h.kinds(Kind.AFTERCARE) for h in after):
            message = "nobody says how to get up after lying. Add a cue of kind aftercare, as in close.words."
            yield Hit(turn[-1].path, message)


def exit_line(score: Score) -> Iterator[Hit]:
    """People who should wait are told so."""
    told = any(
        cue.caution is not None
        and cue.kind is Kind.CAUTION
        and (caution := score.tables.cautions.get(cue.caution)) is not None
        and caution.severity == "not_today"
        and not caution.areas
        and score.lists["wait"].search(cue.text)
        for here in score.before_touch()
        for cue in here.step.cues
    )
    if not told:
        message = "nobody is told when to leave massage for another day. Add a cue with caution: exit_line."
        yield Hit(score.start, message)


def settling(score: Score) -> Iterator[Hit]:
    """Before the first stroke there is a moment to settle."""
    before: list[Here] = []
    for here in score.steps:
        if here.moves:
            break
        before.append(here)
    quiet = (Kind.INTENTION, Kind.BREATH)
    if not any(h.step.technique == "prep.warm_hands" or h.kinds(*quiet) for h in before):
        yield Hit(score.start, "nothing settles the giver before the first stroke. Add prep.warm_hands.")


_GATED = ("prep.position", "tr.turn", "tr.move", "tr.swap")


def gates(score: Score) -> Iterator[Hit]:
    """Where people have to move, a live session waits for them."""
    for here in score.steps:
        if here.step.technique in _GATED and here.step.gate is None:
            yield Hit(here.path, f'"{here.step.technique}" has no gate. Write gate: {{wait: ready}}.')


RULES = (
    Rule(
        "MS001",
        E,
        "The last section has still hands and an end",
        "without them the receiver is left hanging",
        "S68",
        ending,
    ),
    Rule(
        "MS002",
        E,
        "Consent, limits and a stop word before the first touch",
        "touch begins with a yes, and can always be ended",
        "S46 S46b S47",
        agreement,
        hard=True,
    ),
    Rule(
        "MS003",
        W,
        "The first touch of a part of the body rests for five seconds",
        "cold or sudden hands startle",
        "S68",
        on_plan=still_first,
    ),
    Rule("MS004", E, "Lengths and numbers of a step are possible", "no plan can be made of others"),
    Rule(
        "MS005",
        E,
        "The length asked for lies within what the routine can be",
        "the shortest and the longest are told instead of squeezing",
    ),
    Rule("MS008", E, "A change of position has a step that leads there", "nobody can follow a jump"),
    Rule(
        "MS009",
        E,
        "Every technique, area, position, prop, cue and chime that is named exists",
        "a typing mistake must not pass in silence",
    ),
    Rule("MS012", W, "Whoever lies hears how to get up", "blood rushes down on standing", "S53", getting_up),
    Rule(
        "MS013",
        W,
        "People who should wait are told so",
        "fever, clots and fresh injuries are no matter for a massage",
        "S02 S09 S10 S11",
        exit_line,
    ),
    Rule(
        "MS014",
        I,
        "There is a moment to settle before the first stroke",
        "warm hands and a quiet giver come first",
        "S01",
        settling,
    ),
    Rule(
        "MS016",
        W,
        "A step in which people move waits until they are ready",
        "nobody is ready by the clock",
        "S49 S50",
        gates,
    ),
)
