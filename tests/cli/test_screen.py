"""The screen as a picture: fits every size, says what has to be said, and never steers the terminal."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.cli.screen import LOW, SAYS, Look, hold_bar, page_of, picture
from coach.cli.screen_letters import HIGH, dots, large, pages
from coach.cli.screen_lines import Plain
from coach.cli.screen_paint import CARD_S, WORDS_S, Painted
from coach.cli.screen_view import ANY_KEY, help_rows
from coach.live.keymap import USUAL, shown
from coach.live.status import Holding, State, Status
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.routine.load import load_routine
from coach.speech.silent import silent_measure
from coach.units import RATE, Frames

KEYS = shown(USUAL)
ROUTINES = sorted(path.stem for path in (Path(__file__).parents[2] / "coach/library/routines").glob("*.yaml"))

NOW = Status(
    state=State.PLAYING,
    title="Head, scalp and ears",
    position=Frames(100 * RATE),
    frames=Frames(900 * RATE),
    chapter="Arrive",
    step="Blade draw, first side",
    words="Draw the blade of your hand up the neck, slowly.",
    following="Temples",
    hold=Holding(Frames(2 * RATE), Frames(5 * RATE), 5),
    talk="full",
    volume=-3.0,
    notice="Lighter from now on.",
    late=Frames(0),
    revision=0,
)


def shown_on(status: Status, columns: int, rows: int, *, blocks: bool = True) -> list[str]:
    return [row.text for row in picture(status, KEYS, Look(columns, rows, blocks))]


@given(
    columns=st.integers(10, 250),
    rows=st.integers(1, 80),
    blocks=st.booleans(),
    text=st.text(max_size=80),
    state=st.sampled_from(State),
    hold=st.sampled_from([None, Holding(Frames(0), Frames(RATE), 1), Holding(Frames(9), Frames(3), 1)]),
)
def test_every_size_is_filled_and_never_left(
    columns: int, rows: int, blocks: bool, text: str, state: State, hold: Holding | None
) -> None:
    status = replace(NOW, words=text, step=text, title=text, notice=text, state=state, hold=hold)
    lines = shown_on(status, columns, rows, blocks=blocks)
    assert len(lines) <= rows
    for line in lines:
        assert cell_len(line) <= columns
        assert not set("\x1b\r\n\x07\u202e") & set(line)


@pytest.mark.parametrize("size", [(40, 10), (40, 24), (80, 24), (120, 40)])
@pytest.mark.parametrize("blocks", [True, False])
def test_what_matters_is_there_at_every_usual_size(size: tuple[int, int], blocks: bool) -> None:
    text = "\n".join(shown_on(replace(NOW, state=State.PAUSED), *size, blocks=blocks))
    assert "PAUSED" in text
    assert "13:20 left" in text
    assert "hold   3 s" in text
    assert "space pause, go on" in text
    assert text.isascii() or blocks
    if size[1] >= LOW:
        assert "next: Temples" in text
        assert "louder, quieter" in text
        assert "Lighter from now on." in text


def test_words_are_large_where_there_is_room_and_plain_where_there_is_not() -> None:
    assert "█" in "".join(shown_on(replace(NOW, hold=None), 80, 24))
    assert "blade of your hand" in " ".join(" ".join(shown_on(NOW, 40, 12)).split())
    ascii_only = shown_on(replace(NOW, hold=None), 120, 50, blocks=False)
    assert any("#" in line for line in ascii_only)


@pytest.mark.parametrize("routine", ROUTINES)
def test_every_line_of_every_routine_can_be_written_large(routine: str) -> None:
    timeline = plan(load_routine(routine), Options(), silent_measure)
    for cue in timeline.cues:
        assert large(cue.line.text, 200, 60, blocks=True), cue.line.text


@given(st.text(alphabet="ABC xyz'", min_size=1, max_size=60), st.integers(20, 200), st.integers(5, 60))
def test_large_letters_keep_to_their_room(text: str, columns: int, rows: int) -> None:
    lines = large(text, columns, rows, blocks=True)
    if lines is not None:
        assert len(lines) <= rows
        assert all(len(line) <= columns for line in lines)


@pytest.mark.parametrize("size", [(40, 24), (60, 24), (80, 24), (120, 40)])
def test_every_line_of_a_usual_routine_is_large(size: tuple[int, int]) -> None:
    columns, rows = size
    room = rows - 11  # what the state, the bar, what comes and the keys leave
    for cue in plan(load_routine("head-15"), Options(), silent_measure).cues:
        written = pages(cue.line.text, columns - 2, room, blocks=True)
        assert written, cue.line.text
        assert sum(page.letters for page in written) == len(cue.line.text) - len(written) + 1
        for page in written:
            assert len(page.rows) <= room
            assert all(cell_len(row) <= columns - 2 for row in page.rows)


def test_pages_end_with_a_clause() -> None:
    text = "Ask first. Is this fine today, and is anywhere out of bounds?"
    first, second = (page.letters for page in pages(text, 78, 13, blocks=True))
    assert (first, second) == (len("Ask first. Is this fine today,"), len("and is anywhere out of bounds?"))


def test_the_page_is_the_one_that_is_being_said() -> None:
    saying = Frames(4 * RATE)
    letters = [30, 10]

    def page(seconds: float, turn: int = 0) -> int:
        return page_of(replace(NOW, said=Frames(round(seconds * RATE)), saying=saying), letters, turn)

    assert [page(0), page(2.9), page(3.1, 7), page(3.9)] == [0, 0, 1, 1]
    assert [page(4, turn) for turn in range(3)] == [0, 1, 0]


def test_where_a_session_waits_the_pages_of_its_words_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
    now = 100.0
    words = "When both of you are settled, with everything at hand, go on whenever you like, or say so."
    waiting = replace(NOW, state=State.GATE, words=words, hold=None)
    painted = Painted(KEYS, now=lambda: now)
    seen = []
    for seconds in (0.0, 0.5, WORDS_S, 2 * WORDS_S):
        now = 100.0 + seconds
        written.seek(0)
        written.truncate()
        painted.show(waiting)
        seen.append("▀" in written.getvalue().decode())
    assert seen == [True, False, True, True]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_card_that_is_too_long_is_shown_page_by_page(columns: int) -> None:
    card = [f"Row {number} of what is needed before the first word" for number in range(20)]
    look = Look(columns, 24)
    seen, marks = [], []
    for turn in range(20):
        rows = [row.text.strip() for row in picture(NOW, KEYS, look, card, turn)]
        seen += rows
        marks += [row for row in rows if " of " in row and ("follows" in row or "all of it" in row)]
    assert all(f"Row {number} of" in " ".join(seen) for number in range(20))
    assert len(marks) == 20
    assert any("more follows" in mark for mark in marks)


def test_all_keys_are_shown_on_a_narrow_screen_too() -> None:
    rows = help_rows(KEYS)
    seen = [
        row.text
        for turn in range(4)
        for row in picture(replace(NOW, words="", notice=""), KEYS, Look(40, 24), rows, turn)
    ]
    for key, does in KEYS:
        assert any(key in row and does in row for row in seen)
    assert ANY_KEY.split()[-1] in " ".join(seen)


def test_how_to_stop_is_on_every_screen() -> None:
    for columns, rows in ((30, 24), (40, 24), (40, 12), (80, 24)):
        assert any("s stop" in row for row in shown_on(NOW, columns, rows))


def test_the_pages_of_a_card_turn_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
    now = 100.0
    painted = Painted(KEYS, [f"Row {number}" for number in range(30)], lambda: now)
    for seconds in (0.0, CARD_S / 2, CARD_S, 2 * CARD_S):
        now = 100.0 + seconds
        painted.show(replace(NOW, state=State.OPENING))
    text = written.getvalue().decode()
    assert text.count("1 of ") == 1
    assert "Row 29" in text


def test_letters_are_rectangles_and_differ_from_each_other() -> None:
    drawn = {letter: dots(letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'"}
    for rows in drawn.values():
        assert rows is not None
        assert len(rows) == HIGH
        assert len({len(row) for row in rows}) == 1
    assert len(set(drawn.values())) == len(drawn)
    assert dots("é") == dots("E")
    assert dots("☃") is None


def test_the_bar_empties() -> None:
    look = Look(60, 20)
    bars = [hold_bar(Holding(Frames(n * RATE), Frames(5 * RATE), 5), look).count("█") for n in range(6)]
    assert bars == sorted(bars, reverse=True)
    assert bars[0] == len(hold_bar(Holding(Frames(0), Frames(RATE), 1), look)) - len("hold   5 s ")
    assert bars[-1] == 0


def test_every_state_has_words() -> None:
    assert set(SAYS) == set(State)


def test_a_notice_that_comes_after_a_changed_plan_is_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
    painted = Painted(KEYS)
    painted.show(replace(NOW, revision=1, notice="The end is at 10:00 now."))
    painted.show(replace(NOW, revision=1, notice="About five minutes left."))
    assert "About five minutes left." in written.getvalue().decode()


def test_nothing_of_a_full_row_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8"))
    Painted(KEYS).show(NOW)
    rows = re.split(r"\x1b\[\d+;1H", written.getvalue().decode())[1:]
    full = [row for row in rows if cell_len(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", row)) == 80]
    assert any("left" in row for row in full)  # where autowrap is off the cursor stays on the last character
    assert not [row for row in full if row.endswith("\x1b[K")]


def plain_lines(monkeypatch: pytest.MonkeyPatch, *seen: Status) -> list[str]:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    plain = Plain()
    for status in seen:
        plain.show(status)
    return [line.partition("  ")[2] for line in written.getvalue().splitlines()]


def test_a_new_end_is_said_once_in_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(NOW, revision=1, notice="The end is at 10:00 now.")
    later = replace(changed, position=Frames(101 * RATE))
    lines = plain_lines(monkeypatch, NOW, changed, later, replace(later, revision=2))
    said = [line for line in lines if "The end" in line]
    assert said == ["-- The end is at 10:00 now."] * 2  # the second: another plan with the same end


def test_an_answer_that_is_shown_and_then_said_is_one_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = "About four minutes to go, then the quiet end."
    noted = replace(NOW, notice=answer)
    other = replace(NOW, notice="Volume +3 dB.")  # may come between
    lines = plain_lines(monkeypatch, NOW, noted, other, replace(other, words=answer))
    assert lines.count(answer) == 0
    assert lines.count(f"-- {answer}") == 1


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
def test_all_keys_fit_on_the_screen(size: tuple[int, int]) -> None:
    rows = help_rows(KEYS, 2)
    painted = " ".join(" ".join(row.text for row in picture(NOW, KEYS, Look(*size), rows)).split())
    for row in rows:
        assert " ".join(row.split()) in painted


def test_plain_lines_say_each_change_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    plain = Plain()
    for status in (
        NOW,
        replace(NOW, position=Frames(101 * RATE), hold=Holding(Frames(3 * RATE), Frames(5 * RATE), 5)),
        replace(NOW, position=Frames(103 * RATE), hold=None),
        replace(NOW, position=Frames(104 * RATE), hold=None, state=State.PAUSED),
        replace(NOW, position=Frames(104 * RATE), hold=None, state=State.PAUSED),
        replace(NOW, frames=Frames(600 * RATE), hold=None, revision=1, notice="The end is at 10:00 now."),
    ):
        plain.show(status)
    assert written.getvalue().splitlines() == [
        "1:40  playing",
        "1:40  chapter Arrive, 13:20 left",
        "1:40  == Blade draw, first side; next: Temples",
        "1:40  Draw the blade of your hand up the neck, slowly.",
        "1:40  hold, 5 s",
        "1:40  -- Lighter from now on.",
        "1:40  volume -3 dB",
        "1:43  hold over",
        "1:44  PAUSED - any key goes on",
        "1:40  playing",
        "1:40  -- The end is at 10:00 now.",
    ]


def test_plain_lines_begin_with_the_main_keys_where_somebody_can_press_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Plain(KEYS):
        assert capsys.readouterr().out == "Keys: space pause, go on; s stop; ? all keys.\n"
    with Plain():
        assert capsys.readouterr().out == ""


def test_a_hold_that_begins_again_was_not_over(monkeypatch: pytest.MonkeyPatch) -> None:
    back = replace(NOW, position=Frames(97 * RATE), hold=None)
    lines = plain_lines(monkeypatch, NOW, back, NOW, replace(NOW, position=Frames(110 * RATE), hold=None))
    assert [line for line in lines if "hold" in line] == ["hold, 5 s", "hold, 5 s", "hold over"]


def test_the_last_step_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = plain_lines(monkeypatch, replace(NOW, following=""))
    assert "== Blade draw, first side; the last step" in lines
