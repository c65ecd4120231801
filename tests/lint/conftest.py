from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def parsed(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, parsed, tmp_path):
    """No test reads or writes the folders of whoever runs it; parsed files are shared by the tests."""
    monkeypatch.setenv("COACH_CACHE", str(parsed))
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
