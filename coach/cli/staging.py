"""Everything that has to stand before a session can begin: tried in the order in which it may fail."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.cli.choices import chosen
from coach.cli.progress import progress
from coach.cli.session import Wanted, heed_missing, laid, tell_notices
from coach.cli.terminal import Styled, note
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.live.desk import Desk, Take
    from coach.live.journal import Record
    from coach.plan.options import Options
    from coach.routine.routine import Routine
    from coach.speaker.outlet import Outlet

OUTPUTS = ("auto", "miniaudio", "simpleaudio", "null")

FASTEST = 1000.0
"""Times real time, at most, for an output that nobody hears."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A session that can begin."""

    routine: Routine
    options: Options
    desk: Desk
    take: Take


@dataclass(frozen=True, slots=True)
class Where:
    """Where to play, as it was typed."""

    output: str
    """``null`` is as fast as it goes, ``null:1`` in real time, ``null:20`` twenty times as fast."""
    device: str | None = None
    giver: str | None = None
    receiver: str | None = None
    ears: bool = False

    def typed(self) -> dict[str, str | None]:
        """Return the options that say this, with None for those that need not be typed."""
        return {
            "--output": self.output if self.output != "auto" else None,
            "--device": self.device,
            "--giver-device": self.giver,
            "--receiver-device": self.receiver,
        }

    def check(self) -> None:
        """Raise UsageError for an output that there is not, and for what does not go together."""
        kind, _, speed = self.output.partition(":")
        chosen("--output", kind if kind == "null" and _speed(speed) else self.output, OUTPUTS)
        if kind == "null" and (self.device or self.giver or self.receiver):
            raise UsageError("--device names a speaker, but --output null has none. Leave one of them out.")
        if (self.giver is None) != (self.receiver is None):
            raise UsageError("For two speakers say both: --giver-device NAME --receiver-device NAME.")
        if self.giver and (self.device or self.ears):
            raise UsageError("Two speakers leave no room for --device or --ears. Leave them out.")


@contextlib.contextmanager
def outlet_of(where: Where, channels: int) -> Iterator[Outlet]:
    """Give where to play so many ``channels``; its device is being opened from now on.

    Raises DeviceError if there is no library, or no such device.
    """
    outlet = _outlet(where, channels)
    try:
        yield outlet
    finally:
        outlet.close()


def _outlet(where: Where, channels: int) -> Outlet:
    kind, _, speed = where.output.partition(":")
    if kind == "null":
        from coach.speaker.null import Null

        return Null(_speed(speed) if speed else None)
    from coach.speaker.choice import outlets

    if where.giver is not None:
        from coach.speaker.pair import Pair

        giver = outlets(where.output, 1, where.giver)
        try:
            return Pair(giver, outlets(where.output, 1, where.receiver))
        except BaseException:
            giver.close()
            raise
    return outlets(where.output, channels, where.device)


@contextlib.contextmanager
def looked_for(output: str) -> Iterator[Future[object] | None]:
    """Look for a sound system in the meantime; the result raises DeviceError if there is none."""
    if output.startswith("null"):
        yield None
        return
    from coach.speaker.choice import devices

    backend = "miniaudio" if output == "auto" else output
    with ThreadPoolExecutor(1, "devices") as pool:
        yield pool.submit(devices, backend)


@contextlib.contextmanager
def staged(
    wanted: Wanted, script: tuple[Routine, Options], record: Record | None, where: Where, channels: int
) -> Iterator[Staged]:
    """Speak and plan the ``script`` of what is ``wanted``, with what was asked under way in a ``record``.

    The voice stays at hand inside the block: plans may change. Raises CoachError.
    """
    from coach.live.desk import Desk
    from coach.live.journal import digest
    from coach.speech.booth import Booth, open_booth
    from coach.speech.voice import Settings

    with contextlib.ExitStack() as stack:
        device = stack.enter_context(looked_for(where.output))
        routine, options = script
        lay = laid(options)

        def booth(pace: int) -> Booth:
            settings = Settings(pace=pace, seed=0, locale=options.locale)
            return stack.enter_context(open_booth(wanted.voice, settings, room=options.room))

        voice = booth(options.pace)
        if device is not None:
            device.result()  # a missing speaker is said before anything is spoken
        options = replace(options, voice=voice.name)
        changes = () if record is None else record.changes
        if record is not None and record.script.digest != digest(routine):
            note(
                Styled("note: ", "yellow"),
                "The routine was changed since; what was asked under way is forgotten.",
            )
            changes = ()
        two = where.giver is not None
        desk = Desk(
            *(routine, options, voice),
            channels=1 if two else channels,
            other=booth,
            two=two,
            lay=lay,
            ears=where.ears,
        )
        with progress() as bar:
            voice.progress = bar.counted("speaking")
            take = desk.begin(changes)
        voice.progress = lambda _done, _total: None
        tell_notices(voice)
        heed_missing(take.timeline, voice)
        yield Staged(routine, options, desk, take)


def _speed(text: str) -> float | None:
    try:
        speed = float(text)
    except ValueError:
        return None
    return speed if 0 < speed <= FASTEST else None


__all__ = ["OUTPUTS", "Staged", "Where", "outlet_of", "staged"]
