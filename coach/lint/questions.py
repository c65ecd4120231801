"""What is asked, and what limit is set, before something is used or somebody pressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.lint.cautions import early, says
from coach.lint.regions import CALVES, LOWER_LEG
from coach.lint.rule import E, Hit, Rule, W
from coach.routine.kind import Kind, Level
from coach.routine.resolve import TWO_SIDED

if TYPE_CHECKING:
    from coach.lint.score import Score


def hair(score: Score) -> Iterator[Hit]:
    """Pulling hair is even, and there is another way for those who have none to pull."""
    for here in (h for h in score.steps if h.step.stroke == "pull" and "hair" in h.areas):
        told = [cue for cue in here.kinds(Kind.CAUTION) if early(here, cue)]
        if not any(says(score, cue, "even", "jerk") for cue in told):
            yield Hit(
                here.path, 'hair is pulled without its caution. Add "Pull gently and evenly. No jerks."'
            )
        if "short_or_covered" not in here.step.substitutions:
            message = "there is nothing for short or covered hair."
            yield Hit(here.path, f"{message} Write substitutions: {{short_or_covered: scalp.shift}}.")


def tender(score: Score) -> Iterator[Hit]:
    """A tender spot is held briefly, and with a limit."""
    for here in score.steps:
        spot = "tender" in here.step.technique or "tender_not_sharp" in here.technique.required_cautions
        reps = here.step.duration.reps
        if not spot or here.step.stroke not in ("point", "press"):
            continue
        if not any(says(score, cue, "comfort") for cue in here.kinds(Kind.CAUTION)):
            yield Hit(
                here.path, 'a tender spot without a limit. Add a caution: "Tender is fine, sharp is not."'
            )
        if reps is not None and reps.unit.hold_s > 10:
            message = f"a tender spot is held for {reps.unit.hold_s:g} seconds. Write hold_s: 10 or less."
            yield Hit((*here.path, "duration"), message)


def clots(score: Score) -> Iterator[Hit]:
    """Before a lower leg is worked, a hot or swollen one is ruled out; before a squeeze in its section."""
    told: set[str] = set()
    for here in score.steps:
        sides = ("A", "B") if here.section.repeat in TWO_SIDED else (None,)
        own = [c for c in here.kinds(Kind.CAUTION) if c.caution == "leg_clot" and says(score, c, "clot")]
        if all(any(cue.on(side) for cue in own) for side in sides):
            told.add(here.section.id)
        firm = here.step.stroke in ("squeeze", "press", "circle", "roll", "point")
        worked = here.moves and not LOWER_LEG.isdisjoint(here.areas)
        if worked and (here.section.id not in told if firm and CALVES.intersection(here.areas) else not told):
            how = "squeezed" if firm else "stroked"
            message = f"a lower leg is {how}, and nobody asks whether it is hot, swollen or sore."
            yield Hit(here.path, f"{message} Add a cue of kind caution with caution: leg_clot.")


def allergies(score: Score) -> Iterator[Hit]:
    """Before oil or gel is opened somebody asks about allergies."""
    for here in score.steps:
        if any(
            cue.caution == "allergy" and cue.level is Level.MUST and says(score, cue, "allergy")
            for cue in here.step.cues
        ):
            return
        if here.step.lubricant != "none":
            message = (
                "oil or gel is used, and nobody has asked about allergies. Add a cue with caution: allergy."
            )
            yield Hit(here.path, f"{message} It stands before this step.")
            return


def heat(score: Score) -> Iterator[Hit]:
    """Heat is tried before it touches somebody."""
    hot = any(
        (prop := score.tables.props.get(use.prop)) is not None
        and (prop.kind == "heat" or prop.question == "temperature")
        for use in score.routine.props
    )
    said = [s for s in score.said if score.lists["heat"].search(s.text)]
    tried = any(score.lists["warmth"].search(s.text) for s in score.said)
    if (hot or said) and not tried:
        path = said[0].path if said else score.start
        message = "something warm is used, and nobody tries how hot it is."
        yield Hit(path, f'{message} Add a caution such as "Try it on your own inner wrist. Not too hot."')


def swapped_consent(score: Score) -> Iterator[Hit]:
    """When roles change, consent is asked again."""
    for receiver in score.receivers[1:]:
        if not any(here.kinds(Kind.AGREEMENT) for here in score.before_touch(receiver)):
            first = next((h for h in score.turn(receiver) if h.touches), score.steps[0])
            message = "the roles have changed, and nobody asks for consent again. Add prep.agreement before."
            yield Hit(first.path, message)
    if score.receivers == (1,) and (swap := [h for h in score.steps if h.step.technique == "tr.swap"]):
        after = score.steps[score.steps.index(swap[0]) + 1 :]
        before = []
        for here in after:
            if here.touches:
                break
            before.append(here)
        if not any(here.kinds(Kind.AGREEMENT) for here in before):
            message = "the roles change here, and nobody asks for consent again. Add prep.agreement after it."
            yield Hit(swap[0].path, message)


RULES = (
    Rule(
        "MS114",
        W,
        "Pulling hair is even, and has an alternative",
        "pain; extensions, braids, and people without hair",
        "S01 S86",
        hair,
    ),
    Rule(
        "MS115",
        W,
        "A tender spot has a comfort limit, and at most ten seconds",
        "it invites people to bear pain",
        "S62",
        tender,
    ),
    Rule(
        "MS118",
        W,
        "Before a lower leg is worked, a hot or swollen one is ruled out",
        "clots hide in calves",
        "S11 S12",
        clots,
    ),
    Rule(
        "MS119",
        W,
        "Before oil, gel or lotion somebody asks about allergies",
        "nut oils and scents are common culprits",
        "S67",
        allergies,
    ),
    Rule("MS120", W, "Heat is tried before it touches anybody", "burns, above all on numb skin", "S65", heat),
    Rule(
        "MS122",
        E,
        "When roles change, consent is asked again",
        "a yes as giver is no yes as receiver",
        "S46",
        swapped_consent,
        hard=True,
    ),
)
