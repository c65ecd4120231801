"""Covers: square, drawn without a font, the same every time, one for every routine."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from coach.drawing import cover
from coach.routine.library import routine_files
from coach.routine.load import load_routine

SVG = "{http://www.w3.org/2000/svg}"
BUILT_IN = sorted(name for name, (source, _) in routine_files().items() if source == "builtin")


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_routine_has_a_square_cover_that_needs_no_font(name: str) -> None:
    routine = load_routine(name)
    root = ET.fromstring(cover(routine))  # noqa: S314 - made here
    assert root.get("width") == root.get("height")
    assert int(root.get("width", "0")) >= 1400
    assert root.findtext(f"{SVG}title") == routine.title
    assert root.findall(f".//{SVG}text") == [], "letters are drawn, so that no machine lacks them"
    assert root.findall(f".//{SVG}path[@class]"), "the worked areas are shown"


def test_a_cover_is_the_same_every_time_and_differs_from_the_others() -> None:
    covers = {name: cover(load_routine(name)) for name in BUILT_IN}
    assert covers == {name: cover(load_routine(name)) for name in BUILT_IN}
    assert len(set(covers.values())) == len(BUILT_IN)


def test_a_long_title_stays_inside_and_a_foreign_one_is_set_as_text() -> None:
    routine = load_routine("head-15")
    for title in ("A very long title that says everything there is to say about it", "Füße & Hände"):
        root = ET.fromstring(cover(routine.model_copy(update={"title": title})))  # noqa: S314
        assert root.findall(f".//{SVG}text") == []
        xs = [
            float(word.split()[0])
            for path in root.findall(f"./{SVG}path[@stroke-linejoin]")[-2:-1]
            for word in path.get("d", "").replace("M", "|").replace("C", "|").split("|")[1:]
        ]
        assert 100 < min(xs) < max(xs) < 1500
    root = ET.fromstring(cover(routine.model_copy(update={"title": "Голова <&>"})))  # noqa: S314
    assert [text.text for text in root.findall(f".//{SVG}text")] == ["Голова <&>"]
