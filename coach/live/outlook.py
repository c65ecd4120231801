"""What is still to come, and what a change made of it, in words and for programs. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coach.live import spot
from coach.units import RATE, to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan.timeline import StepSpan, Timeline

MOST_NAMED = 3
"""Most steps that one sentence names."""

Place = tuple[str, str]
"""A step in its section."""


def outlook(timeline: Timeline, frame: int) -> dict[str, Any]:
    """Return what is to come at ``frame`` for programs; times are in seconds."""
    labels = {step.step: step.label for step in timeline.steps}
    here = spot.step_at(timeline, frame)
    rest = timeline.steps[here:] if frame < timeline.frames else ()
    fit = timeline.fit
    return {
        "format": "coach-plan/1",
        "title": timeline.title,
        "position": to_seconds(frame),
        "seconds": to_seconds(timeline.frames),
        "steps": [
            {
                "at": to_seconds(step.start),
                "seconds": to_seconds(step.end - step.start),
                "chapter": timeline.chapters[spot.chapter_at(timeline, step.start)].title,
                "step": spot.label(step),
                "times": step.reps,
            }
            for step in rest
        ],
        "left_out": [change.what for change in fit.dropped],
        "changed": [
            {"step": labels[change.step], "what": change.what, "reason": change.reason}
            for change in fit.changed
            if change.step in labels
        ],
    }


def difference(before: Timeline, after: Timeline, swap: int) -> str:
    """Return in words what a change did to the steps from frame ``swap`` on; empty if nothing.

    What both sides lost or got is named once.
    """
    old, new = _coming(before, swap), _coming(after, swap)
    sorts: dict[str, dict[str, int]] = {"Left out": {}, "Once more": {}, "Shorter": {}, "Longer": {}}
    for place in dict.fromkeys([*old, *new]):
        was, now = old.get(place, {}), new.get(place, {})
        sides = dict.fromkeys([*was, *now])
        lost = [was[side] for side in sides if side in was and side not in now]
        if lost:
            sorts["Left out"][_named(lost, whole=len(lost) == len(was))] = 0
        elif any(len(now[side]) > len(was.get(side, ())) for side in sides):
            sorts["Once more"][_short(next(iter(now.values()))[-1].label)] = 0
        else:
            grown = sum(_length(now[side]) - _length(was[side]) for side in sides)
            if abs(grown) >= RATE:
                name = _short(next(iter(now.values()))[0].label)
                sorts["Longer" if grown > 0 else "Shorter"][name] = abs(grown)
    return " ".join(f"{sort}: {_listed(names)}." for sort, names in sorts.items() if names)


def _coming(timeline: Timeline, swap: int) -> dict[Place, dict[str, list[StepSpan]]]:
    """Return the steps that end at ``swap`` or later: by step, by side."""
    found: dict[Place, dict[str, list[StepSpan]]] = {}
    for step in timeline.steps:
        if step.end >= swap:
            found.setdefault((step.section, step.step), {}).setdefault(step.part, []).append(step)
    return found


def _named(lost: Sequence[Sequence[StepSpan]], *, whole: bool) -> str:
    """Return the name of a step that is left out, with its side if the other one stays."""
    step = lost[0][0]
    if whole and len(lost) > 1:
        return f"{_short(step.label)} (both sides)"
    if step.side is None or not step.part:
        return _short(step.label)
    return f"{_short(step.label)} ({step.part[:1].lower()}{step.part[1:]})"


def _length(steps: Sequence[StepSpan]) -> int:
    return sum(step.end - step.start for step in steps)


def _short(label: str) -> str:
    """Return the beginning of a label, up to where it goes into details."""
    return re.split("[,;(]", label, maxsplit=1)[0].strip()


def _listed(names: Mapping[str, int]) -> str:
    """Return names in words, those first of which there is most; ``names`` have that number."""
    first = sorted(names, key=lambda name: -names[name])[:MOST_NAMED]
    more = len(names) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")


__all__ = ["difference", "outlook"]
