"""Time and bodies: how long somebody lies, how long a hand works, how often somebody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from coach.lint.rule import E, Hit, I, Rule, W
from coach.plan.care import FIRST_CHECK, HEAD_TURN, NEXT_CHECK
from coach.plan.options import Talk
from coach.routine.kind import Kind
from coach.units import Frames, clock, to_frames

if TYPE_CHECKING:
    from coach.lint.fitted import Bar, Fitted
    from coach.lint.score import Score

LATE = to_frames(15 * 60)
"""A gap without a question that is longer is an error."""


class Unasked(NamedTuple):
    """A stretch in which nobody asks about the pressure."""

    start: Frames
    end: Frames
    limit: Frames
    """How long it may be."""
    bar: Bar
    """The step in which it begins."""


def unasked(fitted: Fitted) -> Iterator[Unasked]:
    """Yield the stretches without a question about pressure, from the first stroke on, for each receiver."""
    for receiver in fitted.receivers:
        mine = fitted.turn(receiver)
        strokes = [bar for bar in mine if bar.moves]
        if not strokes:
            continue
        since, limit, here = strokes[0].start, FIRST_CHECK, strokes[0]
        asks = [(at, bar) for bar in mine if (at := bar.asks) is not None and at > since]
        for until, bar in [*asks, (strokes[-1].end, strokes[-1])]:
            yield Unasked(since, until, limit, here)
            since, limit, here = until, NEXT_CHECK, bar


def asked(fitted: Fitted) -> Iterator[Hit]:
    """Somebody asks about the pressure early and often enough; counted for each receiver."""
    for start, end, limit, bar in unasked(fitted):
        if end - start > limit:
            yield Hit(
                bar.here.path,
                f"at {fitted.length} {clock(end - start)} pass from here without a question about pressure. "
                "Add a step check.pressure in between.",
                E if end - start > LATE else None,
            )


def ankles(score: Score) -> Iterator[Hit]:
    """Face down, the ankles are supported."""
    down = next((h for h in score.steps if h.section.receiver == "face_down"), None)
    if down is None:
        return
    kinds = {p.kind for use in score.routine.props if (p := score.tables.props.get(use.prop)) is not None}
    if "bolster" not in kinds:
        message = (
            "somebody lies face down, and no support for the ankles is fetched. Add prop: ankle_bolster."
        )
        yield Hit(down.path, message)
    settled = [h for h in score.steps if h.section.receiver == "face_down" and not h.touches]
    if not any(score.lists["ankles"].search(c.text) for h in settled for c in h.step.cues):
        message = (
            "nobody says where the support goes. Add it to the words of prep.position: under both ankles."
        )
        yield Hit(down.path, message)


def head_turns(fitted: Fitted) -> Iterator[Hit]:
    """Face down, somebody offers a turn of the head every five minutes."""
    if fitted.timeline.options.talk is Talk.CHIMES:  # offers are no cautions: they were not wanted
        return
    offers = [cue.start for cue in fitted.offers("head_turn")]
    for start, end, bar in _stays(fitted, "face_down"):
        since = start
        for until in [*(at for at in offers if start < at < end), end]:
            if until - since > HEAD_TURN:
                message = (
                    f"at {fitted.length} somebody lies face down for {clock(until - since)} without an offer"
                )
                yield Hit(bar.here.path, f"{message} to turn the head. Add a cue with offers: head_turn.")
                break
            since = until


def knees(fitted: Fitted) -> Iterator[Hit]:
    """Face up for long, something lies under the knees."""
    props = {use.prop for use in fitted.score.routine.props}
    if "knee_pillow" in props:
        return
    told = any(fitted.score.lists["under_knees"].search(said.text) for said in fitted.score.said)
    for start, end, bar in _stays(fitted, "face_up"):
        if end - start > to_frames(600) and not told:
            message = f"somebody lies face up for {clock(end - start)} with nothing under the knees."
            yield Hit(bar.here.path, f"{message} Add prop: knee_pillow.")


def _stays(fitted: Fitted, how: str) -> Iterator[tuple[Frames, Frames, Bar]]:
    """Yield the stretches in which somebody lies in one way, from the end of positioning."""
    first: Bar | None = None
    bars = fitted.bars
    for bar in bars:
        settled = bar.here.section.receiver == how and bar.span.technique != "prep.position"
        if settled and first is None:
            first = bar
        elif not settled and first is not None:
            yield first.start, bar.start, first
            first = None
    if first is not None:
        yield first.start, bars[-1].end, first


def tired_hands(fitted: Fitted) -> Iterator[Hit]:
    """Thumbs and fingertips get a rest, or at least a word about posture."""
    postures = [cue.start for cue in fitted.timeline.cues if cue.kind is Kind.POSTURE]
    run: list[Bar] = []
    for bar in [*fitted.bars, None]:
        works = bar is not None and bar.moves and bar.here.technique.contact in ("thumbs", "fingertips")
        works = (
            works
            and bar is not None
            and bar.here.step.stroke in ("circle", "press", "point", "squeeze", "roll")
        )
        if (
            works
            and bar is not None
            and (not run or bar.here.technique.contact == run[-1].here.technique.contact)
        ):
            run.append(bar)
            continue
        if run:
            marks = [run[0].start, *(p for p in postures if run[0].start <= p < run[-1].end), run[-1].end]
            longest = max(b - a for a, b in pairwise(marks))
            if longest > to_frames(180):
                message = f"{run[0].here.technique.contact} work for {clock(longest)} without a rest."
                yield Hit(run[0].here.path, f"{message} Change the tool, or add a cue of kind posture.")
        run = [bar] if works and bar is not None else []


_MOVES = ("tr.turn", "tr.move", "tr.swap")


def stop_word(fitted: Fitted) -> Iterator[Hit]:
    """In a long session the stop word is recalled after a change of position."""
    moved = [bar for bar in fitted.bars if bar.span.technique in _MOVES]
    if not moved or fitted.timeline.frames < to_frames(1800):
        return
    if not any(cue.start >= moved[0].start for cue in fitted.offers("stop_word")):
        message = (
            f"nobody recalls the stop word in a session of {fitted.length}. Add a cue with offers: stop_word."
        )
        yield Hit(moved[0].here.path, message)


def dry_hands(fitted: Fitted) -> Iterator[Hit]:
    """Where oil is worked for long, more is offered."""
    offers = sorted(cue.start for cue in fitted.offers("oil"))
    worked, told = 0, False
    for bar in fitted.bars:
        if not bar.moves or bar.here.step.lubricant == "none":
            continue
        inside = [at for at in offers if bar.start <= at < bar.end]
        worked += (inside[0] if inside else bar.end) - bar.start
        if worked > to_frames(240) and not told:
            message = f"at {fitted.length} oil is worked for {clock(worked)} without an offer of more."
            yield Hit(bar.here.path, f"{message} Add a cue with offers: oil.")
            told = True
        if inside:
            worked, told = bar.end - inside[-1], False


RULES = (
    Rule(
        "MS101",
        W,
        "A question about pressure within five minutes, then every ten",
        "pressure drifts, and people stay polite",
        "S33 S34",
        on_plan=asked,
        hard=True,
    ),
    Rule("MS110", W, "Face down, the ankles are supported", "feet and low back", "S01", ankles),
    Rule(
        "MS111",
        W,
        "Face down, a turn of the head is offered every five minutes",
        "the neck",
        "S51",
        on_plan=head_turns,
    ),
    Rule(
        "MS112",
        I,
        "Face up for more than ten minutes, the knees are supported",
        "the low back",
        "S49",
        on_plan=knees,
    ),
    Rule(
        "MS126",
        I,
        "After three minutes of thumbs or fingertips: another tool, or a word on posture",
        "the giver's hands",
        "S52",
        on_plan=tired_hands,
    ),
    Rule(
        "MS127",
        I,
        "From half an hour on, the stop word is recalled after a change of position",
        "consent runs through the session",
        "S46",
        on_plan=stop_word,
    ),
    Rule("MS128", I, "After four minutes with oil, more is offered", "hands drag", "S68", on_plan=dry_hands),
)
