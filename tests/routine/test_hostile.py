"""Files that want to hurt: each is refused within a second of work, in one clear line."""

from __future__ import annotations

import json
import os
import time

import pytest

from coach.errors import InputError, RoutineError
from coach.routine.load import check_file, load_routine

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "bomb": (BOMB, "Y006", 1),
    "alias without anchor": ("a: *b\n", "Y006", 1),
    "brackets": ("[" * 100_000, "Y0", 1),
    "brackets on lines": ("[\n" * 15_000, "Y011", 21),
    "braces": ("{" * 100_000, "Y0", 1),
    "dashes": ("- " * 1_500, "Y011", 1),
    "stairs": ("\n".join("  " * n + f"a{n}:" for n in range(300)), "Y011", 21),
    "nested flow": ("{a: " * 900, "Y011", 1),
    "question marks": ("? " * 1_500, "Y0", 1),
    "one long line": ("a: " + "x" * 200_000, "Y017", 1),
    "many values": ("a: [" + "1,\n" * 60_000 + "]", "Y012", 1),
    "many comments": ("# x\n" * 60_000, "Y012", 1),
    "too large": ("a: x\n" * 60_000, "Y001", 1),
    "many strange fields": ("".join(f"key{n}: 1\n" for n in range(19_000)), "Y018", 1001),
    "many entries": ("areas_off:\n" + "".join(f"- haed{n}\n" for n in range(19_000)), "Y018", 1002),
    "python tag": ("a: !!python/object/apply:os.system [ls]\n", "Y008", 1),
    "own tag": ("x: 1\na: !foo 1\n", "Y008", 2),
    "endless tag": ("!" * 3_900, "Y008", 1),
    "merge key": ("a:\n  <<: {b: 1}\n", "Y007", 2),
    "duplicate key": ("id: a\ntitle: b\nid: c\n", "Y009", 3),
    "two documents": ("a: 1\n---\nb: 2\n", "Y010", 2),
    "document end": ("a: 1\n...\nb: 2\n", "Y0", 3),
    "directive": ("%YAML 1.1\n---\na: 1\n", "Y014", 2),
    "tab": ("a:\n\tb: 1\n", "Y004", 2),
    "space and tab": ("a:\n - b\n \t- c\n", "Y004", 3),
    "zero byte": ("a: \0b\n", "Y002", 1),
    "bidi": ("a: 1\nb: x\u202ey\n", "Y003", 2),
    "zero width": ("a: 1\nb: x\u200by\n", "Y003", 2),
    "isolate in a comment": ("a: 1 # \u2066x\n", "Y003", 1),
    "terminal code": ("a: x\x1b]52;c;eA==\x07\n", "Y003", 1),
    "next line": ("a: x\x85y\n", "Y003", 1),
    "line separator": ("a: x\u2028y\n", "Y003", 1),
    "second byte order mark": ("a: 1\n\ufeffb: 2\n", "Y003", 2),
    "written bidi": ('a: "x\\u202e"\n', "Y003", 1),
    "written escape": ('a: "x\\e[2J"\n', "Y003", 1),
    "written return": ('a: "x\\ry"\n', "Y003", 1),
    "written line break": ('a: "x\\ny"\n', "Y003", 1),
    "written surrogate": ('a: "\\ud800"\n', "Y003", 1),
    "written nonsense": ('a: "\\UFFFFFFFF"\n', "Y005", 1),
    "hidden key": ('"a\\u200b": 1\n', "Y003", 1),
    "key that is a list": ("? [a]\n: 1\n", "Y013", 1),
    "endless number": ("a: " + "1" * 3_900, "Y016", 1),
    "empty": ("", "Y015", 1),
    "a list": ("- a\n", "Y015", 1),
    "a word": ("foo", "Y015", 1),
    "open quote": ('a: "x\n', "Y005", 2),
    "second colon": ("a: b: c\n", "Y005", 1),
    "no colon": ("a: 1\nb\nc: 2\n", "Y005", 3),
    "stray indent": ("a:\n    b: 1\n  c: 2\n", "Y005", 3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_and_quickly(name, tmp_path, tables):
    text, code, line = HOSTILE[name]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    begun = time.process_time()
    with pytest.raises(RoutineError) as caught:
        load_routine(path, tables)
    assert time.process_time() - begun < 1.0
    assert caught.value.exit_code == 3
    assert [p.place.line for p in caught.value.problems if p.code.startswith(code)] == [line]
    if code not in ("Y009", "Y016") and not name.startswith(("written ", "hidden")):
        assert len(caught.value.problems) == 1
    for problem in caught.value.problems:
        assert problem.headline().isprintable()
        assert all(part.isprintable() for part in problem.full().split("\n"))
        assert problem.message.endswith((".", '"'))


@pytest.mark.parametrize(
    "raw",
    [
        "a: 1\n".encode("utf-16"),
        "a: 1\n".encode("utf-16-le"),
        "a: 1\n".encode("utf-16-be"),
        "a: 1\n".encode("utf-32"),
        b"a: \xff\n",
        b"a: \xc3",
        b"\xed\xa0\x80",
        bytes(range(256)),
    ],
    ids=str,
)
def test_what_is_not_utf8_is_refused_with_its_place(raw, tmp_path, tables):
    path = tmp_path / "odd.yaml"
    path.write_bytes(raw)
    with pytest.raises(RoutineError) as caught:
        load_routine(path, tables)
    assert [p.code for p in caught.value.problems] == ["Y002"]


def test_a_byte_order_mark_at_the_start_does_no_harm(tmp_path, tables, small):
    path = tmp_path / "small.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(small, indent=2).encode())
    assert load_routine(path, tables).id == "small"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_every_line_end_keeps_the_line_numbers(end, tmp_path, tables):
    path = tmp_path / "ends.yaml"
    path.write_bytes(end.join(["id: small", "title: T", "id: again", ""]).encode())
    found = {p.code: p for p in check_file(path, tables)}["Y009"]
    assert (found.place.line, found.excerpt) == (3, "id: again")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs an endless device")  # noqa: PTH110
def test_an_endless_input_is_read_up_to_the_limit_only(tables):
    with pytest.raises(RoutineError, match="larger than 256 KiB"):
        load_routine("/dev/zero", tables)


@pytest.mark.parametrize(
    "name", ["../../x", "%2e%2e%2f", "/no/such/file.yaml", "a\0.yaml", "x" * 300, "", "no-such", ".", "CON"]
)
def test_names_that_lead_nowhere_are_input_errors(name, tables):
    with pytest.raises(InputError) as caught:
        load_routine(name, tables)
    assert caught.value.exit_code == 4
    assert str(caught.value).isprintable()


def test_a_near_name_is_offered(tables):
    with pytest.raises(InputError, match=r'Did you mean "head-15"\?.*coach list'):
        load_routine("haed-15", tables)


def test_a_million_steps_are_refused_by_size(tmp_path, tables):
    path = tmp_path / "long.yaml"
    path.write_text("sections:\n- steps:\n" + "  - {id: a, technique: b}\n" * 50_000)
    assert [p.code for p in check_file(path, tables)] == ["Y001"]


def test_more_steps_than_a_section_may_have_are_refused(findings, small):
    step = small["sections"][0]["steps"][1]
    small["sections"][0]["steps"] = [{**step, "id": f"s{n}"} for n in range(201)]
    assert any("at most 200 entries" in p.message for p in findings(small))


def strange_sections(count, step):
    steps = [f"  - {{id: '{{0}}.{n}', {step.format(n)}}}\n" for n in range(190)]
    body = "".join(
        f"- id: s{i}\n  title: A\n  steps:\n" + "".join(steps).replace("{0}", str(i)) for i in range(count)
    )
    head = "id: small\ntitle: A\nsummary: A.\ntarget_s: 60\nstart_position: face_up_beyond_head\n"
    return head + "sections:\n" + body


@pytest.mark.parametrize(
    ("step", "code"),
    [("technique: head.cradel{}", "MS009"), ("technique: head.cradle, labell{}: x", "M001")],
    ids=["names", "fields"],
)
def test_thousands_of_near_misses_are_not_all_looked_up(step, code, findings, monkeypatch):
    from difflib import SequenceMatcher

    looked = []
    ratio = SequenceMatcher.set_seq1
    monkeypatch.setattr(
        SequenceMatcher, "set_seq1", lambda self, seq: (looked.append(seq), ratio(self, seq))[1]
    )
    found = findings(strange_sections(18, step))
    assert len(found) == 100
    assert {p.code for p in found} == {code}
    assert len({p.place.line for p in found}) == 100
    assert looked
    assert len(set(looked)) < 1_000
