"""Needs: how short a step may be at the voice of this session.

Found by trying: the mandatory words of a step, at their longest, are placed in the step at its
shortest; what is missing is added until they fit. So the range a routine promises is the range it
can keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coach.errors import RoutineError, VoiceError
from coach.plan import ring
from coach.plan.board import NEAR_CHIME
from coach.plan.compose import empty_board, in_order, sayable
from coach.plan.expand import Play
from coach.plan.layout import Laid, lay
from coach.plan.options import Options, Talk
from coach.plan.place import Say, Short, place_musts
from coach.plan.ruler import Ruler
from coach.plan.timeline import Line
from coach.plan.variable import QUIET_SHARE, Need, variables
from coach.plan.wording import Wish, longest
from coach.routine.kind import Level
from coach.routine.step import Step
from coach.units import RATE, Frames
from coach.words import Language

MOST_NAMED = 5
"""Most cues that one error names."""


class Trials:
    """What steps were found to need: the same trial is not made for every side, question and length."""

    def __init__(self) -> None:
        self._found: dict[object, tuple[Step, Need]] = {}

    def key(self, play: Play, need: Need, tail: int, musts: Sequence[tuple[object, ...]]) -> object:
        """Return what decides a trial: the step, what it has already, and how long its words are."""
        return (id(play.step), need, tail, *musts)

    def get(self, key: object) -> Need | None:
        """Return the need that was found, if the trial was made."""
        known = self._found.get(key)
        return None if known is None else known[1]

    def keep(self, key: object, play: Play, need: Need) -> None:
        """Remember a need; the step is kept with it, so that its identity stays its own."""
        self._found[key] = (play.step, need)


def needs(
    plays: Sequence[Play],
    wanted: Sequence[Wish],
    options: Options,
    words: Language,
    ruler: Ruler,
    tails: Mapping[str, int],
    trials: Trials | None = None,
) -> dict[str, Need]:
    """Return what the mandatory words of each step need; ``tails`` stay free at the end of a play.

    ``trials`` are those made before, with the same talk level and the same counting.
    """
    forms = {wish.id: longest(wish, options.seconds or 0, words) for wish in wanted}
    ruler.learn(line for lines in forms.values() for line in lines)
    _refuse_lack(wanted, forms, ruler)

    def say(wish: Wish, short: bool) -> tuple[Line, Frames] | None:
        lines = forms[wish.id]
        return sayable(lines[int(short)] if int(short) < len(lines) else None, ruler)

    by_play: dict[object, list[Wish]] = {}
    for wish in wanted:
        if wish.cue.level is Level.MUST:
            by_play.setdefault(wish.play.key, []).append(wish)
    trials = trials or Trials()
    found: dict[str, Need] = {}
    for number, play in enumerate(plays):
        tail = max(tails.get(play.name, 0), NEAR_CHIME if _rung_in(plays[number + 1 :], options) else 0)
        musts = by_play.get(play.key, [])
        spoken = sum(said[1] for wish in musts if (said := say(wish, False)) is not None)
        need = found.get(play.step.id, Need())
        need = replace(need, seconds=max(need.seconds, -(-spoken // int(RATE * QUIET_SHARE))))
        need = _kept(need, play)
        key = trials.key(play, need, tail, [_size(wish, say) for wish in musts])
        if (known := trials.get(key)) is not None:
            found[play.step.id] = known
            continue
        before: Short | None = None
        while musts:
            item = _shortest(play, need)
            board = empty_board([item], ring.fixed([item], options))
            _, short, _ = place_musts(board, item, in_order(item, musts), say, tail)
            if short is None:
                break
            if before is not None and short.cue == before.cue and short.frames >= before.frames:
                raise _no_room(play, short)
            need, before = _kept(raised(need, short), play), short
        trials.keep(key, play, need)
        found[play.step.id] = need
    return found


def _size(wish: Wish, say: Say) -> tuple[object, ...]:
    """Return everything about the words of a wish that decides how much room they need."""
    forms = [(text is not None, "?" in (text or "")) for text in (wish.text, wish.short)]
    lengths = [said and said[1] for said in (say(wish, False), say(wish, True))]
    return (wish.cue.id, *forms, *lengths)


def _rung_in(following: Sequence[Play], options: Options) -> bool:
    """Return whether a chime may begin what follows a play, so that its words have to end before."""
    for play in following:
        if play.step.chime_at_start or options.talk is Talk.CHIMES:
            return True
        if not play.step.droppable and not play.section.optional:
            return False
    return False


def _refuse_lack(wanted: Sequence[Wish], forms: Mapping[str, Sequence[Line]], ruler: Ruler) -> None:
    """Raise VoiceError if the voice lacks something that must be said; a recorded one may."""
    lacking = [w for w in wanted if w.cue.level is Level.MUST and ruler.get(forms[w.id][0]) is None]
    if lacking:
        cues = "; ".join(f"{forms[wish.id][0].id} “{wish.text}”" for wish in lacking[:MOST_NAMED])
        more = f", and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
        raise VoiceError(
            f"The voice lacks what must be said: {cues}{more}. "
            "Record it (coach script --help says how), or choose another voice."
        )


def _no_room(play: Play, short: Short) -> RoutineError:
    return RoutineError(
        f'Cue {short.cue} of step {play.step.id} ("{play.step.label}") finds no room, however long the step '
        "is: it is tied to a moment that leaves none. Move it, or shorten it."
    )


def _kept(need: Need, play: Play) -> Need:
    """Return ``need`` such that a step never has more repetitions than its author allows: the rest of
    what the words need is lead-in."""
    reps = play.step.duration.reps
    if reps is None:
        return need
    longest_s = int(reps.lead_in_s) + need.lead_in + reps.n_max * int(reps.unit.seconds)
    return replace(need, lead_in=need.lead_in + max(0, need.seconds - longest_s))


def _shortest(play: Play, need: Need) -> Laid:
    """Return ``play`` at its shortest, from frame 0."""
    low = variables([play], {play.step.id: need})[0].low
    return lay([play], {play.step.id: low}, {play.step.id: need})[0]


def raised(need: Need, short: Short) -> Need:
    """Return ``need`` with what was missing added."""
    missing = -(-short.frames // RATE)
    if short.lead_in:
        return replace(need, lead_in=need.lead_in + missing)
    return replace(need, seconds=max(need.seconds, short.length) + missing)
