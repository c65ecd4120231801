"""No text is ever obeyed by an engine, and no word of an author is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import VoiceError
from coach.speech.clean import cleaned, pieces, words
from coach.speech.lexicon import lexicon_hash, pronounced

SIGNS = "[]()<>{}/&-–—'’“”.,;:!? \t\n\u200b\u202e\x00\x1b#*_`=^~|\\abzAé5👍…"


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Rest there. Five counts.", "Rest there. Five counts."),
        ("Move a hand’s width.", "Move a hand's width."),
        ("Squeeze [[hE1loU]] and let go.", "Squeeze and let go."),
        ("Now [knead](/nˈid/) the calf.", "Now knead the calf."),
        ("[[a](/b/)](/c/) done", "a done"),
        ("<speak>Slow <break time='20s'/>down</speak>", "Slow down"),
        ("Slow <!-- faster --> down", "Slow down"),
        ("Press <five and hold >three.", "Press five and hold three."),
        ("-v is no option", "v is no option"),
        ("--help", "help"),
        ("lighter & firmer", "lighter and firmer"),
        ("{n_words} times", "n words times"),
        ("10–15 strokes", "10 to 15 strokes"),
        ("Now — slowly — up", "Now, slowly, up"),
        ("both hands (palms up), please", "both hands, palms up, please"),
        ("Wait… and rest", "Wait. and rest"),
        ("st\u00adop\u200b no\u202ew\x07", "stop now"),
        ("Good 👍🏽 hands", "Good hands"),
        ("one\n\n two\tthree", "one two three"),
        ("e\u0301cole", "école"),
    ],
)
def test_what_is_spoken(text, spoken):
    assert cleaned(text) == spoken


@pytest.mark.parametrize("text", ["", " ", "…", "[[abc]]", "<b></b>", "👍", "\x00\x1b", "---", "'"])
def test_nothing_to_say_is_an_error_with_the_cure(text):
    with pytest.raises(VoiceError, match="write words"):
        cleaned(text)


@given(st.one_of(st.text(max_size=60), st.text(SIGNS, max_size=40)))
def test_cleaning_a_clean_text_changes_nothing_and_leaves_no_orders(text):
    try:
        once = cleaned(text)
    except VoiceError:
        return
    assert cleaned(once) == once
    assert not set("[]<>{}\\`*_#\x00\x1b\u200b\u202e\u00ad") & set(once)
    assert not once.startswith("-")
    assert " -" not in once
    once.encode("utf-8")


@given(st.lists(st.text("ab.,", min_size=1, max_size=12), min_size=1, max_size=30), st.integers(12, 80))
def test_a_long_text_is_cut_without_losing_a_word(parts, longest):
    text = " ".join(parts)
    cut = pieces(text, longest)
    assert max(map(len, cut)) <= longest
    assert " ".join(cut).split() == text.split()


def test_a_text_is_cut_at_sentences_first():
    text = "Rest there. Breathe in, slowly. And out."
    assert pieces(text, 32) == ["Rest there. Breathe in, slowly.", "And out."]


def test_only_words_are_counted():
    assert words("Rest there - 5 counts ... now!") == 5


def test_a_reading_replaces_whole_words_only_and_keeps_the_case():
    assert pronounced("The occipital bone.", "hibari") == "The [occipital](/ɑksˈɪpɪtᵊl/) bone."
    assert pronounced("Occipital ridge", "hibari").startswith("[Occipital](/")
    assert pronounced("erectors, suboccipital", "hibari") == "erectors, suboccipital"
    assert pronounced("The occipital bone.", "recorded") == "The occipital bone."
    assert lexicon_hash("hibari") != lexicon_hash("recorded")
