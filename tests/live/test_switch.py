"""One switch is enough: presses in time, as fingers and terminals make them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.command import Command, Verb, command
from coach.live.keymap import USUAL, commands
from coach.live.switch import HELD_S, REPEAT_S, TWICE_S, Switch

OWN = {told for told in commands(USUAL).values() if told is not None}


def told(*presses: tuple[str, float], awaited: bool = False, until: float = 60.0) -> list[tuple[str, float]]:
    """Return every command with its time; ``awaited`` tells that the session waits for any key."""
    switch = Switch(commands({**USUAL, "f1": "pause", "f2": "end in 5"}))
    heard: list[tuple[str, float]] = []

    def obey(given: tuple[Command, ...], at: float) -> None:
        for each in given:
            assert each.undoes is (each.verb is Verb.AGAIN and each not in OWN)
            heard.append((str(each.verb), round(at, 3)))

    for key, at in presses:
        while (due := switch.due) <= at:
            obey(switch.decide(due), due)
        obey(switch.press(key, at, awaited=awaited), at)
    while (due := switch.due) <= until:
        obey(switch.decide(due), due)
    return heard


def held(
    key: str, seconds: float, *, delay: float, gap: float, start: float = 0.0
) -> list[tuple[str, float]]:
    """Return what a terminal sends while a key is held."""
    times = [start]
    at = delay
    while at <= seconds:
        times.append(start + at)
        at += gap
    return [(key, time) for time in times]


@pytest.mark.parametrize("key", ["space", "x", "enter", "pagedown", "f5", "escape", ".", "esc[99~", "é"])
def test_any_key_once_acts_at_once(key: str) -> None:
    assert told((key, 3.0)) == [("toggle", 3.0)]


def test_twice_is_again_and_the_first_press_is_undone() -> None:
    assert [verb for verb, _ in told(("space", 0.0), ("space", 0.3))] == ["toggle", "again"]
    assert told(("a", 0.0)) == [("again", 0.0)]


def test_where_any_key_is_awaited_a_key_for_later_is_any_key() -> None:
    for key, verb in (("f1", "pause"), ("f2", "end in"), ("l", "longer"), ("up", "louder"), ("s", "stop")):
        assert told((key, 3.0)) == [(verb, 3.0)]
        wanted = "ready" if key in {"f1", "f2"} else verb
        assert told((key, 3.0), awaited=True) == [(wanted, 3.0)]


def test_twice_slowly_is_pause_and_go_on() -> None:
    for gap in (TWICE_S + 0.05, 1.0, 5.0):
        heard = told(("space", 0.0), ("space", gap))
        assert [verb for verb, _ in heard] == ["toggle", "toggle"]
        assert heard[1][1] <= gap + 0.2


@pytest.mark.parametrize(("delay", "gap"), [(0.25, 0.033), (0.375, 0.09), (0.5, 0.033), (0.66, 0.04)])
def test_held_is_stop_once_and_nothing_else_but_the_pause(delay: float, gap: float) -> None:
    heard = told(*held("space", 3.0, delay=delay, gap=gap))
    assert [verb for verb, _ in heard] == ["toggle", "stop"]
    assert HELD_S <= heard[1][1] <= HELD_S + gap


@pytest.mark.parametrize(("delay", "gap"), [(0.25, 0.033), (0.5, 0.033), (0.66, 0.04)])
def test_held_too_short_for_stop_is_one_press(delay: float, gap: float) -> None:
    assert [verb for verb, _ in told(*held("space", 0.9, delay=delay, gap=gap))] == ["toggle"]


def test_a_key_of_its_own_counts_once_however_long_it_is_held() -> None:
    assert told(*held("right", 4.0, delay=0.5, gap=0.03)) == [("next", 0.0)]
    assert [verb for verb, _ in told(("right", 0.0), ("right", 0.3), ("right", 1.2))] == ["next"] * 3


def test_the_volume_goes_on_while_it_is_held() -> None:
    presses = held("up", 1.0, delay=0.5, gap=0.1)
    assert told(*presses) == [("louder", round(at, 3)) for _, at in presses]


def test_an_elbow_on_many_keys_is_one_press() -> None:
    assert told(("x", 0.0), ("y", 0.004), ("j", 0.01)) == [("toggle", 0.0)]


@pytest.mark.parametrize(("start", "seconds"), [(0.0, 1.0), (0.0, 3.0), (0.3, 1.0), (2.0, 1.2)])
def test_a_button_that_is_held_stops_when_it_is_let_go(start: float, seconds: float) -> None:
    before = [("click", 0.0), ("click-end", 0.1)] if start else []
    heard = told(*before, ("click", start), ("click-end", start + seconds))
    assert heard[-1] == ("stop", start + seconds)
    assert [verb for verb, _ in heard].count("stop") == 1


def test_clicks_stop_nothing_and_a_button_of_its_own_neither() -> None:
    assert told(("click", 0.0), ("click", 5.0)) == [("toggle", 0.0), ("toggle", 5.0)]
    assert told(("click", 0.0), ("click-end", 0.9), ("click-end", 9.0)) == [("toggle", 0.0)]
    switch = Switch(commands({"click": "longer"}))
    assert [switch.press(*each) for each in (("click", 0.0), ("click-end", 3.0))] == [
        (command("longer"),),
        (),
    ]


def test_what_was_held_back_is_not_lost_when_another_key_follows() -> None:
    heard = told(("space", 0.0), ("space", 0.3), ("h", 0.35))
    assert [verb for verb, _ in heard] == ["toggle", "again", "how long"]


KEY_TIMES = st.lists(
    st.tuples(st.sampled_from(["space", "x", "n", "up", "s"]), st.floats(0.0, 2.0)), max_size=12
)


@given(KEY_TIMES)
def test_whatever_is_pressed_nothing_waits_for_long(presses: list[tuple[str, float]]) -> None:
    at = 0.0
    timed = [(key, at := at + gap) for key, gap in presses]
    heard = told(*timed)
    if timed:
        assert heard
        assert heard[0][1] == round(timed[0][1], 3)
        assert heard[-1][1] <= timed[-1][1] + REPEAT_S + 0.05
    assert all(one[1] <= other[1] for one, other in pairwise(heard))
    stops = [verb for verb, _ in heard].count("stop")
    assert stops <= sum(key in {"s", "space", "x"} for key, _ in timed)
