"""``coach build``: one line makes a file that is whole, readable and clean, as long as was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def coach(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, timeout=120)
    assert done.returncode == code, done.stderr
    return done


def test_from_areas_and_minutes_to_a_plan(tmp_path: Path) -> None:
    wanted = ("build", "--areas", "feet,ears", "--minutes", "25", "--oil", "no", "-o", "mine.yaml")
    done = coach(*wanted, cwd=tmp_path)
    assert done.stdout == ""
    assert "coach check mine.yaml" in done.stderr
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "# Both thumbs circle slowly" in text
    assert max(map(len, text.splitlines())) <= 110
    checked = coach("check", "mine.yaml", "--json", cwd=tmp_path)
    assert {problem["severity"] for problem in json.loads(checked.stdout)} <= {"note"}
    sheet = json.loads(coach("show", "mine.yaml", "--json", cwd=tmp_path).stdout)
    assert sheet["seconds"] == 1500.0
    assert sheet["title"] == "Feet and ears"
    assert "oil" not in " ".join(cue["text"] for cue in sheet["cues"])


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("precious", encoding="utf-8")
    wanted = ("build", "-a", "ears", "-m", "8", "-o", "mine.yaml")
    assert "--force" in coach(*wanted, cwd=tmp_path, code=6).stderr
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "precious"
    coach(*wanted, "--force", "--title", "Ears: slowly", cwd=tmp_path)
    assert 'title: "Ears: slowly"' in (tmp_path / "mine.yaml").read_text(encoding="utf-8")


def test_without_a_name_the_file_is_called_by_what_it_is(tmp_path: Path) -> None:
    coach("build", "--areas", "scalp,ears", "--minutes", "10", "--seated", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["scalp-ears-10.yaml"]
    shown = coach(
        "build", "-a", "scalp,ears", "-m", "10", "--profile", "pregnant", "-o", "-", cwd=tmp_path
    ).stdout
    assert "start_position: seated_behind" in shown
    assert "audience_profile: pregnant" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("-a", "feat", "-m", "20"), 2, 'Did you mean "feet"'),
        (("-a", "neck", "-m", "20", "--seated"), 2, "On a chair"),
        (("-a", "legs", "-m", "20", "--profile", "pregnant"), 2, "On a chair"),
        (("-a", "feet", "-m", "3"), 3, "feet can be"),
        (("-a", "feet", "-m", "x"), 2, "--minutes"),
        (("-a", "feet", "-m", "20", "--oil", "maybe"), 2, "yes"),
        (("-a", "feet", "-m", "20", "--profile", "adlut"), 2, "adult"),
        (("-a", "feet", "-m", "20", "-o", "My Feet.yaml"), 2, "cannot be the name"),
        (("-a", "feet", "-m", "20", "--title", "\x1b[2J"), 2, "cannot be a title"),
        (("-a", "feet", "-m", "20", "-o", "no/such/mine.yaml"), 6, "no/such"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    done = coach("build", *arguments, cwd=tmp_path, code=code)
    assert told in done.stderr
    assert "\x1b" not in done.stderr
    assert list(tmp_path.iterdir()) == []
