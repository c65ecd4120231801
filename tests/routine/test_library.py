"""What comes with coach is sound, a user's own files lie over it, and reading again is quick."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest

from coach.errors import RoutineError, UsageError
from coach.places import home
from coach.problem import Severity
from coach.routine import memo
from coach.routine.guard import read_bytes
from coach.routine.headings import index
from coach.routine.lengths import default_s, longest_s, shortest_s
from coach.routine.library import on_shelf
from coach.routine.load import check_file, load_routine, load_tables
from coach.routine.reader import read
from coach.routine.schema import schema
from coach.routine.template import new_routine

ROUTINES = [path for source, path in on_shelf("routines") if source == "builtin"]

RANGES = {"feet-15": (524, 1395), "hands-10": (411, 1028), "head-15": (432, 1308)}
"""Shortest and longest of each, in seconds."""


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_a_built_in_routine_has_no_findings_and_adds_up(path, tables):
    assert check_file(path, tables) == ()
    routine = load_routine(path.stem, tables)
    assert default_s(routine) == routine.target_s
    if path.stem in RANGES:
        assert (shortest_s(routine), longest_s(routine)) == RANGES[path.stem]


@pytest.mark.parametrize(
    "path", [p for s, p in on_shelf("tables") if s == "builtin"], ids=lambda path: path.stem
)
def test_a_built_in_table_has_no_findings(path, tables):
    assert check_file(path, tables) == ()


def test_the_schema_is_draft_07_and_takes_every_built_in_routine():
    whole = schema()
    jsonschema.Draft7Validator.check_schema(whole)
    validator = jsonschema.Draft7Validator(whole)
    for path in ROUTINES:
        assert list(validator.iter_errors(read(path)[0].data)) == []
    text = json.dumps(whole)
    for word in ("$defs", "prefixItems", '"const"', '"ge"', '"le"', '"gt"'):
        assert word not in text
    names = {ref.split('"')[0] for ref in text.split('"#/definitions/')[1:]}
    assert names <= set(whole["definitions"])


def test_every_field_in_the_schema_is_explained():
    for name, model in schema()["definitions"].items():
        for field, shape in model.get("properties", {}).items():
            assert shape.get("description"), f"{name}.{field}"


@pytest.mark.parametrize("wrong", ["1:60", "", "soon", True, -1, 90_000])
def test_the_schema_knows_what_a_length_is(wrong, small):
    validator = jsonschema.Draft7Validator(schema())
    for right in (90, 1.5, "90", "90s", "1:30", "1:00:00", "1m30s", "2h"):
        assert validator.is_valid({**small, "target_s": right})
    assert not validator.is_valid({**small, "target_s": wrong})


@pytest.mark.parametrize("title", [None, 'Quiet: "hands" \\ #1', "Hände"])
def test_a_new_routine_passes_its_own_check(title, tmp_path, tables):
    path = tmp_path / "quiet-head.yaml"
    path.write_text(new_routine("quiet-head", title), encoding="utf-8")
    assert check_file(path, tables) == ()
    routine = load_routine(path, tables)
    assert routine.title == (title or "Quiet head")
    assert jsonschema.Draft7Validator(schema()).is_valid(read(path)[0].data)
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")


@pytest.mark.parametrize(
    "name", ["../x", "CON", "con", "com1", "x" * 300, "a\n", "", "a b", "é", ".x", "a/b", "-x"]
)
def test_a_name_that_no_file_should_have_is_refused(name):
    with pytest.raises(UsageError) as caught:
        new_routine(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("title", ["", " ", "x" * 101, "a\nb", "a\u202eb", "\ud800"])
def test_a_title_that_cannot_be_shown_is_refused(title):
    with pytest.raises(UsageError):
        new_routine("fine", title)


def user_file(kind, name, text):
    path = home() / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_routine_is_found_by_its_name_and_hides_a_built_in_one(tables):
    user_file("routines", "mine.yaml", new_routine("mine"))
    user_file("routines", "head-15.yaml", new_routine("head-15", "My head"))
    assert load_routine("mine", tables).id == "mine"
    assert load_routine("head-15", tables).title == "My head"
    assert {h.id: h.source for h in index()}["head-15"] == "user"


def test_a_routine_on_a_shelf_is_called_like_its_file(tables):
    path = user_file("routines", "mine.yaml", new_routine("other"))
    assert [p.code for p in check_file(path, tables)] == ["M010"]


def test_a_users_table_lies_over_the_built_in_one_entry_by_entry():
    before = load_tables()
    user_file("tables", "mine.yaml", "chimes:\n  open: {meaning: Mine., gain_db: -20, duration_s: 2}\n")
    after = load_tables()
    assert after.chimes["open"].meaning == "Mine."
    assert {k: v for k, v in after.chimes.items() if k != "open"} == {
        k: v for k, v in before.chimes.items() if k != "open"
    }


def test_a_broken_user_table_names_its_file_and_every_line():
    text = (
        "areas:\n  knee: {name: knee, pressure_max: 9}\ntechniques:\n  my.touch:\n    name: Mine\n"
        "    origin: added\n    description: Mine.\n    stroke: glyde\n    step:\n      cues:\n"
        "        - {id: a, text: Heal it.}\n"
    )
    path = user_file("tables", "mine.yaml", text)
    with pytest.raises(RoutineError) as caught:
        load_tables()
    found = {(p.place.line, p.code) for p in caught.value.problems}
    assert found == {(2, "M006"), (8, "M004")}
    assert {p.place.file for p in caught.value.problems} == {str(path)}


def test_a_technique_is_complete_in_each_of_its_forms():
    text = (
        "techniques:\n  my.touch:\n    name: Mine\n    origin: added\n    description: Mine.\n"
        "    stroke: glide\n    areas: [haed]\n    step:\n      cues:\n"
        "        - {id: a, kind: start, text: Heal it.}\n"
        "    variants:\n      one:\n        without: [b]\n        cues:\n          - {id: c, text: Now.}\n"
    )
    path = user_file("tables", "mine.yaml", text)
    assert {(p.place.line, p.code) for p in check_file(path)} == {
        (7, "MS009"),
        (10, "MS501"),
        (13, "MS009"),
        (15, "M022"),
    }


def test_the_list_needs_neither_models_nor_parser_once_files_were_read():
    index()
    code = (
        "import sys; from coach.routine.headings import index; rows = index();"
        "print(len(rows), 'pydantic' in sys.modules, 'ruamel.yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(ROUTINES)), "False", "False"]


def test_a_heading_says_what_the_file_says():
    head = {h.id: h for h in index()}["head-15"]
    assert (head.title, head.seconds, head.source) == ("Head, scalp and ears", 900, "builtin")
    assert head.receiver == ("face up",)
    assert head.reviewed is None


def test_a_file_that_cannot_be_read_is_listed_with_its_reason():
    user_file("routines", "odd.yaml", "a: *b\n")
    odd = {h.id: h for h in index()}["odd"]
    assert "Y006" in odd.problem


@pytest.fixture
def remembered(tmp_path, monkeypatch, small):
    """A file that was read once, and the only memo in its own cache."""
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "own"))
    path = tmp_path / "small.yaml"
    path.write_text(json.dumps(small, indent=2), encoding="utf-8")
    fresh = read(path)
    (kept,) = memo.folder().glob("*")
    return path, fresh, kept


def test_a_remembered_file_is_the_same_document(remembered):
    path, fresh, _ = remembered
    again = read(path)
    assert again == fresh
    assert memo.recall(read_bytes(path)) is not None


def damaged(raw):
    yield b""
    yield raw[: len(raw) // 2]
    yield raw[:-1]
    yield raw.replace(b"Small", b"Smell")
    yield b"\xff" + raw
    yield b"\n" + raw.partition(b"\n")[2]
    yield b"[" * 100_000


def test_a_damaged_memo_counts_as_none(remembered):
    path, fresh, kept = remembered
    whole = kept.read_bytes()
    for broken in damaged(whole):
        kept.write_bytes(broken)
        assert read(path) == fresh
        assert kept.read_bytes() == whole


def test_a_change_of_the_file_is_a_change_of_the_document(remembered):
    path, _, _ = remembered
    path.write_text(path.read_text().replace("Small", "Other"), encoding="utf-8")
    assert read(path)[0].data["title"] == "Other"


def test_without_a_cache_folder_all_goes_on(remembered, monkeypatch, tmp_path):
    path, fresh, _ = remembered
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("COACH_CACHE", str(blocked))
    assert read(path) == fresh


def test_a_file_with_problems_is_not_remembered(remembered):
    path, _, _ = remembered
    before = len(list(memo.folder().glob("*")))
    path.write_text("id: a\nid: b\n", encoding="utf-8")
    assert [p.code for p in read(path)[1]] == ["Y009"]
    assert len(list(memo.folder().glob("*"))) == before


def test_warnings_do_not_stop_a_routine(tmp_path, tables, small):
    small["sections"][0]["steps"][1]["duration"]["continuous"]["default_s"] = 61
    path = tmp_path / "small.yaml"
    path.write_text(json.dumps(small), encoding="utf-8")
    assert [p.severity for p in check_file(path, tables)] == [Severity.WARNING]
    assert load_routine(path, tables).id == "small"
