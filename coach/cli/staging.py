"""Everything that has to stand before a session can begin: tried in the order in which it may fail."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from coach.cli.choices import chosen
from coach.cli.progress import progress
from coach.cli.session import Wanted, laid, tell_notices
from coach.cli.starting import again
from coach.cli.terminal import Styled, note
from coach.errors import InputError, LengthError, UsageError
from coach.units import Frames

if TYPE_CHECKING:
    from coach.cli.resuming import Resumed
    from coach.live.desk import Desk, Take
    from coach.live.record import Where
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


def typed(where: Where) -> dict[str, str | None]:
    """Return the options that say ``where``, with None for those that need not be typed."""
    return {
        "--output": where.output if where.output != "auto" else None,
        "--device": where.device,
        "--giver-device": where.giver,
        "--receiver-device": where.receiver,
    }


def check(where: Where) -> None:
    """Raise UsageError for an output that there is not, and for what does not go together."""
    kind, _, speed = where.output.partition(":")
    chosen("--output", kind if kind == "null" and _speed(speed) else where.output, OUTPUTS)
    if kind == "null" and (where.device or where.giver or where.receiver):
        raise UsageError("--device names a speaker, but --output null has none. Leave one of them out.")
    if (where.giver is None) != (where.receiver is None):
        raise UsageError("For two speakers say both: --giver-device NAME --receiver-device NAME.")
    if where.giver and (where.device or where.ears):
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
    wanted: Wanted, script: tuple[Routine, Options], resumed: Resumed | None, where: Where, channels: int
) -> Iterator[Staged]:
    """Speak and plan the ``script`` of what is ``wanted``, as far as it came if it was ``resumed``.

    The voice stays at hand inside the block: plans may change. Raises CoachError.
    """
    from coach.cli.lacking import heed_live, heed_missing
    from coach.live.desk import Desk
    from coach.speech.booth import Booth, open_booth
    from coach.speech.voice import Settings

    with contextlib.ExitStack() as stack:
        device = stack.enter_context(looked_for(where.output))
        routine, options = script
        if resumed is None:
            laid(options)  # music that cannot be read is said before anything is spoken

        def booth(pace: int) -> Booth:
            settings = Settings(pace=pace, seed=0, locale=options.locale)
            return stack.enter_context(open_booth(wanted.voice, settings, room=options.room))

        voice = booth(options.pace)
        if device is not None:
            device.result()  # a missing speaker is said before anything is spoken
        options = replace(options, voice=voice.name)
        two = where.giver is not None
        desk = Desk(
            *(routine, options, voice),
            channels=1 if two else channels,
            other=None if voice.casting.paces is None else booth,
            two=two,
            lays=laid,
            ears=where.ears,
        )
        with progress() as bar:
            voice.progress = bar.counted("speaking")
            take = desk.begin() if resumed is None else _taken_up(desk, resumed)
        voice.progress = lambda _done, _total: None
        tell_notices(voice)
        _heed_bed(take.course.options)
        heed_missing(take.timeline, voice)
        heed_live(take.course, voice, f"{again(wanted, {}, 'script')} --record")
        yield Staged(routine, options, desk, take)


def _taken_up(desk: Desk, resumed: Resumed) -> Take:
    """Return the plan as it was when it was left, with what is to change in it now."""
    from coach.live.asked import Asked
    from coach.live.journal import digest
    from coach.plan.request import AloneOf

    record = resumed.record
    if record.script.digest == digest(desk.routine):
        take = desk.begin(record.changes, resumed=True)
    else:
        note(
            Styled("note: ", "yellow"),
            "The routine was changed since; what was asked under way is forgotten.",
        )
        take = desk.begin(resumed=True)
    at = Frames(min(record.at, take.timeline.frames))
    for request in resumed.requests:
        now = take.course.options
        if all(getattr(now, name) == value for name, value in asdict(request).items()):
            continue
        try:
            take = desk.change(take, Asked(at, Frames(0), request))
        except LengthError as error:
            if not isinstance(request, AloneOf):
                raise
            note(Styled("note: ", "yellow"), f"The words stay as they were. {error}")
    return take


def _heed_bed(options: Options) -> None:
    """Say if the ambience that a session went on with cannot be had any more."""
    try:
        laid(options)
    except (InputError, UsageError):
        note(
            Styled("note: ", "yellow"),
            f'The ambience "{options.ambience}" cannot be read now, so the session goes on without one. '
            'For another type, while it plays: coach control "bed ocean"',
        )


def _speed(text: str) -> float | None:
    try:
        speed = float(text)
    except ValueError:
        return None
    return speed if 0 < speed <= FASTEST else None


__all__ = ["OUTPUTS", "Staged", "check", "outlet_of", "staged", "typed"]
