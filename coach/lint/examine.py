"""Running the rules: on a routine as it is written, on its plans, on its sound.

A routine may silence a rule on a step, with a reason. What protects somebody is never silenced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import RoutineError
from coach.lint.book import RULES, silenceable
from coach.lint.fitted import Fitted
from coach.lint.score import Score
from coach.problem import Problem, Severity
from coach.routine.finding import Finding
from coach.routine.load import open_routine
from coach.routine.locales import MISSING

if TYPE_CHECKING:
    from pathlib import Path

    from coach.lint.rule import Hit, Rule
    from coach.lint.sounded import Sounded
    from coach.plan.timeline import Timeline
    from coach.routine.finding import Path as Keys
    from coach.routine.load import Opened
    from coach.routine.routine import Routine

STRICT = ("MS1", "MS5")
"""Families in which a routine to be published has errors where others have warnings."""


def score_of(opened: Opened) -> Score | None:
    """Return a routine as the rules see it; None if it could not be filled in."""
    if opened.entry is None or opened.routine is None:
        return None
    return Score(opened.entry, opened.routine, opened.tables)


def lint(opened: Opened) -> tuple[Problem, ...]:
    """Return what the rules find in a routine as it is written, in the order of its lines.

    What was found while it was read (``opened.problems``) is not told again.
    """
    score = score_of(opened)
    if score is None:
        return ()
    hits = ((rule, hit) for rule in RULES.values() if rule.on_source for hit in rule.on_source(score))
    return _problems(opened, [*_heard(score, hits), *_vain(score), *_spared(score)])


def require(source: str | Path, locale: str | None = None) -> Routine:
    """Return the routine with this id, or in this file, if no rule finds an error in it as it is written.

    For whoever builds something of it; in the language ``locale`` or else its own. Raises InputError if
    there is none, RoutineError with every error, UsageError for a language without words.
    """
    opened = open_routine(source, locale=locale)
    refuse_gaps(opened, locale)
    errors = [p for p in (*map(explained, opened.problems), *lint(opened)) if p.severity is Severity.ERROR]
    if opened.routine is None or errors:
        raise RoutineError(errors)
    return opened.routine


def lint_plan(opened: Opened, timeline: Timeline, score: Score | None = None) -> tuple[Problem, ...]:
    """Return what the rules find in one plan of the routine: any length, talk level or profile.

    ``score`` is that of the routine, for whoever looks at several plans.
    """
    score = score or score_of(opened)
    if score is None:
        return ()
    fitted = Fitted(score, timeline)
    hits = ((rule, hit) for rule in RULES.values() if rule.on_plan for hit in rule.on_plan(fitted))
    return _problems(opened, _heard(score, hits))


def lint_sound(opened: Opened, sounded: Sounded) -> tuple[Problem, ...]:
    """Return what the rules find in levels measured in a rendered plan."""
    hits = ((rule, hit) for rule in RULES.values() if rule.on_sound for hit in rule.on_sound(sounded))
    return _problems(opened, _heard(sounded.fitted.score, hits))


def _heard(score: Score, hits: Iterable[tuple[Rule, Hit]]) -> Iterator[Finding]:
    """Yield findings for what is not silenced."""
    silenced = {(override.rule, override.step) for override in score.routine.lint_overrides}
    steps: dict[Keys, str] = {}
    for here in score.steps:  # a question that was put in comes after its step, and stands at it
        steps.setdefault(here.path, here.step.id)
    for rule, hit in hits:
        if not silenceable(rule) or (rule.code, steps.get(hit.path[:4])) not in silenced:
            yield Finding(hit.path, rule.code, hit.message, _severity(score, rule, hit))


def _severity(score: Score, rule: Rule, hit: Hit) -> Severity:
    severity = hit.severity or rule.severity
    published = score.routine.claims_profile == "published" and rule.code.startswith(STRICT)
    return Severity.ERROR if published and severity is Severity.WARNING else severity


def _vain(score: Score) -> Iterator[Finding]:
    """Yield the wishes for silence that cannot be granted."""
    for index, override in enumerate(score.routine.lint_overrides):
        rule = RULES.get(override.rule)
        path: Keys = ("lint_overrides", index, "rule")
        if rule is None:
            message = f'there is no rule "{override.rule}". Type "coach rules" to see what there is.'
            yield Finding(path, "M080", message)
        elif not silenceable(rule):
            why = "protects somebody" if rule.hard else "is what every plan stands on"
            message = f"{rule.code} {why} and is never silenced. Take this out, and mend the step."
            yield Finding(path, "M081", message)


def _spared(score: Score) -> Iterator[Finding]:
    """Yield a note for every list of words that the language does without."""
    for name, (rule, why) in score.lists.spared.items():
        message = f'in {score.routine.locale} no words of the list "{name}" are looked for: {why}'
        yield Finding(("locale",), rule, message, Severity.NOTE)


def refuse_gaps(opened: Opened, locale: str | None) -> None:
    """Raise RoutineError, with the first gap and their number, if words are missing in ``locale``."""
    missing = [p for p in opened.problems if p.code == MISSING and p.severity is Severity.ERROR]
    if locale is None or not missing:
        return
    many = f" {len(missing)} texts have none." if len(missing) > 1 else ""
    name = opened.entry.id if opened.entry is not None else ""
    raise RoutineError(
        f"{missing[0].headline()}\n{name} is not complete in {locale}.{many} "
        f"Type: coach check {name} --locale {locale}"
    )


def _problems(opened: Opened, found: Iterable[Finding]) -> tuple[Problem, ...]:
    document = opened.document
    if document is None:
        return ()
    once = {(f.path, f.code, f.message): f for f in found}.values()
    problems = [explained(document.problem(finding)) for finding in once]
    return tuple(sorted(problems, key=lambda p: (p.place.line, p.place.column, p.code)))


def explained(problem: Problem) -> Problem:
    """Return a problem with the reason and the source of its rule, if it is one of the rules."""
    rule = RULES.get(problem.code)
    return problem if rule is None else replace(problem, reason=rule.reason, source=rule.source)
