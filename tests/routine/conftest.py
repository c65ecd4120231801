from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from coach.routine.load import check_file, load_tables


@pytest.fixture(scope="session")
def parsed(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, parsed, tmp_path):
    """No test reads or writes the folders of whoever runs it; parsed files are shared by the tests."""
    monkeypatch.setenv("COACH_CACHE", str(parsed))
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def tables(parsed, tmp_path_factory):
    """The built-in tables, loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_CACHE", str(parsed))
        patch.setenv("COACH_HOME", str(tmp_path_factory.mktemp("nobody")))
        return load_tables()


SMALL = {
    "id": "small",
    "title": "Small",
    "summary": "A small routine.",
    "target_s": "2:00",
    "start_position": "face_up_beyond_head",
    "sections": [
        {
            "id": "a",
            "title": "A",
            "position": "face_up_beyond_head",
            "steps": [
                {
                    "id": "1.1",
                    "technique": "prep.position",
                    "variant": "face_up_head",
                    "duration": {"continuous": {"min_s": 40, "default_s": 60, "max_s": 90}},
                },
                {
                    "id": "1.2",
                    "technique": "head.cradle",
                    "duration": {"continuous": {"min_s": 20, "default_s": 60, "max_s": 90}},
                },
            ],
        }
    ],
}


@pytest.fixture
def small():
    """A small valid routine as plain values, to be changed at will."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def findings(tmp_path, tables):
    """Write plain values as JSON, which is YAML too, and return the problems of the file."""

    def check(data, name="small.yaml"):
        path = tmp_path / name
        text = data if isinstance(data, str) else json.dumps(data, indent=2)
        Path(path).write_text(text, encoding="utf-8")
        return check_file(path, tables)

    return check
