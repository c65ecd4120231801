"""``coach card``, ``coach chart`` and ``coach read`` from the command line, and the card as PDF."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from coach.errors import UsageError
from coach.output.pdf import ready

ROOT = Path(__file__).parents[2]

WITHOUT = """
import sys
sys.modules["weasyprint"] = None
from coach.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def coach(*arguments: str, cwd: Path = ROOT, code: str | None = None) -> subprocess.CompletedProcess[str]:
    start = ["-m", "coach"] if code is None else ["-c", code]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_card_is_written_once_and_again_only_with_force(tmp_path: Path) -> None:
    done = coach("card", "feet-15", "-o", "card.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    first = (tmp_path / "card.html").read_bytes()
    assert coach("card", "feet-15", "-o", "card.html", cwd=tmp_path).returncode == 6
    assert coach("card", "feet-15", "-o", "card.html", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "card.html").read_bytes() == first
    assert coach("card", "feet-15", "-o", "-").stdout.encode() == first


def test_a_card_has_the_length_that_was_asked_for() -> None:
    page = coach("card", "head-15", "--minutes", "20", "-o", "-").stdout
    assert "20:00 long" in page


def test_a_card_as_pdf_is_read_back(tmp_path: Path) -> None:
    try:
        ready()
    except UsageError as error:
        pytest.skip(str(error))
    pypdf = pytest.importorskip("pypdf")
    done = coach("card", "full-60", "-o", "card.pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pages = pypdf.PdfReader(tmp_path / "card.pdf").pages
    assert 4 <= len(pages) <= 12
    for page in pages:
        width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
        assert (round(width), round(height)) == (210, 297)
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    for words in ("Full session", "Before you begin", "Care", "base of the skull", "Long sweeps up the leg"):
        assert words in text


def test_without_the_library_a_pdf_names_what_to_type_and_html_still_works(tmp_path: Path) -> None:
    done = coach("card", "head-15", "-o", "card.pdf", cwd=tmp_path, code=WITHOUT)
    assert done.returncode == 2
    assert 'pip install "massage-coach[pdf]"' in done.stderr
    assert "card.html" in done.stderr
    assert not list(tmp_path.iterdir())
    assert coach("card", "head-15", "-o", "card.html", cwd=tmp_path, code=WITHOUT).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("card", "head-15", "-o", "card.doc"), "should end in .html or .pdf"),
        (("chart", "foot", "-o", "foot.png"), "should end in .svg"),
        (("chart", "fott"), "Did you mean foot?"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_next_step(arguments: tuple[str, ...], says: str) -> None:
    done = coach(*arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_chart_is_a_picture_and_without_a_name_the_charts_are_listed(tmp_path: Path) -> None:
    assert coach("chart", "hand", "--routine", "hands-10", "-o", "hand.svg", cwd=tmp_path).returncode == 0
    assert ET.parse(tmp_path / "hand.svg").getroot().tag.endswith("svg")  # noqa: S314 - made here
    listed = coach("chart").stdout
    assert all(name in listed for name in ("foot", "hand", "head", "ear", "back", "body"))


def test_reading_gives_every_word_in_order_with_its_time_and_no_names_of_lines() -> None:
    read = coach("read", "feet-15").stdout
    script = coach("script", "feet-15", "--json").stdout
    words = " ".join(cue["text"] for cue in json.loads(script)).split()
    spoken = re.sub(r"\[[^\]]*\]", " ", read)
    body = [word for word in spoken.split() if not re.fullmatch(r"\d+:\d\d", word)]
    at = 0
    for word in words:  # the titles of chapters stand between them
        at = body.index(word, at) + 1
    assert not re.search(r"\b\d\.\d\.\d\b", read)
    assert "quiet for" in read
    times = [int(m) * 60 + int(s) for m, s in re.findall(r"^ +(\d+):(\d\d)  ", read, re.MULTILINE)]
    assert len(times) > 20
    assert times == sorted(times)


def test_every_step_and_every_announcement_of_one_is_read_at_its_own_time() -> None:
    read = coach("read", "feet-15").stdout
    cues = json.loads(coach("script", "feet-15", "--json").stdout)
    assert re.search(r"^ +1:30  Now rub your palms", read, re.MULTILINE)
    times = set(re.findall(r"^ +(\d+:\d\d)  ", read, re.MULTILINE))
    announced = [cue["start"] for cue in cues if cue["kind"] == "preview"]
    assert len(announced) == 4
    for start in announced:
        assert f"{int(start // 60)}:{int(start % 60):02d}" in times


def test_who_lies_or_sits_is_addressed_once_and_directions_are_in_the_language_of_the_words() -> None:
    read = coach("read", "feet-15").stdout
    assert len(re.findall(r"To the one", read)) == read.count("To the one lying down:") > 0
    german = coach("read", "head-15", "--locale", "de").stdout
    assert "Sekunden lang still]" in german
    assert re.search(r"^Ankommen, ab 0:00$", german, re.MULTILINE)
    assert "-mal halten: " in german
    for word in ("quiet", "seconds", "hold", "from", "To the"):
        assert not re.search(rf"\b{word}\b", german), word
