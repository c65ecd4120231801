"""Two sides, two people: the same for both, and everybody knows which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.routine.resolve import TWO_SIDED

if TYPE_CHECKING:
    from coach.lint.fitted import Fitted
    from coach.lint.score import Score


def fair_time(fitted: Fitted) -> Iterator[Hit]:
    """Both sides get the same time."""
    for section in fitted.score.routine.sections:
        mine = [bar for bar in fitted.bars if bar.here.section.id == section.id and bar.span.side is not None]
        one, other = (sum(bar.length for bar in mine if bar.span.side == side) for side in "AB")
        if not mine or not max(one, other):
            continue
        apart = abs(one - other) / max(one, other)
        if apart > 0.05:
            message = f'at {fitted.length} the sides of "{section.title}" differ by {apart:.0%}.'
            yield Hit(mine[0].here.path, f"{message} Give both the same steps.", E if apart > 0.15 else None)


def fair_reps(fitted: Fitted) -> Iterator[Hit]:
    """Both sides get the same number of repetitions and holds."""
    numbers: dict[tuple[str, int], dict[str, int]] = {}
    for bar in fitted.bars:
        if bar.span.side is not None and bar.span.reps is not None:
            numbers.setdefault((bar.span.step, bar.receiver), {})[bar.span.side] = bar.span.reps
    for (step, _), sides in numbers.items():
        if len(set(sides.values())) > 1 or len(sides) == 1:
            numbers_said = ", the other ".join(map(str, sides.values()))
            message = f"at {fitted.length} one side gets {numbers_said} repetitions. Give both the same."
            yield Hit(fitted.score.at[step].path, message)


def owner(score: Score) -> Iterator[Hit]:
    """Left and right belong to somebody."""
    for said in score.said:
        for sentence in said.sentences:
            if (match := score.lists["side"].search(sentence)) and not score.lists["side_owner"].search(
                sentence
            ):
                message = (
                    f'whose {match[1].lower()}? Write "your partner\'s {match[1].lower()}", or "the other".'
                )
                yield Hit(said.path, message)
                break


def the_other(score: Score) -> Iterator[Hit]:
    """In a section for one side and then the other, nobody needs left and right."""
    for said in score.said:
        if said.here.section.repeat in TWO_SIDED and (match := score.lists["side"].search(said.text)):
            message = (
                f'"{match[1].lower()}" is wrong on one of the two sides. Write "this side" and "the other".'
            )
            yield Hit(said.path, message)


def side_order(score: Score) -> Iterator[Hit]:
    """The side that is named first stays the first."""
    before: str | None = None
    for section in score.routine.sections:
        if section.repeat not in TWO_SIDED:
            continue
        words = [
            (s, m[1].lower())
            for s in score.said
            if s.here.section is section and (m := score.lists["side"].search(s.text))
        ]
        if not words:
            continue
        said, side = words[0]
        if before is not None and side != before:
            message = f"this section begins on the {side}, the one before on the {before}. Keep the order."
            yield Hit(said.path, message)
        before = side


def fair_swap(fitted: Fitted) -> Iterator[Hit]:
    """Whoever gives first receives as long."""
    if len(fitted.receivers) < 2:
        return
    one, other = (sum(bar.length for bar in fitted.turn(r) if bar.touches) for r in fitted.receivers[:2])
    apart = abs(one - other) / max(one, other, 1)
    if apart > 0.02:
        path = fitted.turn(fitted.receivers[1])[0].here.path
        message = f"at {fitted.length} one person is touched {apart:.0%} longer than the other."
        yield Hit(path, f"{message} Write repeat: per_receiver for the sections that both get.")


RULES = (
    Rule(
        "MS301",
        E,
        "A technique of two sides is done on both, or says why not",
        "one side alone feels lopsided",
    ),
    Rule("MS302", W, "Both sides get the same time", "fairness", on_plan=fair_time),
    Rule("MS303", W, "Both sides get the same repetitions and holds", "fairness", on_plan=fair_reps),
    Rule("MS304", E, "A change of side is spoken", "otherwise the giver stays on the first foot", "S80"),
    Rule(
        "MS305",
        W,
        '"Left" and "right" say whose',
        "one person in seven confuses them, more so face to face",
        "S80",
        owner,
    ),
    Rule(
        "MS306",
        I,
        '"The other" instead of left and right where both sides come in turn',
        "the words are spoken on both sides",
        "S79 S80",
        the_other,
    ),
    Rule("MS307", I, "The side that comes first stays the first", "confusion", "S80", side_order),
    Rule("MS308", E, "In a swap both people get the same time", "fairness", on_plan=fair_swap),
)
