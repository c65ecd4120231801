"""The public names: a list on purpose, each there, and nothing imported before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import coach

NAMES = [
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


def in_a_new_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_list_is_what_was_agreed_and_sorted() -> None:
    assert sorted(coach.__all__) == coach.__all__ == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_can_be_called(name: str) -> None:
    assert callable(getattr(coach, name))
    assert name in dir(coach)


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="'coach' has no attribute 'nonsense'"):
        _ = coach.nonsense


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    loaded = in_a_new_python("import coach, sys; print([m for m in sys.modules if m.startswith('coach.')])")
    assert loaded == "[]"


@pytest.mark.parametrize("first", ["pass", "import coach.plan.options", "from coach import open_booth"])
def test_plan_is_the_function_and_the_room_whatever_was_imported_first(first: str) -> None:
    code = f"""
{first}
from coach import Options, load_routine, plan
import coach.plan.timeline as timeline
from coach.speech.silent import silent_measure
made = plan(load_routine("head-15"), Options(), silent_measure)
assert isinstance(made, timeline.Timeline)
print(made.frames)
"""
    assert in_a_new_python(code) == str(900 * 48000)
