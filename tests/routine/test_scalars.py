"""Unquoted words mean what YAML 1.2 says, and lengths of time have one grammar."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.routine.grammar import LONGEST_S, parse_length
from coach.routine.scalars import plain

WORDS = [
    ("", None),
    ("~", None),
    ("null", None),
    ("true", True),
    ("False", False),
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("012", 12),
    ("0o14", 12),
    ("0xC", 12),
    ("-3", -3),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1e400", math.inf),
    ("-.inf", -math.inf),
    ("1:30", "1:30"),
    ("10:00", "10:00"),
    ("1_000", "1_000"),
    ("2024-01-01", "2024-01-01"),
    ("1.2.3", "1.2.3"),
    ("+", "+"),
    ("-", "-"),
    (".", "."),
]


@pytest.mark.parametrize(("word", "value"), WORDS)
def test_an_unquoted_word_has_its_yaml_1_2_value(word, value):
    found = plain(word)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_number_that_models_refuse():
    assert math.isnan(plain(".nan"))


def test_an_endless_number_is_refused():
    with pytest.raises(ValueError, match="5000 characters"):
        plain("9" * 5000)


SPELLINGS = {
    "plain": lambda s: f"{s}",
    "suffix": lambda s: f"{s}s",
    "spaced": lambda s: f" {s} s ",
    "clock": lambda s: f"{s // 60}:{s % 60:02d}" if s < 60_000 else f"{s}",
    "long clock": lambda s: f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}",
    "units": lambda s: f"{s // 3600}h{s // 60 % 60}m{s % 60}s",
    "minutes": lambda s: f"{s // 60}min {s % 60}s" if s < 600_000 else f"{s}",
}


@given(st.integers(0, LONGEST_S), st.sampled_from(sorted(SPELLINGS)))
def test_all_spellings_of_a_length_mean_the_same(seconds, spelling):
    assert parse_length(SPELLINGS[spelling](seconds)) == seconds
    assert parse_length(seconds) == seconds


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_value_is_a_length_or_a_sentence(value):
    try:
        seconds, complaint = parse_length(value), ""
    except ValueError as error:
        seconds, complaint = 0.0, str(error)
    assert 0 <= seconds <= LONGEST_S
    assert math.copysign(1, seconds) == 1
    assert complaint == "" or "90, 90s, 1:30 or 1m30s" in complaint


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        math.nan,
        math.inf,
        -1,
        "-1",
        "1:60",
        "1:99",
        "",
        "s",
        "1 m 3",
        "1e3",
        "0x10",
        "١:٣٠",
        86401,
    ],
)
def test_what_is_no_length_is_refused(value):
    with pytest.raises(ValueError, match=re.compile("length of time")):
        parse_length(value)
