"""Where and how firmly hands may go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.lint.regions import LIMBS, NECK, UNBORN, regions
from coach.lint.rule import E, Hit, Rule, W
from coach.routine.kind import Kind

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Here, Score

LONG_HOLD_S, LONGEST_HOLD_S = 30, 60
"""A hold of more seconds is a warning, an error."""

LAY, NEVER = 3, 4
"""More pressure than the first is a warning, than the second an error."""


def _most(here: Here) -> int:
    return max(here.step.pressure.default, here.step.pressure.max)


def direction(score: Score) -> Iterator[Hit]:
    """On arms and legs, weight goes towards the heart."""
    for here in (h for h in score.steps if h.moves and regions(h.areas) & LIMBS):
        if here.step.direction == "away" and _most(here) >= 2:
            message = (
                "this stroke goes away from the heart with weight. Write pressure max: 1, or turn it round."
            )
            yield Hit((*here.path, "direction"), message)
        if here.step.direction == "towards_heart" and here.step.pressure.returning >= 2:
            yield Hit(
                (*here.path, "pressure"), "the way back has weight. Write return: 0, as light as a feather."
            )


def long_holds(score: Score) -> Iterator[Hit]:
    """A hold does not last too long."""
    for here in score.steps:
        reps = here.step.duration.reps
        if reps is not None and reps.unit.hold_s > LONG_HOLD_S:
            worse = E if reps.unit.hold_s > LONGEST_HOLD_S else None
            message = (
                f"a hold of {reps.unit.hold_s:g} seconds is too long. Write hold_s: {LONG_HOLD_S} or less."
            )
            yield Hit((*here.path, "duration"), message, worse)


def pulled_joints(score: Score) -> Iterator[Hit]:
    """Only limbs are pulled, and by two hands."""
    for here in (h for h in score.steps if h.step.stroke == "pull" and h.areas != ["hair"]):
        small = [a for a in here.areas if a in NECK | {"fingers", "toes", "skull_base", "head"}]
        if small:
            name = score.tables.areas[small[0]].name
            yield Hit((*here.path, "areas"), f"this pulls on {name}. Never pull there; leave the area out.")
        if here.technique.hands < 2 and "hair" not in here.areas:
            message = f'"{here.step.technique}" pulls with fewer than two hands. A pull needs both.'
            yield Hit((*here.path, "technique"), message)


def lay_cap(score: Score) -> Iterator[Hit]:
    """No pressure that only a professional should give."""
    for here in score.steps:
        if (most := _most(here)) > LAY:
            message = f"pressure {most} is more than people at home should give. Write {LAY} or less."
            yield Hit((*here.path, "pressure"), message, E if most > NEVER else None)


def area_cap(score: Score) -> Iterator[Hit]:
    """No area gets more pressure than it bears."""
    for here in score.steps:
        for index, area in enumerate(here.step.areas):
            known = score.tables.areas[area.area]
            firmest = min(_most(here), area.pressure_max)
            if firmest > known.pressure_max and not known.never and area.area != "spine_line":
                yield Hit(
                    (*here.path, "areas", index),
                    f"{known.name} bears pressure {known.pressure_max}, and may get {firmest} here. Write "
                    f"pressure max: {known.pressure_max}, or the area with a pressure_max of its own.",
                )


def forbidden(score: Score) -> Iterator[Hit]:
    """Some places are never worked on."""
    for here in score.steps:
        for index, area in enumerate(here.step.areas):
            if score.tables.areas[area.area].never:
                name = score.tables.areas[area.area].name
                yield Hit((*here.path, "areas", index), f"{name} is never worked on. Take it out.")


def spine(score: Score) -> Iterator[Hit]:
    """Nobody presses on the spine."""
    for here in score.steps:
        for index, area in enumerate(here.step.areas):
            if area.area == "spine_line" and min(_most(here), area.pressure_max) > 0:
                yield Hit(
                    (*here.path, "areas", index), "this presses on the spine. Work beside it: take it out."
                )


def unborn_places(score: Score) -> Iterator[Hit]:
    """In pregnancy some places are left out."""
    if score.routine.audience_profile == "pregnant":
        yield from _unborn(score.steps)


def unborn_places_planned(fitted: Fitted) -> Iterator[Hit]:
    """The same, for a session planned for somebody who is pregnant."""
    if fitted.timeline.options.profile == "pregnant" != fitted.score.routine.audience_profile:
        yield from _unborn(tuple(bar.here for bar in fitted.bars))


def _unborn(steps: tuple[Here, ...]) -> Iterator[Hit]:
    for here in {h.step.id: h for h in steps}.values():
        if found := [area for area in here.areas if area in UNBORN]:
            yield Hit(
                (*here.path, "areas"), f"in pregnancy {found[0]} is left out. Take the step or the area out."
            )


def lying_pregnant(score: Score) -> Iterator[Hit]:
    """In pregnancy nobody lies face down or flat on the back."""
    if score.routine.audience_profile == "pregnant":
        yield from _lying(score.steps)


def lying_pregnant_planned(fitted: Fitted) -> Iterator[Hit]:
    """The same, for a session planned for somebody who is pregnant."""
    if fitted.timeline.options.profile == "pregnant" != fitted.score.routine.audience_profile:
        yield from _lying(tuple(bar.here for bar in fitted.bars))


def _lying(steps: tuple[Here, ...]) -> Iterator[Hit]:
    seen: set[str] = set()
    for here in steps:
        position = here.position
        if position is None or here.section.id in seen:
            continue
        if position.receiver in ("face_down", "face_up") or "pregnant" in position.blocked_profiles:
            seen.add(here.section.id)
            message = f'"{position.name}" is not for pregnancy. Choose a seated or side-lying position.'
            yield Hit((*here.path[:2], "position"), message)


def tapping(score: Score) -> Iterator[Hit]:
    """No tapping where it harms, and none that wakes."""
    for here in score.steps:
        bad = [area for area in here.areas if area in NECK | {"kidney_area", "spine_line", "back_lower"}]
        taps = here.step.stroke == "tap" or any(
            score.lists["tap"].search(cue.text) for cue in here.step.cues if cue.kind is not Kind.CAUTION
        )
        if taps and bad:
            yield Hit(
                here.path, f"this taps on {score.tables.areas[bad[0]].name}. Never there: rest or glide."
            )
        elif taps and score.bedtime and here.touches:
            yield Hit(here.path, "this taps, and somebody is falling asleep. Rest or glide instead.")


def private(score: Score) -> Iterator[Hit]:
    """A private place is asked about by name."""
    asked: list[str] = []
    for here in score.steps:
        if here.touches:
            for index, key in enumerate(here.areas):
                area = score.tables.areas[key]
                names = [word.lower() for word in (area.name, *area.words)]
                if area.private and not any(name in text for text in asked for name in names):
                    message = (
                        f"nobody asks about the {area.name}, a private place. Ask in a cue of kind agreement"
                    )
                    yield Hit(
                        (*here.path, "areas", index), f"{message} before, by its name, or leave it out."
                    )
        asked += [cue.text.lower() for cue in here.kinds(Kind.AGREEMENT)]


RULES = (
    Rule(
        "MS102",
        W,
        "On arms and legs, weight goes towards the heart",
        "valves of the veins open that way; the way back is a feather",
        "S01 S29b",
        direction,
    ),
    Rule(
        "MS103",
        W,
        "A hold lasts at most thirty seconds",
        "numbness, and a giver who strains",
        "S62 S63",
        long_holds,
    ),
    Rule(
        "MS105",
        E,
        "Only limbs are pulled, by two hands; never neck, fingers or toes",
        "small joints",
        "S64",
        pulled_joints,
        hard=True,
    ),
    Rule(
        "MS106",
        W,
        "Pressure stays at three or less",
        "most harm comes from too much pressure",
        "S09",
        lay_cap,
    ),
    Rule(
        "MS107",
        E,
        "No area gets more pressure than it bears",
        "nerves, vessels and thin bone lie near",
        "S06 S07 S08",
        area_cap,
        hard=True,
    ),
    Rule(
        "MS108",
        E,
        "Throat, sides of the neck, eyes, ear canals and mouth are left alone",
        "never needed, and harm is near",
        "S06 S08 S22 S23 S53",
        forbidden,
        hard=True,
    ),
    Rule(
        "MS109",
        E,
        "Nobody presses on the spine",
        "bony points; the work is beside it",
        "S06 S29b",
        spine,
        hard=True,
    ),
    Rule(
        "MS116",
        E,
        "In pregnancy the traditional points and deep places are left out",
        "it costs nothing, and most teachers expect it",
        "S18 S19",
        unborn_places,
        unborn_places_planned,
        hard=True,
    ),
    Rule(
        "MS117",
        E,
        "In pregnancy nobody lies face down or flat on the back",
        "seated or on the side instead",
        "S20 S21",
        lying_pregnant,
        lying_pregnant_planned,
        hard=True,
    ),
    Rule(
        "MS121",
        E,
        "No tapping over kidneys, spine or neck, and none at bedtime",
        "organs are poorly shielded there; and it wakes",
        "S08",
        tapping,
        hard=True,
    ),
    Rule(
        "MS125",
        E,
        "A private place is asked about by its name, or left out",
        "privacy, vessels and nodes",
        "S07 S08 S46",
        private,
        hard=True,
    ),
)
