"""How a line is worded: what a voice without eyes may say, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from coach.lint.rule import E, Hit, I, Rule, W
from coach.lint.score import EXEMPT
from coach.routine.kind import Kind

if TYPE_CHECKING:
    from coach.lint.score import Said, Score
    from coach.routine.wordlists import Name

_MARKED = re.compile(r"^[^.?!:]{3,40}:\s")
"""Who is meant is said first: "To the one lying down: ..."."""


def lines(score: Score, *, exempt: bool = True) -> Iterator[Said]:
    """Yield every spoken line; without those that lists leave alone, unless they are asked for."""
    yield from (said for said in score.said if not (exempt and said.cue.kind in EXEMPT))


def listed(name: Name, say: str, score: Score, *, exempt: bool = True) -> Iterator[Hit]:
    """Yield each line in which a word of a list is found; ``say`` is the message, {} in it the word."""
    for said in lines(score, exempt=exempt):
        if match := score.lists[name].search(said.text):
            yield Hit(said.path, say.format(match[0]))


def violent(score: Score) -> Iterator[Hit]:
    """Nothing is cracked, snapped, twisted, forced or yanked."""
    for said in lines(score):
        for sentence in said.sentences:
            if score.lists["negated"].search(sentence):
                continue
            found = score.lists["strong"].search(sentence)
            if found is None and score.lists["joints"].search(sentence):
                found = score.lists["strong_on_joints"].search(sentence)
            if found:
                yield Hit(
                    said.path, f'"{found[0]}" is a forced movement. Take it out, or say "never" with it.'
                )
                break


def one_thing(score: Score) -> Iterator[Hit]:
    """A cue asks for one thing at a time."""
    for said in lines(score):
        verbs = {match.lower() for match in score.lists["actions"].findall(said.text)}
        if len(verbs) > 2:
            message = (
                f"this asks for {len(verbs)} things at once: {', '.join(sorted(verbs))}. Make two cues of it."
            )
            yield Hit(said.path, message)


def markers(score: Score) -> Iterator[Hit]:
    """A preview says "Next", a last repetition "last"."""
    for said in lines(score):
        if said.cue.kind is Kind.PREVIEW and not score.lists["preview"].search(said.text):
            yield Hit(said.path, 'a preview begins with "Next", so that nobody starts too early.')
        if said.cue.kind is Kind.LAST and not score.lists["last"].search(said.text):
            yield Hit(said.path, 'the last repetition is called "last": "Last one."')


def body_part(score: Score) -> Iterator[Hit]:
    """What begins names a part of the body."""
    names = {word.lower() for area in score.tables.areas.values() for word in (area.name, *area.words)}
    names |= {*score.lists.words("body")}
    known = re.compile(
        rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b", re.IGNORECASE
    )
    for said in lines(score):
        if said.cue.kind is Kind.START and said.here.touches and not known.search(said.text):
            yield Hit(said.path, "this begins something, and names no part of the body. Say where.")


def choices(score: Score) -> Iterator[Hit]:
    """A question about pressure offers a choice."""
    for said in lines(score):
        asks = said.cue.kind is Kind.CHECK_IN and "?" in said.text
        open_one = any(score.lists["choice"].search(s) for s in said.sentences if "?" in s)
        if asks and not open_one:
            message = 'this can only be answered with yes. Ask "lighter, firmer, or the same?"'
            yield Hit(said.path, message)


def addressed(score: Score) -> Iterator[Hit]:
    """A line for the receiver says so first."""
    for said in lines(score, exempt=False):
        told_on = said.path[-1] == "giver_text"  # the giver shall obey it
        if said.cue.addressee == "receiver" and not told_on and not _MARKED.search(said.text):
            yield Hit(said.path, 'the giver would obey this. Begin with "To the one lying down:".')


def typed(score: Score) -> Iterator[Hit]:
    """Numbers that fitting may change are filled in by the plan."""
    for said in lines(score):
        reps = said.here.step.duration.reps
        if match := score.lists["typed_time"].search(said.text):
            message = (
                f'"{match[0]}" goes stale when the length changes. Write {{minutes_words}}, {{quiet_words}}'
            )
            yield Hit(said.path, f"{message} or {{breaths_words}}.")
        elif reps is not None and (match := score.lists["typed_number"].search(said.text)):
            message = f'"{match[0]}" goes stale when the number changes. Write {{n_words}}.'
            yield Hit(said.path, message)
        elif reps is not None and reps.n_min < 5 and (match := score.lists["ordinal"].search(said.text)):
            message = f'"{match[0]}" may never come: there may be {reps.n_min}. Write "again", or "last".'
            yield Hit(said.path, message)


RULES = (
    Rule(
        "MS124",
        E,
        "Nothing is cracked, snapped, twisted, forced or yanked",
        "forced movement harms",
        "S22 S23 S64",
        violent,
        hard=True,
    ),
    Rule("MS406", I, "A cue asks for two actions at most", "one thing at a time", "S75 S83", one_thing),
    Rule("MS407", I, '"Next" announces, "last" ends', "markers are the grammar of the ear", "", markers),
    Rule(
        "MS408",
        I,
        "Active, present, without filler",
        "words that carry nothing are noise",
        "S76 S82",
        partial(listed, "filler", '"{}" carries nothing. Say what to do, in the present.'),
    ),
    Rule(
        "MS409",
        W,
        "The coach does not pretend to see",
        "it is blind",
        "",
        partial(listed, "seen", 'the coach sees nothing, so "{}" is empty. Say what to do next, or nothing.'),
    ),
    Rule(
        "MS410",
        W,
        "Nobody is ordered to feel",
        "it backfires",
        "S78",
        partial(
            listed,
            "feelings",
            'nobody can obey "{}". Offer what makes it easy: a slower stroke, a heavier hand.',
        ),
    ),
    Rule(
        "MS411",
        W,
        "No gender and no relationship is assumed",
        "any two people",
        "",
        partial(listed, "persons", '"{}" assumes who they are. Write "your partner", "they" or "their".'),
    ),
    Rule(
        "MS412",
        E,
        "Nothing has to be looked at",
        "there is only sound",
        "",
        partial(listed, "eyes", '"{}" needs eyes, and there is only sound. Describe it.', exempt=False),
    ),
    Rule("MS414", I, "What begins names a part of the body", '"it" is lost on an ear', "", body_part),
    Rule(
        "MS415",
        E,
        "Nothing sexual or suggestive",
        "out of scope",
        "",
        partial(
            listed,
            "suggestive",
            '"{}" is out of the scope of a massage at home. Take it out.',
            exempt=False,
        ),
        hard=True,
    ),
    Rule(
        "MS417",
        I,
        "No words that the ear mistakes",
        "soul or sole, need or knead",
        "",
        partial(listed, "ear", '"{}" may be misheard. Read it aloud; choose another word if it puzzles.'),
    ),
    Rule(
        "MS418",
        W,
        "A question about pressure offers a choice",
        "yes-or-no questions collect polite yeses",
        "S34",
        choices,
    ),
    Rule(
        "MS419",
        W,
        "Nobody is pushed past comfort",
        "pain is no measure",
        "S09",
        partial(listed, "pushy", '"{}" pushes past comfort. Say how far is enough.'),
    ),
    Rule("MS420", W, "A line for the receiver says so first", "the giver would obey it", "", addressed),
    Rule("MS422", W, "Numbers that fitting changes are generated", "typed ones go stale", "", typed),
)
