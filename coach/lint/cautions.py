"""What has to be said before hands go somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.lint.regions import EARS, SKULL_AND_NECK
from coach.lint.rule import E, Hit, Rule, W
from coach.routine.cue import Anchor
from coach.routine.kind import Kind, Level

if TYPE_CHECKING:
    from coach.lint.score import Here, Score
    from coach.routine.cue import Cue
    from coach.routine.wordlists import Name, WordLists

EARLY_S = 10.0
"""A caution that stands in its own step begins at most so long after the step, or in its lead-in."""

RECENT_S = 300
"""A caution from another section counts for so many seconds."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def says(score: Score, cue: Cue, *lists: Name) -> bool:
    """Tell whether every form of a cue has a word of every list."""
    forms = [text for text in (cue.text, cue.short_text, cue.second_receiver_text, *cue.alternatives) if text]
    return all(score.lists[name].search(text) for text in forms for name in lists)


def early(here: Here, cue: Cue) -> bool:
    """Tell whether a cue stands at the beginning of its step, before or with the first contact."""
    if cue.anchor is not Anchor.STEP_START:
        return cue.ends_before_s is not None and cue.k == 1
    reps = here.step.duration.reps
    return (cue.offset_s or 0.0) <= max(EARLY_S, reps.lead_in_s if reps else 0.0)


def to_the_point(score: Score) -> Iterator[Hit]:
    """A cue that stands for a caution of the table speaks of what that caution is about."""
    for said in score.said:
        caution = score.tables.cautions.get(said.cue.caution or "")
        if caution is None or said.cue.kind is not Kind.CAUTION:
            continue
        places = [score.tables.areas[area] for area in caution.areas]
        about = " ".join([caution.text, *(word for area in places for word in (area.name, *area.words))])
        if not _stems(about, score.lists) & _stems(said.text, score.lists):
            message = f'this stands for the caution "{said.cue.caution}" and says nothing of it. Say:'
            yield Hit(said.path, f'{message} "{caution.text}"', W)


def _stems(text: str, lists: WordLists) -> set[str]:
    """Return the words of a text that carry meaning, without their endings."""
    return {lists["endings"].sub("", word) for word in _WORD.findall(text.lower())} - {*lists.words("empty")}


def _given(score: Score, here: Here, caution: str, *lists: Name) -> bool:
    """Tell whether a step itself gives a caution, always and in time."""
    return any(
        cue.kind is Kind.CAUTION
        and cue.level is Level.MUST
        and cue.caution == caution
        and cue.on("A")
        and early(here, cue)
        and says(score, cue, *lists)
        for cue in here.step.cues
    )


def _first_contacts(
    score: Score, areas: frozenset[str], *, resting: bool = True
) -> Iterator[tuple[Here, list[Here]]]:
    """Yield the first step of each section that touches one of ``areas``, with the steps before it there.

    Without ``resting`` hands that only lie there do not count.
    """
    done: set[str] = set()
    for number, here in enumerate(score.steps):
        touches = here.touches if resting else here.moves
        if here.section.id in done or not touches or not areas.intersection(here.areas):
            continue
        done.add(here.section.id)
        yield here, [h for h in score.steps[:number] if h.section is here.section]


def even_pull(score: Score) -> Iterator[Hit]:
    """A pull comes with the words that keep it even."""
    for here in score.steps:
        if here.step.stroke != "pull" or "hair" in here.areas:
            continue
        cautions = [c for c in here.kinds(Kind.CAUTION) if c.sides in ("both", "first") and early(here, c)]
        if not any(says(score, cue, "even", "jerk") for cue in cautions):
            message = 'a pull without its caution. Add a cue of kind caution: "An even pull, never a jerk."'
            yield Hit(here.path, message)


def outside_only(score: Score) -> Iterator[Hit]:
    """Before an ear is touched it is said that only its outside is meant."""
    for here, before in _first_contacts(score, EARS, resting=False):  # a resting palm enters nothing
        kept = [h for h in before if not h.step.droppable]
        if not any(_given(score, h, "ear_outside", "ear_outside") for h in (*kept, here)):
            message = (
                'the ears are touched, and nobody has said "Only the outside of the ear. Nothing goes in."'
            )
            yield Hit(here.path, f"{message} Add it as a cue of kind caution with caution: ear_outside.")


def throat(score: Score) -> Iterator[Hit]:
    """Before the neck is touched, throat and sides are named as out of bounds."""
    clock: dict[str, int] = {}
    now = 0
    for play, here in score.order:
        clock.setdefault(play.step.id, now)
        now += here.step.duration.default_s
    for here, before in _first_contacts(score, SKULL_AND_NECK):
        contact = clock[here.step.id]
        elsewhere = [
            h
            for h in score.steps
            if h.section is not here.section and 0 <= contact - clock[h.step.id] <= RECENT_S
        ]
        kept = [h for h in (*before, *elsewhere) if not h.step.droppable]
        if not any(
            _given(score, h, "neck_sides", "throat", "neck_sides") or (h is not here and _late(score, h))
            for h in (*kept, here)
        ):
            message = 'the neck is touched without "The throat and the sides of the neck stay free."'
            yield Hit(here.path, f"{message} Add it as a cue of kind caution with caution: neck_sides.")


def _late(score: Score, here: Here) -> bool:
    """Tell whether an earlier step gives the caution of the neck anywhere in it."""
    cues = [cue for cue in here.kinds(Kind.CAUTION) if cue.caution == "neck_sides"]
    return any(says(score, cue, "throat", "neck_sides") for cue in cues)


RULES = (
    Rule(
        "MS421",
        E,
        "What a technique has to say is said",
        "incomplete guidance",
        "",
        to_the_point,
    ),
    Rule(
        "MS104",
        E,
        'A pull comes with "An even pull, never a jerk"',
        "joints and nerves take a slow pull well and a sudden one badly",
        "S01 S64",
        even_pull,
        hard=True,
    ),
    Rule(
        "MS113",
        E,
        'Before an ear is touched: "Only the outside of the ear"',
        "nothing enters an ear",
        "S01 S06",
        outside_only,
        hard=True,
    ),
    Rule(
        "MS123",
        E,
        "Before the neck is touched: throat and sides stay free",
        "vessels and nerves; rare but grave harm",
        "S06 S08 S22 S23 S53",
        throat,
        hard=True,
    ),
    Rule(
        "MS129",
        E,
        "Cautions, agreement, changes and the end are never dropped",
        "fitting and talk levels would take them away",
        hard=True,
    ),
)
