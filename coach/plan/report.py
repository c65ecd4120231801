"""The report: what fitting left out and what it changed, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.timeline import Change
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.plan.expand import Play
    from coach.plan.fit import Fitted
    from coach.plan.layout import Laid
    from coach.plan.variable import Need


NEEDED = "the words need it with this voice"


def dropped(plays: Sequence[Play], fitted: Fitted) -> Iterator[Change]:
    """Yield the steps that were left out, once each."""
    labels = {play.step.id: play.step.label for play in plays}
    for step in fitted.dropped:
        yield Change(step, labels[step], "time is short")


def changed(laid: Sequence[Laid], needs: Mapping[str, Need]) -> Iterator[Change]:
    """Yield the steps that are longer, shorter or fewer than written, once each."""
    seen: set[str] = set()
    for item in laid:
        step = item.play.step
        if step.id in seen:
            continue
        seen.add(step.id)
        reps = step.duration.reps
        if reps is not None and item.reps != reps.n:
            yield Change(step.id, f"{reps.n} -> {item.reps} times", "to fit the length")
        elif reps is None and (length := (item.end - item.start) // RATE) != step.duration.default_s:
            why = "to fit the length" if length <= step.duration.max_s else NEEDED
            yield Change(step.id, f"{step.duration.default_s} s -> {length} s", why)
        need = needs.get(step.id)
        if reps is not None and need is not None and need.lead_in:
            longer = f"lead-in {reps.lead_in_s:.0f} s -> {reps.lead_in_s + need.lead_in:.0f} s"
            yield Change(step.id, longer, NEEDED)
