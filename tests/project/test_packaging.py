"""What is packed: every package of the folder, every sound, every table."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_list_of_packages_is_the_folders_there_are() -> None:
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "coach").rglob("__init__.py")}
    there = [*sorted(".".join(folder.parts) for folder in folders), "coach._audio"]
    assert project()["tool"]["setuptools"]["packages"] == sorted(there)


def test_every_kind_of_data_file_is_packed() -> None:
    data = project()["tool"]["setuptools"]["package-data"]
    packed = {pattern.rsplit("/", 1)[-1].lstrip("*") for pattern in data["coach"]}
    for path in (ROOT / "coach").rglob("*"):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            assert path.name in packed or path.suffix in packed, f"{path.relative_to(ROOT)} is not packed"
    sounds = {pattern.lstrip("*") for pattern in data["coach._audio"]}
    for path in (ROOT / "audio").iterdir():
        assert path.suffix in sounds, f"audio/{path.name} is not packed"
