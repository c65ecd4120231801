"""From bytes to names of keys: in any pieces, from any terminal, and whatever comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.keys import LONGEST, Reader

KEYS = {
    b" ": "space",
    b"\r": "enter",
    b"q": "q",
    b"Q": "q",
    b".": ".",
    b"\x04": "ctrl-d",
    b"\x00": "ctrl-0",
    b"\x7f": "backspace",
    "é".encode(): "é",
    b"\xff": "\ufffd",
    b"\xc2\x9b": "u+009b",
    "\u202e".encode(): "u+202e",
    b"\x1b[A": "up",
    b"\x1bOB": "down",
    b"\x1b[1;5C": "ctrl-right",
    b"\x1b[5~": "pageup",
    b"\x1b[6~": "pagedown",
    b"\x1b[15~": "f5",
    b"\x1b[15;2~": "shift-f5",
    b"\x1b[[E": "f5",
    b"\x1bOP": "f1",
    b"\x1bOs": "3",
    b"\x1b[57430u": "media-play-pause",
    b"\x1b[57435;1:1u": "media-next",
    b"\x1b[113u": "q",
    b"\x1b[27u": "escape",
    b"\x1bx": "alt-x",
    b"\x1b[99~": "esc[99~",
    b"\x1b[<0;12;7M": "click",
    b"\x1b[<18;1;1M": "click-right",
    b"\x1b[<64;200;50M": "wheel-up",
    b"\x1b[<65;200;50M": "wheel-down",
    b"\x1b[<128;3;3M": "click-128",
    b"\x1b[<0;12;7m": "click-end",
    b"\x1b[<4;12;7m": "click-end",
    b"\x1b[M !!": "click",
    b"\x1b[M$\xc3\xa9": "click",
    b"\x1b[M0\xff\x80": "click",
    b'\x1b[M"~~': "click-right",
    b"\x1b[M`\xc3!": "wheel-up",
    b"\x1b[?1;2c": "esc[?1;2c",
}


@pytest.mark.parametrize(("received", "name"), KEYS.items(), ids=ascii)
def test_a_key_has_its_name_at_once(received: bytes, name: str) -> None:
    reader = Reader()
    assert reader.feed(received) == [name]
    assert not reader.waits


@pytest.mark.parametrize(
    "received",
    [
        *(b"\x1b[<2;12;7m", b"\x1b[<32;12;7M", b"\x1b[<35;1;1M"),
        *(b"\x1b[M#!!", b"\x1b[M'\xc2\xc2", b"\x1b[M@!!", b"\x1b[MC\xf0\x90"),
    ],
)
def test_a_button_that_is_let_go_and_a_move_are_no_keys(received: bytes) -> None:
    reader = Reader()
    assert reader.feed(received + b"q") == ["q"]
    assert not reader.waits


def test_what_begins_like_a_button_may_be_a_key() -> None:
    reader = Reader()
    assert reader.feed(b"\x1b[M") == []
    assert reader.flush() == ["enter"]
    assert reader.feed(b"\x1b[M\x1b[A") == ["enter", "up"]
    assert reader.feed(b"\x1b[M ") == []
    assert reader.flush() == ["enter", "space"]
    assert reader.feed(b"\x1b[M !\xc3") == []
    assert reader.waits, "two bytes may be one letter"
    assert reader.flush() == ["click"]


def test_escape_alone_is_a_key_when_nothing_follows_it() -> None:
    reader = Reader()
    assert reader.feed(b"\x1b") == []
    assert reader.waits
    assert reader.flush() == ["escape"]
    assert reader.feed(b"\x1b\x1b[A") == ["escape", "up"]
    assert not reader.waits


def test_a_sequence_that_never_ends_is_not_kept() -> None:
    reader = Reader()
    reader.feed(b"\x1b[" + b"1;" * 4 * LONGEST)
    assert not reader.waits
    assert reader.feed(b"q") == ["q"]


@given(st.lists(st.sampled_from(sorted(KEYS)), max_size=8), st.data())
def test_pieces_make_no_difference(pressed: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pressed)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    reader = Reader()
    names = []
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        names += reader.feed(whole[start:end])
    assert names + reader.flush() == [KEYS[key] for key in pressed]


@given(st.lists(st.binary(max_size=40) | st.text("\x1b[O0;~uAé<Mm", max_size=40).map(str.encode), max_size=6))
def test_anything_at_all_gives_names_that_can_be_shown(pieces: list[bytes]) -> None:
    reader = Reader()
    names = [name for piece in pieces for name in reader.feed(piece)] + reader.flush()
    assert not reader.waits
    assert all(name and name.isprintable() and len(name) <= LONGEST + 10 for name in names)
    assert names or not any(pieces) or {*b"<M"} & {*b"".join(pieces)}
