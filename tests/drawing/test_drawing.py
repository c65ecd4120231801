"""Views, charts and cards: what is worked is drawn and named, nothing overlaps, arrows go the right way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import combinations, pairwise
from math import dist
from xml.etree import ElementTree as ET

import pytest

from coach.cli.preflight import card as before
from coach.drawing.chart import CHARTS, chart
from coach.drawing.curve import Curve
from coach.drawing.figure import laid_out, views_for
from coach.drawing.page import Card, card_page
from coach.drawing.panels import LETTERS, PICTURE, PICTURE_WIDTH
from coach.drawing.signs import KINDS, SHRINKING, Sign, sample, signs
from coach.drawing.view import View, load_views
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.library import routine_files
from coach.routine.load import load_routine, load_tables
from coach.routine.routine import Routine
from coach.routine.shown_words import GROUPS, shown_words
from coach.routine.step import Step
from coach.speech.silent import silent_measure

SVG = "{http://www.w3.org/2000/svg}"
BUILT_IN = sorted(name for name, (source, _) in routine_files().items() if source == "builtin")
TABLES = load_tables()

VOID = {"meta", "br", "hr", "img", "link", "input"}


def touching(routine: Routine) -> list[Step]:
    return [step for step in routine.steps if step.areas]


def page_of(name: str, seconds: int | None = None, locale: str = "en") -> str:
    routine = load_routine(name, locale=locale)
    timeline = plan(routine, Options(seconds=seconds, locale=locale), silent_measure)
    return card_page(Card(routine, timeline, load_tables(locale), before(routine)))


class Reader(HTMLParser):
    """Reads a page, and fails where an element is not closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.svgs: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("view", load_views().values(), ids=lambda view: view.key)
def test_a_view_knows_only_areas_of_the_table_and_stays_on_its_sheet(view: View) -> None:
    assert view.patches.keys() <= TABLES.areas.keys()
    width, height = view.size
    curves = [*view.skin, *view.lines, *(route.curve for route in view.routes)]
    for x, y in (point for curve in curves for point in curve.along(4)):
        assert -2 <= x <= width + 2, (x, y)
        assert -2 <= y <= height + 2, (x, y)
    for key, patch in view.patches.items():
        x, y = patch.label
        assert 0 <= x <= width and 0 <= y <= height, key  # noqa: PT018
    for route in view.routes:
        assert route.areas <= view.patches.keys()


@pytest.mark.parametrize("view", load_views().values(), ids=lambda view: view.key)
def test_lines_are_smooth_where_no_corner_is_meant(view: View) -> None:
    for curve in view.skin:
        pieces = curve.pieces()
        for at, (one, two) in enumerate(pairwise(pieces)):
            if curve.corners[at + 1]:
                continue
            (ax, ay), (bx, by) = one[2], one[3]
            cx, cy = two[1]
            cross = (bx - ax) * (cy - by) - (by - ay) * (cx - bx)
            reach = dist(one[2], one[3]) * dist(two[0], two[1])
            assert abs(cross) <= 1e-6 * max(reach, 1.0), "the handles at a point lie on one line"


STEP = 7
"""Between two points of the grid that forms are looked at with, in the units of a view."""


def covered(curves: Iterable[Curve]) -> set[tuple[int, int]]:
    """Return the points of the grid that lie within ``curves``: row by row, between every two crossings."""
    found: set[tuple[int, int]] = set()
    for curve in curves:
        line = curve.along(6)
        for y in range(int(min(b for _, b in line)) // STEP * STEP, int(max(b for _, b in line)) + 1, STEP):
            crossings = sorted(
                ax + (y - ay) * (bx - ax) / (by - ay)
                for (ax, ay), (bx, by) in pairwise(line)
                if (ay > y) != (by > y)
            )
            for left, right in zip(crossings[::2], crossings[1::2], strict=True):
                found |= {(x, y) for x in range(-(-int(left) // STEP) * STEP, int(right) + 1, STEP)}
    return found


@pytest.mark.parametrize("view", load_views().values(), ids=lambda view: view.key)
def test_an_area_lies_on_the_body_and_no_later_one_hides_it(view: View) -> None:
    body = covered(view.skin)
    covers = {key: covered(patch.shapes) & body for key, patch in view.patches.items()}
    for at, key in enumerate(covers):
        assert covers[key], f"{key} lies beside the body"
        later = set().union(*(covers[other] for other in [*covers][at + 1 :]))
        whole = "body_" in view.key or key in ("head", "hair")  # these are not drawn with their parts
        assert whole or covers[key] - later, f"{key} is hidden by what is drawn after it"


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_area_of_every_step_is_drawn_and_every_touch_has_its_sign(name: str) -> None:
    for step in touching(load_routine(name)):
        areas = {area.area for area in step.areas}
        views = views_for(areas)
        assert areas <= {key for view in views for key in view.patches}, step.label
        found = [sign for view in views for sign in signs(view, step)]
        assert found or step.stroke == "none", step.label
        if step.technique in SHRINKING:
            assert {sign.kind for sign in found} == {"spiral"}


def towards(sign: Sign, view: View) -> bool:
    start, end = sign.curve.points[0], sign.curve.points[-1]
    return dist(end, view.heart) < dist(start, view.heart)


def test_arrows_go_towards_the_heart_where_the_technique_does() -> None:
    seen = 0
    for name in BUILT_IN:
        for step in touching(load_routine(name)):
            for view in views_for([area.area for area in step.areas]):
                arrows = [sign for sign in signs(view, step) if sign.towards_heart]
                assert all(towards(sign, view) for sign in arrows), (name, step.label)
                seen += len(arrows)
                if step.direction == "towards_heart":
                    assert arrows, (name, step.label)
                    back = step.model_copy(update={"direction": "away"})
                    turned = [sign for sign in signs(view, back) if sign.kind in ("glide", "squeeze")]
                    assert turned, step.label
                    assert not any(towards(sign, view) for sign in turned), step.label
    assert seen > 40


def test_a_way_with_weight_stays_within_the_areas_of_its_step() -> None:
    knead = next(step for step in load_routine("feet-15").steps if step.technique == "leg.calf_knead")
    legs = load_views()["leg_back"]
    knee = min(y for curve in legs.patches["knee_back"].shapes for _, y in curve.points)
    assert all(y > knee for sign in signs(legs, knead) for _, y in sign.curve.points)


def test_shrinking_circles_shrink() -> None:
    circles = next(step for step in load_routine("head-15").steps if step.technique in SHRINKING)
    view = views_for([area.area for area in circles.areas], "beyond_head")[0]
    for sign, spot in zip(signs(view, circles), view.patches["temple"].spots, strict=True):
        radii = [dist(point, spot.at) for point in sign.curve.points]
        assert radii == sorted(radii, reverse=True)
        assert radii[-1] < radii[0] / 3


def test_every_sign_has_a_meaning_and_a_sample_that_fits_its_room() -> None:
    assert set(KINDS) == shown_words("en").signs.keys()
    for kind in KINDS:
        for sign in sample(kind):
            assert all(-1 <= x <= 57 and -1 <= y <= 29 for x, y in sign.curve.points), kind


@pytest.mark.parametrize("name", [None, *BUILT_IN])
def test_names_in_pictures_do_not_overlap_and_stay_inside(name: str | None) -> None:
    figures = []
    names = {key: area.name for key, area in TABLES.areas.items()}
    if name is None:  # everything at once, as no routine has it
        for view in load_views().values():
            figures.append(laid_out(view, view.patches, names, height=560, size=17, balanced=True))
            figures.append(laid_out(view, view.patches, names, height=PICTURE, size=LETTERS, one_side=True))
    else:
        for step in touching(load_routine(name)):
            areas = [area.area for area in step.areas]
            for view in views_for(areas):
                figures.append(
                    laid_out(
                        view, areas, names, height=PICTURE, size=LETTERS, widest=PICTURE_WIDTH, one_side=True
                    )
                )
                assert figures[-1].width <= PICTURE_WIDTH + 0.5
    for figure in figures:
        boxes = [label.box for label in figure.column.labels]
        for left, top, right, bottom in boxes:
            assert -0.1 <= left < right <= figure.width + 0.1
            assert -0.1 <= top < bottom <= figure.height + 0.1
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (figure.view.key, one, other)


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_names_what_may_be_worked_plainly_and_inside(kind: str) -> None:
    root = ET.fromstring(chart(kind, TABLES))  # noqa: S314 - made here
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    words = " ".join(text.text or "" for text in root.findall(f".//{SVG}text"))
    shown = {
        key
        for path in root.findall(f".//{SVG}path[@class]")
        for key in path.get("class", "").split()
        if key in TABLES.areas
    }
    assert shown
    for key in shown:
        area = TABLES.areas[key]
        assert not area.never and not area.private and area.pressure_max > 0  # noqa: PT018
        assert all(word in words for word in area.name.split()), key
    assert "_" not in words


def test_a_chart_of_a_routine_shows_its_areas_and_no_others() -> None:
    root = ET.fromstring(chart("foot", TABLES, load_routine("feet-15")))  # noqa: S314
    shown = {
        key for path in root.findall(f".//{SVG}path[@class]") for key in path.get("class", "").split()
    } & TABLES.areas.keys()
    assert {"toes", "foot_bottom", "foot_arch", "foot_top", "ankle_back"} <= shown
    assert not shown & {"ankle_inner", "ankle_outer", "shin"}
    assert "nothing here" in chart("ear", TABLES, load_routine("feet-15"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_routine_has_a_card_that_is_whole(name: str) -> None:
    page = page_of(name)
    reader = read(page)
    routine = load_routine(name)
    tags = [tag for tag, _ in reader.tags]
    assert tags.count("h1") == 1
    assert dict(reader.tags)["html"]["lang"] == routine.locale
    assert not {"script", "link", "img", "iframe", "object"} & set(tags)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in page.replace("url(#", "")
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in reader.tags:
        for wanted in (attributes.get("aria-labelledby") or "").split():
            assert wanted in ids
    drawn = {key for _, a in reader.tags for key in (a.get("class") or "").split()} & TABLES.areas.keys()
    assert drawn >= {area.area for step in routine.steps for area in step.areas}
    for step in routine.steps:
        if step.areas:
            assert step.label in reader.text
    for text in (routine.title, *(section.title for section in routine.sections), "Before you begin", "Care"):
        assert text in reader.text


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_card_says_who_should_wait_and_what_the_steps_caution(name: str) -> None:
    text = read(page_of(name)).text
    for step in load_routine(name).steps:
        keys = {*step.cautions, *(cue.caution for cue in step.cues if cue.caution)}
        for key in keys:
            caution = TABLES.cautions[key]
            if not caution.profiles or "adult" in caution.profiles:
                assert caution.text in text, key
    assert ("fever" in text) == any(
        cue.caution == "exit_line" for step in load_routine(name).steps for cue in step.cues
    )


def test_nobody_asks_about_oil_on_a_card_without_any() -> None:
    assert "llergies" not in read(page_of("head-15")).text
    assert "llergies" in read(page_of("hands-10")).text


def test_a_step_that_was_left_out_is_not_on_the_card() -> None:
    assert "Lobes again" in page_of("head-15")
    assert "Lobes again" not in page_of("head-15", 450)


def test_words_of_a_routine_cannot_break_the_page() -> None:
    routine = load_routine("head-15").model_copy(update={"title": '<script>alert("1")</script> & more'})
    timeline = plan(routine, Options(), silent_measure)
    reader = read(card_page(Card(routine, timeline, TABLES, [("<b>", "</dd>")])))
    assert "script" not in [tag for tag, _ in reader.tags]
    assert '<script>alert("1")</script> & more' in reader.text


def test_every_view_and_chart_has_a_name() -> None:
    words = shown_words("en")
    assert set(load_views()) == words.views.keys()
    assert set(CHARTS) == words.charts.keys()


@pytest.mark.parametrize("name", ["head-15", "feet-15", "ears-scalp-5"])
def test_a_german_page_and_chart_hold_nothing_that_stands_in_english(name: str) -> None:
    page = read(page_of(name, locale="de")).text
    tables, routine = load_tables("de"), load_routine(name, locale="de")
    drawn = [chart(kind, tables, shown, "de") for kind in CHARTS for shown in (None, routine)]
    said = "\n".join(text or "" for svg in drawn for text in ET.fromstring(svg).itertext())  # noqa: S314
    english, german = shown_words("en"), shown_words("de")
    for group in GROUPS:
        for key, text in getattr(english, group).items():
            for part in re.split(r"\{\w+\}", text):
                if len(part) > 3 and part not in getattr(german, group)[key]:
                    assert not re.search(rf"\b{re.escape(part.strip())}\b", page + said), (group, key)
    assert "Bevor ihr anfangt" in page
    assert "zum Herzen hin" in said
