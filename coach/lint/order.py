"""What comes after what: positions, parts of the body, and how long hands stay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.lint.regions import REGION, regions
from coach.lint.rule import Hit, I, Rule, W
from coach.units import to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Bar, Fitted
    from coach.lint.score import Score


def restless(fitted: Fitted) -> Iterator[Hit]:
    """Nobody is turned or left again and again."""
    allowed = max(1, fitted.timeline.frames // to_frames(20 * 60))
    for receiver in fitted.receivers:
        turn = [bar for bar in fitted.turn(receiver) if bar.here.position is not None]
        changes = [
            bar for before, bar in pairwise(turn) if before.here.section.receiver != bar.here.section.receiver
        ]
        if len(changes) > allowed:
            message = (
                f"this is change of position number {len(changes)}; {allowed} is enough for {fitted.length}."
            )
            yield Hit(changes[-1].here.path, f"{message} Bring together what is done in one position.")
        yield from _back_again(turn)


def _back_again(turn: list[Bar]) -> Iterator[Hit]:
    strokes = [
        b for b in turn if b.moves and not b.here.step.frame and b.here.section is not turn[-1].here.section
    ]
    left: set[str] = set()
    now: str | None = None
    for bar in strokes:
        found = [REGION[area] for area in bar.here.areas if area in REGION]
        region = found[0] if found else now
        if region is None or region == now or now in found:
            continue
        if region in left:
            message = (
                f"the {region} were left before, and are visited again. Do them in one go, or at the end."
            )
            yield Hit(bar.here.path, message)
        if now is not None:
            left.add(now)
        now = region


def head_last(score: Score) -> Iterator[Hit]:
    """Where the head is worked, it comes last."""
    strokes = [h for h in score.steps if h.moves and not h.step.frame and regions(h.areas)]
    heads = [here for here in strokes if "head" in regions(here.areas)]
    if heads and "head" not in regions(strokes[-1].areas):
        yield Hit(
            strokes[-1].path, "the head is worked before this. Let it come last; people drift off there."
        )


def wiped(score: Score) -> Iterator[Hit]:
    """Hands are wiped between feet and whatever comes after."""
    dirty = False
    for here in score.steps:
        if any(score.lists["wipe"].search(cue.text) for cue in here.step.cues):
            dirty = False
        found = regions(here.areas) if here.touches else frozenset()
        if "feet" in found:
            dirty = True
        elif dirty and found & {"hands", "head"}:
            yield Hit(here.path, "the hands come from the feet. Add a step, or a cue, that wipes them.")
            dirty = False


def not_too_long(fitted: Fitted) -> Iterator[Hit]:
    """No technique stays on one place for long."""
    run: list[Bar] = []
    for bar in [*fitted.bars, None]:
        same = (
            bar is not None
            and bool(run)
            and (bar.here.step.technique, bar.span.side) == (run[-1].here.step.technique, run[-1].span.side)
            and bar.here.areas == run[-1].here.areas
        )
        if not same:
            if run and run[-1].moves and run[-1].end - run[0].start > to_frames(240):
                yield Hit(
                    run[0].here.path,
                    f'"{run[0].here.step.label}" takes over four minutes. Change the stroke or the place.',
                )
            run = []
        if bar is not None:
            run.append(bar)


def only_frame(fitted: Fitted) -> Iterator[Hit]:
    """What is left of a section after fitting is more than its frame."""
    kept = {bar.span.step for bar in fitted.bars}
    for number, section in enumerate(fitted.score.routine.sections):
        content = [step.id for step in section.steps if not step.frame]
        frame = [step.id for step in section.steps if step.frame]
        if content and not kept.intersection(content) and kept.intersection(frame):
            message = f'at {fitted.length} nothing but questions and changes is left of "{section.title}".'
            yield Hit(
                ("sections", number, "steps", 0), f"{message} Make the section optional, or keep a step."
            )


RULES = (
    Rule(
        "MS006",
        W,
        "Few changes of position, and no going back and forth",
        "restlessness",
        "S37 S38",
        on_plan=restless,
    ),
    Rule(
        "MS007",
        I,
        "A routine with the head ends there",
        "people drift off there, and the order of the article is so",
        "S01",
        head_last,
    ),
    Rule(
        "MS010", W, "Hands are wiped between the feet and hands, hair, face or ears", "hygiene", "S50", wiped
    ),
    Rule(
        "MS011",
        I,
        "No technique stays on one place for more than four minutes",
        "pleasure fades and skin tires",
        "S28",
        on_plan=not_too_long,
    ),
    Rule(
        "MS015",
        W,
        "A fitted section holds more than questions and changes",
        "a check-in without a massage puzzles",
        on_plan=only_frame,
    ),
)
