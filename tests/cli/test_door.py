"""What breaks a rule is neither shown nor played nor exported: the findings are told, with exit code 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.cli.session import Wanted, loaded
from coach.errors import RoutineError
from coach.routine.library import find


def changed(folder: Path, words: str) -> Path:
    """Return a routine that says ``words`` first."""
    text = find("ears-scalp-5").read_text("utf-8").replace("id: ears-scalp-5", "id: mine", 1)
    assert '"Welcome."' in text
    file = folder / "mine.yaml"
    file.write_text(text.replace('"Welcome."', f'"{words}"', 1), "utf-8")
    return file


def test_a_routine_that_breaks_a_rule_stays_outside_and_a_mended_one_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))
    file = changed(tmp_path, "Welcome. This will flush out toxins.")
    for _ in range(2):  # nothing is remembered of what is not in order
        with pytest.raises(RoutineError) as refused:
            loaded(Wanted(str(file)))
        assert refused.value.exit_code == 3
        assert [problem.code for problem in refused.value.problems] == ["MS502"]
    changed(tmp_path, "Welcome.")
    first, second = loaded(Wanted(str(file)))[0], loaded(Wanted(str(file)))[0]
    assert first == second
    changed(tmp_path, "Welcome. This will flush out toxins.")
    with pytest.raises(RoutineError):
        loaded(Wanted(str(file)))
