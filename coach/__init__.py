"""A voice-guided audio coach for giving a massage at home.

    from coach import Options, Settings, load_routine, open_booth, plan

    routine = load_routine("head-15")
    with open_booth("hibari", Settings()) as booth:
        timeline = plan(routine, Options(seconds=1200, voice=booth.name), booth.measure)

Nothing is imported until it is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.errors import CoachError
    from coach.output.export import export
    from coach.output.order import order
    from coach.plan.options import Options
    from coach.plan.planner import plan
    from coach.plan.sheet import sheet
    from coach.plan.timeline import Timeline
    from coach.routine.load import check_file, load_routine
    from coach.routine.routine import Routine
    from coach.sound.chimes import load_chimes
    from coach.sound.mixer import render
    from coach.sound.score import arrange
    from coach.speech.booth import open_booth
    from coach.speech.voice import Settings

__version__ = "0.1.0"

_HOMES = {
    "CoachError": "coach.errors",
    "Options": "coach.plan.options",
    "Routine": "coach.routine.routine",
    "Settings": "coach.speech.voice",
    "Timeline": "coach.plan.timeline",
    "arrange": "coach.sound.score",
    "check_file": "coach.routine.load",
    "export": "coach.output.export",
    "load_chimes": "coach.sound.chimes",
    "load_routine": "coach.routine.load",
    "open_booth": "coach.speech.booth",
    "order": "coach.output.order",
    "plan": "coach.plan.planner",
    "render": "coach.sound.mixer",
    "sheet": "coach.plan.sheet",
}
"""Where each public name lives."""

__all__ = [
    "CoachError",
    "Options",
    "Routine",
    "Settings",
    "Timeline",
    "arrange",
    "check_file",
    "export",
    "load_chimes",
    "load_routine",
    "open_booth",
    "order",
    "plan",
    "render",
    "sheet",
]


class _Room(ModuleType):
    """A room that has the name of the one thing it does, and does it when it is called."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the function of that name
        from coach.plan.planner import plan as make

        return make(*args, **kwargs)


class _House(ModuleType):
    """The package: its room ``plan`` can be called, however it was imported first."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "plan" and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _House


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'coach' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
