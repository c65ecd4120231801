"""What must be said is there, can be placed, and cannot be taken away by fitting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coach.problem import Severity
from coach.routine.cue import LEVEL_OF, PROTECTED, Anchor, Cue, Kind, Level
from coach.routine.finding import Finding, Path
from coach.routine.step import Step
from coach.routine.tables import Technique
from coach.routine.texts import SPOKEN, uses

At = Callable[[Cue], Path]
"""Where a cue stands in the file: at its own entry, or at the technique that brings it."""

_REPS = frozenset({Anchor.REP_START, Anchor.LAST_REP_START, Anchor.HOLD_START, Anchor.HOLD_END})
_HOLDS = frozenset({Anchor.HOLD_START, Anchor.HOLD_END})


def required(
    step: Step, technique: Technique, path: Path, given: frozenset[str], *, asked: bool = False
) -> Iterator[Finding]:
    """Yield kinds and cautions that the technique needs and the step lacks.

    ``given`` are cautions already spoken earlier in the section, on steps that are never dropped. After a
    question (``asked``) people are answering, and a preview may be left out.
    """
    always = {kind for kind, level in LEVEL_OF.items() if level is Level.MUST}
    kinds = {cue.kind for cue in step.cues if cue.level is Level.MUST or cue.kind not in always}
    for kind in technique.required_kinds:
        if kind is Kind.PREVIEW and kind not in kinds:
            if not asked:
                message = f'"{step.technique}" comes unannounced. Add a cue of kind preview: "Next, ..."'
                yield Finding(path, "MS205", message, Severity.WARNING)
        elif kind not in kinds:
            message = f'"{step.technique}" needs a cue of kind {kind}, and none is always spoken. Add one.'
            yield Finding(path, "MS421", message)
    have = given | cautions(step)
    for caution in technique.required_cautions:
        if caution not in have:
            message = (
                f'"{step.technique}" needs the caution "{caution}", here or earlier in the section. '
                f"Add a cue of kind caution with caution: {caution}."
            )
            yield Finding(path, "MS421", message)


def cautions(step: Step) -> frozenset[str]:
    """Return the cautions that a step gives."""
    return frozenset((*step.cautions, *(cue.caution for cue in step.cues if cue.caution is not None)))


def cues(step: Step, at: At) -> Iterator[Finding]:
    """Yield cues that cannot be placed or that fitting could remove though it must not."""
    for cue in step.cues:
        if step.droppable and cue.kind in PROTECTED:
            message = (
                f'"{cue.id}" is a cue of kind {cue.kind}, and this step may be dropped with it. '
                "Write droppable: false, or move the cue to a step that stays."
            )
            yield Finding(at(cue), "MS129", message)
        yield from _anchor(step, cue, at(cue))
        yield from _words(step, cue, at(cue))


def previews(step: Step, at: At) -> Iterator[Finding]:
    """Yield previews of the first step of a routine that are always spoken: nothing lies before it."""
    for cue in step.cues:
        if cue.kind is Kind.PREVIEW and cue.level is Level.MUST:
            message = (
                f'"{cue.id}" announces the first step from the step before, and there is none. '
                "Write kind: setup with offset_s: 0, or level: light."
            )
            yield Finding(at(cue), "M053", message)


def _anchor(step: Step, cue: Cue, path: Path) -> Iterator[Finding]:
    reps = step.duration.reps
    if cue.lead_s is not None and cue.kind is not Kind.PREVIEW and cue.anchor is Anchor.STEP_START:
        message = f'"{cue.id}" would sound in the step before, and only a preview may. Write offset_s: 0.'
        yield Finding(path, "M052", message)
    if cue.anchor not in _REPS:
        return
    if reps is None:
        message = f'"{cue.id}" is tied to {cue.anchor}, and this step has no repetitions. Write step_start.'
        yield Finding(path, "M050", message)
        return
    if cue.anchor in _HOLDS and reps.unit.hold_s == 0:
        message = (
            f'"{cue.id}" is tied to {cue.anchor}, and the unit of this step has no hold. Write rep_start.'
        )
        yield Finding(path, "M050", message)
        return
    if cue.anchor is Anchor.LAST_REP_START or cue.level is not Level.MUST:
        return
    most = reps.n_min - 1 if cue.anchor is Anchor.HOLD_END else reps.n_min
    if cue.k > most or (cue.k == -1 and cue.anchor is Anchor.HOLD_END):
        what = f"{cue.anchor} with k: {cue.k}"
        message = (
            f'"{cue.id}" is always spoken, and {what} may not exist when there are {reps.n_min} repetitions.'
        )
        yield Finding(
            path, "M051", f"{message} {'Raise n_min.' if most < 1 else f'Write k: {most} or less.'}"
        )


def _words(step: Step, cue: Cue, path: Path) -> Iterator[Finding]:
    texts = [text for name in SPOKEN if (text := getattr(cue, name)) is not None]
    if step.duration.reps is None and any(uses(text, "n_words") for text in (*texts, *cue.alternatives)):
        message = f'"{cue.id}" says {{n_words}}, and this step has no repetitions to count.'
        yield Finding(path, "M042", message)
