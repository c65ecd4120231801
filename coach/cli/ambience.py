"""``coach ambience``: what can sound under the words, and a sample of it to hear or to keep."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.choices import Force, Json
from coach.cli.terminal import note, out, out_json
from coach.errors import DeviceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sound.block import Block

LONGEST_S = 3_600
"""Longest sample, in seconds."""


def ambience_command(
    what: Annotated[
        str, typer.Argument(metavar="[sample]", help="Nothing to list them; sample to hear one.")
    ] = "",
    name: Annotated[str, typer.Argument(metavar="[NAME|FILE]", help="Which one.")] = "",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a WAV file instead of playing it."),
    ] = None,
    seconds: Annotated[int, typer.Option("--seconds", metavar="NUMBER", help="How long.")] = 30,
    force: Force = False,
    json: Json = False,
) -> None:
    """List what can sound under the words, or give a sample: coach ambience sample ocean."""
    if not what:
        _list(as_json=json)
        return
    if what != "sample" or not name:
        raise UsageError("Type coach ambience for the list, or coach ambience sample NAME to hear one.")
    if not 1 <= seconds <= LONGEST_S:
        raise UsageError(f"--seconds {seconds} is no length of a sample. Write 1 to {LONGEST_S}.")
    blocks = _sample(name, seconds)
    if output is None:
        _play(blocks, name)
    else:
        _write(Path(output), blocks, seconds, force=force)
        note(f"Wrote {output}: {seconds} s of {name}.")


def _list(*, as_json: bool) -> None:
    from coach.sound.ambience import AMBIENCES

    if as_json:
        out_json([{"name": name, "about": kind.about} for name, kind in AMBIENCES.items()])
        return
    wide = max(map(len, AMBIENCES))
    for name, kind in AMBIENCES.items():
        out(f"{name:<{wide}}  {kind.about}")
    note("To hear one: coach ambience sample ocean. With a session: coach play head-15 --ambience ocean")


def _sample(name: str, seconds: int) -> Iterator[Block]:
    """Return ``seconds`` of an ambience, faded at both ends. Raises UsageError or InputError."""
    from coach.plan.options import NO_BED
    from coach.sound.laying import ambience_of, named
    from coach.sound.sample import sample

    if named(name) == NO_BED:
        raise UsageError("none is no sound that could be heard. coach ambience lists what there is.")
    return sample(ambience_of(name), seconds)


def _play(blocks: Iterator[Block], name: str) -> None:
    """Play ``blocks`` to their end; raise DeviceError, with how to write a file of ``name`` instead."""
    from coach.speaker.keeper import INSTEAD

    try:
        _sound(blocks)
    except DeviceError as error:
        own = f"coach ambience sample {quote(name)} -o sample.wav"
        raise DeviceError(str(error).replace(INSTEAD, own)) from error


def _sound(blocks: Iterator[Block]) -> None:
    import time

    from coach.sound.pcm import to_int16
    from coach.speaker.choice import outlets

    outlet = outlets("auto", 2)
    try:
        tape = _Tape(b"".join(to_int16(block).tobytes() for block in blocks))
        outlet.start(tape)
        while outlet.heard() < tape.frames:
            time.sleep(0.05)
    finally:
        outlet.close()


class _Tape:
    """A source of what is there already."""

    channels = 2

    def __init__(self, samples: bytes) -> None:
        self._left = memoryview(samples)
        self.frames = len(samples) // 4

    @property
    def ended(self) -> bool:
        return not self._left

    def take(self, frames: int) -> bytes:
        part, self._left = self._left[: 4 * frames], self._left[4 * frames :]
        return bytes(part)


def _write(path: Path, blocks: Iterator[Block], seconds: int, *, force: bool) -> None:
    """Write ``blocks`` as a WAV file, whole or not at all. Raises WriteError."""
    from coach.output.atomic import Draft
    from coach.output.tags import Tags, Track
    from coach.output.wav import Wav
    from coach.units import RATE, Frames

    if path.suffix.lower() != ".wav":
        raise UsageError(f'A sample is a WAV file. Write -o "{path.with_suffix(".wav")}".')
    with Draft(path, force=force, needs=4 * RATE * seconds) as draft:
        with draft.refusing():
            file = Wav(draft.path, Track(2, Frames(RATE * seconds), Tags(path.stem)))
            for block in blocks:
                file.write(block)
            file.close()
        draft.sync()
        draft.place()
