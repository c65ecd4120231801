"""A timeline as plain values, and back: exact to the frame, so that a plan can be kept as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from coach.plan.options import Counting, Options, Talk
from coach.plan.timeline import (
    Change,
    Chapter,
    FitReport,
    GateSpan,
    HoldSpan,
    Line,
    Spoken,
    StepSpan,
    Strike,
    Timeline,
)
from coach.routine.kind import Kind, Level

Plain = dict[str, Any]
"""Text keys; text, numbers, lists and such mappings as values."""

_CHANGES = ("dropped", "changed", "words_dropped", "inserted")


def plain(timeline: Timeline) -> Plain:
    """Return ``timeline`` as plain values, ready for ``json.dumps``."""
    return asdict(timeline)


def restored(values: Plain) -> Timeline:
    """Return the timeline that ``plain`` was made of.

    Raises KeyError, TypeError or ValueError for values of another shape.
    """
    return Timeline(
        **{
            **values,
            "options": _options(values["options"]),
            "cues": tuple(_spoken(row) for row in values["cues"]),
            "steps": tuple(_step(row) for row in values["steps"]),
            "holds": tuple(HoldSpan(**row) for row in values["holds"]),
            "chimes": tuple(Strike(**row) for row in values["chimes"]),
            "chapters": tuple(Chapter(**row) for row in values["chapters"]),
            "fit": _fit(values["fit"]),
            "unspoken": tuple(Line(**row) for row in values["unspoken"]),
            "uneven": tuple(values["uneven"]),
        }
    )


def _options(row: Plain) -> Options:
    return Options(**{**row, "talk": Talk(row["talk"]), "count": Counting(row["count"])})


def _spoken(row: Plain) -> Spoken:
    return Spoken(
        **{**row, "kind": Kind(row["kind"]), "level": Level(row["level"]), "line": Line(**row["line"])}
    )


def _step(row: Plain) -> StepSpan:
    gate = row["gate"]
    return StepSpan(**{**row, "gate": gate and GateSpan(**{**gate, "line": Line(**gate["line"])})})


def _fit(row: Plain) -> FitReport:
    changes = {name: tuple(Change(**change) for change in row[name]) for name in _CHANGES}
    return FitReport(**{**row, **changes})
