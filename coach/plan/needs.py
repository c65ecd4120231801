"""Needs: how short a step may be at the voice of this session.

Found by trying: the mandatory words of a step, at their longest, are placed in the step at its
shortest; what is missing is added until they fit. So the range a routine promises is the range it
can keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coach.plan import ring
from coach.plan.compose import empty_board, in_order
from coach.plan.expand import Play
from coach.plan.fit import QUIET_SHARE, Need, variables
from coach.plan.layout import Laid, lay
from coach.plan.options import Options
from coach.plan.place import Short, place_musts
from coach.plan.ruler import Ruler
from coach.plan.timeline import Line
from coach.plan.wording import Wish, longest
from coach.routine.kind import Level
from coach.units import RATE, Frames
from coach.words import Language

MOST_ROUNDS = 100
"""A step that still lacks room after so many rounds is given up: its words fit no length."""


def needs(
    plays: Sequence[Play],
    wanted: Sequence[Wish],
    options: Options,
    words: Language,
    ruler: Ruler,
    tails: Mapping[str, int],
) -> dict[str, Need]:
    """Return what the mandatory words of each step need; ``tails`` stay free at the end of a play."""
    forms = {wish.id: longest(wish, options.seconds or 0, words) for wish in wanted}
    ruler.learn(Line(id_, text) for id_, texts in forms.items() for text in texts)

    def say(wish: Wish, short: bool) -> tuple[str, Frames]:
        text = forms[wish.id][int(short and wish.short is not None)]
        return text, ruler[Line(wish.id, text)]

    found: dict[str, Need] = {}
    for play in plays:
        musts = [w for w in wanted if w.play.key == play.key and w.cue.level is Level.MUST]
        spoken = sum(say(wish, False)[1] for wish in musts)
        need = found.get(play.step.id, Need())
        need = replace(need, seconds=max(need.seconds, -(-spoken // int(RATE * QUIET_SHARE))))
        for _ in range(MOST_ROUNDS if musts else 0):
            item = _shortest(play, need)
            board = empty_board([item], ring.fixed([item], options))
            _, short, _ = place_musts(board, item, in_order(item, musts), say, tails.get(play.name, 0))
            if short is None:
                break
            need = raised(need, short)
        found[play.step.id] = need
    return found


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
