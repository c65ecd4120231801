"""The scripts of the checkout: instant and offline once set up, clear if they cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NEEDED = ("sh", "cat", "cksum", "dirname", "env", "readlink")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but scripts, in a folder whose name has a space."""
    place = tmp_path / "a checkout"
    shutil.copytree(ROOT / "scripts", place / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment with a shell and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(str(shutil.which(name)))
    return {"PATH": str(folder)}


def set_up(checkout: Path) -> None:
    """Make an environment that only tells how it was called, with its stamp."""
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "coach"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$PWD" "$#" "$@"\n')
        (programs / name).chmod(0o755)
    project = (checkout / "pyproject.toml").read_bytes()
    told = subprocess.run(["cksum"], input=project, capture_output=True, check=True).stdout.decode()
    for part in ("coach", "test"):
        (checkout / ".venv" / f".stamp-{part}").write_text(f"{checkout} {told.strip()}")


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60)


def test_once_set_up_no_python_and_no_network_are_looked_for(
    checkout: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    set_up(checkout)
    link = tmp_path / "link"
    link.symlink_to(checkout / "scripts" / "coach")
    for program in (checkout / "scripts" / "coach", link):
        done = run(program, "show", "two words", cwd=tmp_path, env=bare)
        assert done.stdout == f"coach {tmp_path} 2 show two words\n"
        assert done.stderr == ""
    done = run(checkout / "scripts" / "test", "-k", "x y", cwd=tmp_path, env=bare)
    assert done.stdout == f"python {checkout} 8 -m pytest -n auto --dist loadfile -k x y\n"


def test_without_python_the_message_says_what_to_install(checkout: Path, bare: dict[str, str]) -> None:
    done = run(checkout / "scripts" / "coach", "list", cwd=checkout, env=bare)
    assert done.returncode == 4
    assert "apt install python3" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("change", ["another project file", "another place", "another extra"])
def test_an_environment_that_no_longer_fits_is_not_used(
    change: str, checkout: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    set_up(checkout)
    extras = ["check"] if change == "another extra" else []
    if change == "another project file":
        (checkout / "pyproject.toml").write_text("[project]\n")
    elif change == "another place":
        checkout = checkout.rename(tmp_path / "moved")
    done = run(checkout / "scripts" / "environment", *extras, cwd=checkout, env=bare)
    assert done.returncode == 4


@pytest.mark.parametrize("name", ["check", "coach", "environment", "test"])
def test_scripts_are_posix_and_can_be_run(name: str) -> None:
    script = ROOT / "scripts" / name
    assert script.read_text().startswith("#!/bin/sh\n")
    assert os.access(script, os.X_OK)
    assert run("sh", "-n", script, cwd=ROOT, env=dict(os.environ)).returncode == 0
