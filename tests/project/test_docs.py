"""What the README and the page for authors show works as it stands: every example, every command."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from coach.problem import Severity
from coach.routine.load import check_file, load_tables

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/routines.md", "docs/pages.md")

HEAD = {
    "id": "example",
    "title": "Example",
    "summary": "An example.",
    "target_s": "5:00",
    "start_position": "face_up_beyond_head",
}
"""What an example that shows a part of a routine leaves out."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
COMMAND = re.compile(r"(?:scripts/)?coach ((?:[a-z]|--)[^#]*)")

ENDLESS = {"play"}
"""Commands that wait for a person and a speaker; that they and their options exist is tested elsewhere."""

NAMES = (["check"], ["build"])
"""Commands that the text only names; there is nothing in them to run."""

QUICK = {"export": ["--voice", "silent", "--minutes", "8"]}
"""What makes a command quick; its file and its format stay as they are shown."""


def fenced(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [block for name, block in FENCE.findall(text) if name == language]


def commands(page: str) -> list[list[str]]:
    """Return the words of every command of ours on a page, in order, each once."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line for block in fenced(page, "sh") for line in block.splitlines()]
    spans = [" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text))]
    found = [
        match[1] for line in (*lines, *spans) if (match := COMMAND.fullmatch(line.split("#")[0].strip()))
    ]
    return [shlex.split(line) for line in dict.fromkeys(found)]


EXAMPLES = [
    pytest.param(block, id=f"{page}-{number}")
    for page in PAGES
    for number, block in enumerate(fenced(page, "yaml"), start=1)
]


def test_there_is_something_to_try() -> None:
    assert len(EXAMPLES) >= 3
    assert {words[0] for page in PAGES for words in commands(page)} >= {
        "new",
        "check",
        "show",
        "export",
        "list",
    }


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_valid(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    shown = YAML(typ="safe", pure=True).load(text)
    if isinstance(shown, dict) and "sections" not in shown:
        (tmp_path / "tables").mkdir()
        (tmp_path / "tables" / "own.yaml").write_text(text, encoding="utf-8")
        load_tables()
        return
    if isinstance(shown, list):
        shown = {"sections": [{"id": "shown", "title": "Shown", "steps": shown}]}
    path = tmp_path / "example.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({**HEAD, **shown}, file)
    # an example is a part of a routine: only its length is not that of a whole one
    errors = [p for p in check_file(path) if p.severity is Severity.ERROR and p.code != "MS005"]
    assert not errors, errors[0].full()


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_work_one_after_the_other(page: str, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COACH_HOME": str(tmp_path / "settings"), "COLUMNS": "200"}
    for words in commands(page):
        if words[0] in ENDLESS or words in NAMES:
            continue
        place = words.index(">") if ">" in words else len(words)
        command = [sys.executable, "-m", "coach", *words[:place], *QUICK.get(words[0], [])]
        done = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, encoding="utf-8"
        )
        assert done.returncode == 0, f"coach {' '.join(words)}\n{done.stderr}"
        if place < len(words):
            assert not (tmp_path / words[place + 1]).exists(), f"{words[place + 1]} is there before"
            (tmp_path / words[place + 1]).write_text(done.stdout, encoding="utf-8")
