"""The head routine says its script: sixty-five cues, word for word, each tied to its moment."""

from __future__ import annotations

from collections import Counter

import pytest

from coach.plan.options import Options, Talk
from coach.plan.planner import plan
from coach.plan.timeline import Line
from coach.routine.cue import PROTECTED, Cue, Level
from coach.routine.load import load_routine
from coach.units import RATE, Frames

SCRIPT = """
1.1 | step_start + 3 | welcome | L | Welcome. {minutes_words} for the head, the scalp and the ears.
1.1 | step_start + 11.5 | setup | F | Let the room be warm, the light low, and the phone on silent.
1.1 | step_start + 20 | setup | M | Your partner lies face up, a pillow under the knees and something thin under the head.
1.1 | step_start + 29.5 | setup | M | You sit where both hands reach the head with ease, facing the feet.
1.1 | step_start + 37 | setup | M | Glasses and earrings come off, and so do your rings. Your hands are clean and dry.
1.1 | step_start + 47.5 | caution | M | If there is fever, a fresh injury or any medical worry, leave massage for another day.
1.2 | step_start | agreement | M | Ask first. Is this fine today, and is anywhere out of bounds?
1.2 | step_start + 11 | agreement | M | Agree on one word that stops everything. Either of you may use it, without a reason.
1.2 | step_start + 22 | caution | M | Leave the throat and the sides of the neck alone.
1.3 | step_start | start | M | Now rub your palms together until they feel warm.
1.3 | step_start + 6.9 | setup | L | Listen. This bell means hold.
1.3 | step_start + 12.5 | setup | L | And this one means let go.
1.3 | step_start + 19 | intention | F | Choose one quiet wish for this person. Keep it in mind.
1.3 | step_start + 27 | setup | L | Bring your hands near the head. Hover there for one breath, without touching.
1.3 | step_start + 33.3 | breath | F | Breathe in, slowly.
1.3 | step_start + 38.3 | breath | F | And out.
1.4 | step_start | start | M | Now cup the head in both hands. Nothing moves. Let its weight come to you.
1.4 | step_start + 10.4 | silence | F | Stay like this for {breaths_words}.
2.1 | step_start - 9.5 | preview | L | Next, {n_words} long draws from the shoulder blades to the base of the skull.
2.1 | step_start | start | M | Now slide both hands under the shoulder blades, palms up.
2.1 | step_start + 5 | caution | M | Stay beside the spine, never on it. The throat and the sides of the neck stay free.
2.1 | rep_start 1 + 6.6 | detail | M | Draw your fingers up beside the spine, to the base of the skull.
2.1 | hold_start 1 ends 0.5 before | hold | M | Rest there. Five counts.
2.1 | rep_start 2 + 0.6 | detail | L | Slide down under the blades, and draw again.
2.1 | rep_start 3 + 0.6 | posture | F | Drop your shoulders. Let your weight do the work.
2.1 | last_rep_start + 0.6 | last | L | Last one. Let the neck grow heavy in your hands.
2.2 | step_start + 0.6 | check_in | M | A moment for you both: lighter, firmer, or the same?
2.3 | step_start | start | M | Now rest the head in your palms. Breathe out together.
3.1 | step_start - 9 | preview | L | Next, the scalp. Bring your fingertips to the temples.
3.1 | step_start | start | M | Now make wide, slow circles on both temples, as light as a whisper.
3.1 | step_start + 23 | detail | F | Little by little, let the circles shrink.
3.2 | step_start - 8 | preview | L | Next, the front of the head.
3.2 | step_start | start | M | Now circle along the hairline. Wide at first. Move the skin, not only the hair.
3.2 | step_start + 25 | detail | F | Smaller, and slower.
3.3 | step_start - 8 | preview | L | Next, the back of the head.
3.3 | step_start | caution | M | The throat and the sides of the neck stay free.
3.3 | step_start + 3.6 | start | M | Now wide circles underneath, where the skull meets the neck.
3.3 | step_start + 30 | detail | F | Little by little, let them shrink.
3.4 | step_start - 8 | preview | L | Next, the hair. Let your circles come to rest.
3.4 | step_start | start | M | Now slide your fingers under the hair, near the roots, and make a soft fist.
3.4 | step_start + 7.2 | caution | M | Pull gently and evenly, straight out. No jerks.
3.4 | hold_end 1 + 0.6 | detail | L | And let go. Take the next handful.
3.4 | hold_end 2 + 0.6 | check_in | M | A moment for you both: lighter, firmer, or the same?
3.4 | hold_end 3 + 0.6 | detail | L | Keep this rhythm. Move a little further each time.
3.4 | hold_end 6 + 0.6 | encourage | F | Cover the whole scalp, in your own order.
3.4 | last_rep_start | last | L | Last handful.
3.5 | step_start | start | M | Now open your hands and smooth the hair back, one hand after the other.
4.1 | step_start - 8 | preview | L | Next, the ears.
4.1 | step_start | caution | M | Only the outside of the ear. Nothing goes in.
4.1 | step_start + 5 | start | M | Now take both earlobes between thumb and finger. Rub slowly, as if feeling soft cloth.
4.1 | step_start + 26 | encourage | F | Small and even. Let your own breath be slow too.
4.2 | step_start - 8 | preview | L | Next, the outer rim.
4.2 | step_start | start | M | Now climb the outer rim, one soft squeeze at a time, up to the top.
4.2 | step_start + 28 | detail | L | And back down to the lobes. No pulling.
4.3 | step_start | start | M | Now rub the lobes once more, at half the speed.
5.1 | step_start | start | M | Now slide both hands under the head, and hold it.
5.1 | step_start + 4.2 | caution | M | The throat and the sides of the neck stay free.
5.2 | step_start - 7 | preview | L | Next, {n_words/last draw/last draws} up the neck.
5.2 | step_start | start | M | Now slide under the shoulder blades. Glide up, and rest.
5.2 | last_rep_start + 0.6 | last | L | Last one, slower still.
5.3 | step_start + 0.6 | start | M | Now cup the head. There is nothing more to do.
5.3 | step_start + 7.8 | silence | L | Let {quiet_words} pass in quiet.
5.4 | step_start | end | M | Slide your hands away, as slowly as you can.
5.4 | step_start + 8 | aftercare | M | To the one lying down: stay as long as you like, then roll over and sit up slowly.
5.4 | step_start + 19 | end | M | That is all. Thank each other, if you like.
"""  # noqa: E501 - the lines are those of the script
"""One line a cue: step, moment, kind, level, words; "/" parts the two forms of a counted word."""

LEVELS = {"M": Level.MUST, "L": Level.LIGHT, "F": Level.FULL}


@pytest.fixture(scope="module")
def head():
    return load_routine("head-15")


def rows():
    for line in SCRIPT.strip().splitlines():
        step, moment, kind, level, words = (part.strip() for part in line.split(" | "))
        yield step, moment, kind, LEVELS[level], words.replace("words/", "words|").replace("draw/", "draw|")


def moment(cue: Cue) -> str:
    """Return where a cue is tied, as the script writes it."""
    counted = cue.anchor in ("rep_start", "hold_start", "hold_end")
    name = f"{cue.anchor} {cue.k}" if counted else str(cue.anchor)
    if cue.ends_before_s is not None:
        return f"{name} ends {cue.ends_before_s:g} before"
    if cue.lead_s is not None:
        return f"{name} - {cue.lead_s:g}"
    return f"{name} + {cue.offset_s:g}" if cue.offset_s else name


def test_every_line_of_the_script_stands_in_the_routine_and_no_other(head):
    said = [(s.id, moment(c), str(c.kind), c.level, c.text) for s in head.steps for c in s.cues]
    assert Counter(said) == Counter(rows())
    assert len(said) == 65


def test_cues_of_a_step_stand_in_the_order_of_the_script(head):
    said = [(s.id, c.text) for s in head.steps for c in s.cues]
    assert said == [(step, words) for step, _, _, _, words in rows()]


def test_every_step_stands_in_the_table_of_the_routine(head):
    steps = [
        (s.id, s.technique, s.duration.default_s, s.duration.min_s, s.duration.max_s, s.priority, s.droppable)
        for s in head.steps
    ]
    assert steps == [
        ("1.1", "prep.position", 60, 40, 90, 1, False),
        ("1.2", "prep.agreement", 30, 25, 40, 1, False),
        ("1.3", "prep.warm_hands", 40, 20, 60, 1, False),
        ("1.4", "head.cradle", 35, 20, 60, 1, False),
        ("2.1", "neck.blade_draw", 108, 68, 148, 1, False),
        ("2.2", "check.pressure", 15, 12, 20, 1, False),
        ("2.3", "head.cradle", 27, 15, 60, 3, True),
        ("3.1", "scalp.shrinking_circles", 60, 30, 90, 1, False),
        ("3.2", "scalp.shrinking_circles", 60, 30, 90, 1, False),
        ("3.3", "scalp.shrinking_circles", 60, 30, 90, 1, False),
        ("3.4", "scalp.hair_pull", 100, 40, 140, 2, False),
        ("3.5", "hair.smooth", 40, 20, 60, 4, True),
        ("4.1", "ear.lobe_rub", 50, 30, 90, 1, False),
        ("4.2", "ear.rim_walk", 56, 30, 90, 2, False),
        ("4.3", "ear.lobe_rub", 30, 20, 60, 4, True),
        ("5.1", "head.cradle", 18, 12, 30, 1, False),
        ("5.2", "neck.blade_draw", 40, 20, 60, 3, True),
        ("5.3", "close.still", 36, 20, 60, 2, False),
        ("5.4", "close.words", 35, 25, 45, 1, False),
    ]


def test_each_talk_level_hears_its_share(head):
    cues = [cue for step in head.steps for cue in step.cues]
    assert sum(c.level is not Level.FULL for c in cues) == 54
    assert sum(c.level is Level.MUST for c in cues) == 34
    assert sum(c.kind in PROTECTED for c in cues) == 12


@pytest.mark.parametrize(
    ("talk", "number"), [(Talk.FULL, 65), (Talk.LIGHT, 54), (Talk.MINIMAL, 34), (Talk.CHIMES, 12)]
)
def test_a_plan_at_an_easy_pace_speaks_all_of_them(head, talk, number):
    def measure(lines: list[Line]) -> dict[Line, Frames]:  # the pace inside these cues, short pauses counted
        return {line: Frames(round(len(line.text.split()) * 60 * RATE / 150)) for line in lines}

    timeline = plan(head, Options(talk=talk), measure)
    assert len(timeline.cues) == number
    assert timeline.frames == 900 * RATE


def test_hair_bells_ring_for_the_first_two_pulls_and_the_last(head):
    pull = next(step for step in head.steps if step.id == "3.4")
    assert pull.chime_reps == (1, 2, "last")
    assert pull.substitutions == {"short_or_covered": "scalp.shift"}


def test_the_lesson_of_the_bells_rings_each_of_them_once(head):
    rung = [(s.id, c.chime_after) for s in head.steps for c in s.cues if c.chime_after]
    assert rung == [("1.3", "hold_start"), ("1.3", "hold_end")]
