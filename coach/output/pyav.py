"""M4B, M4A, Opus and FLAC through PyAV; the same sound gives the same bytes.

No date, no random serial number and no program version goes into a file, and chapters are set
before the first packet, because containers write their index or their comments first.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from coach.errors import WriteError
from coach.output.picture import SIDE, as_comment
from coach.output.recipes import BASE, Recipe, comments, fits_nero, marks, metadata
from coach.sound.pcm import to_int16
from coach.units import RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from av import AudioCodecContext, AudioFrame
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from numpy.typing import NDArray

    from coach.check.ear import AvEar
    from coach.output.tags import Track
    from coach.sound.block import Block

LAYOUT = {1: "mono", 2: "stereo"}

OPUS_SKIP = 10
"""Byte of the head of Opus at which the frames to leave out are counted."""

ARRANGE: dict[str, Callable[[Block], NDArray[Any]]] = {
    "s16": lambda block: to_int16(block).reshape(1, -1),
    "flt": lambda block: np.ascontiguousarray(block.T).reshape(1, -1),
    "fltp": np.ascontiguousarray,
}
"""How a block is laid out for each sample format."""


class Coder:
    """An encoder by ``recipe``, without a file."""

    def __init__(self, track: Track, recipe: Recipe) -> None:
        self._recipe = recipe
        self._layout = LAYOUT[track.channels]
        self._frames = 0
        self._context = context(track, recipe)

    def encode(self, block: Block) -> list[bytes]:
        """Take the next frames, shape (channels, frames); return the packets that are ready."""
        frame = framed(block, self._recipe, self._layout, self._frames)
        self._frames += block.shape[1]
        return self._packets(frame)

    def flush(self) -> list[bytes]:
        """Return the packets that the codec still holds."""
        return self._packets(None)

    def _packets(self, frame: AudioFrame | None) -> list[bytes]:
        with named():
            return [bytes(packet) for packet in self._context.encode(frame)]


class Packets:
    """A file made by ``recipe`` of packets that are there already."""

    def __init__(self, path: Path, track: Track, recipe: Recipe) -> None:
        self._recipe = recipe
        self._frames = track.frames
        self._at = -recipe.delay
        self._container, self._stream = opened(path, track, recipe)

    def put(self, packets: Sequence[bytes], times: int = 1) -> None:
        """Append ``packets``, so many times. Raises OSError or WriteError."""
        from av import Packet

        size = self._recipe.frame
        with named():
            for _ in range(times):
                for data in packets:
                    packet = Packet(data)
                    packet.stream = self._stream
                    packet.time_base = BASE
                    packet.pts = packet.dts = self._at
                    packet.duration = min(size, self._frames - self._at)
                    packet.is_keyframe = True
                    self._container.mux_one(packet)
                    self._at += size

    def close(self) -> None:
        """Finish the file. Raises OSError or WriteError."""
        with named():
            self._container.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        abandon(self._container)


class Pyav:
    """A sink that writes a file by ``recipe``, with one encoder from start to end."""

    def __init__(self, path: Path, track: Track, recipe: Recipe) -> None:
        self._recipe = recipe
        self._layout = LAYOUT[track.channels]
        self._frames = 0
        self._container, self._stream = opened(path, track, recipe)

    def write(self, block: Block) -> None:
        """Encode ``block``, shape (channels, frames). Raises OSError or WriteError."""
        frame = framed(block, self._recipe, self._layout, self._frames)
        self._frames += block.shape[1]
        self._mux(frame)

    def close(self) -> None:
        """Encode what the codec still holds and finish the file. Raises OSError or WriteError."""
        self._mux(None)
        with named():
            self._container.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        abandon(self._container)

    def _mux(self, frame: AudioFrame | None) -> None:
        with named():
            for packet in self._stream.encode(frame):
                self._container.mux(packet)


def opened(path: Path, track: Track, recipe: Recipe) -> tuple[OutputContainer, AudioStream]:
    """Return a new file with its tags and chapters, and its stream. Raises OSError."""
    import av

    options = {"fflags": "+bitexact", **recipe.container_options}
    if recipe.container == "mp4" and not fits_nero(track.tags.chapters):
        options["movflags"] += "+disable_chpl"
    # An absolute path cannot be taken for a protocol, whatever colons the name holds.
    container: OutputContainer = av.open(
        str(path.absolute()), "w", format=recipe.container, container_options=options
    )
    stream = cast(
        "AudioStream",
        container.add_stream(
            recipe.codec, rate=RATE, layout=LAYOUT[track.channels], options=dict(recipe.codec_options)
        ),
    )
    if recipe.bits:
        stream.bit_rate = recipe.rate(track)
    container.metadata.update(metadata(track.tags) | dict(recipe.metadata))
    if recipe.as_comments:
        container.metadata.update(comments(track.tags.chapters))
    else:
        container.set_chapters(marks(track.tags.chapters))  # type: ignore[arg-type]
    if track.tags.cover and recipe.container == "opus":
        container.metadata["METADATA_BLOCK_PICTURE"] = as_comment(track.tags.cover)
    elif track.tags.cover:
        _picture(container, track.tags.cover)
    return container, stream


def _picture(container: OutputContainer, cover: bytes) -> None:
    """Put a PNG into a new file as its front cover; before the first sound, because some want it there."""
    import av

    stream = container.add_stream("png", rate=1)
    stream.width = stream.height = SIDE
    stream.pix_fmt = "rgb24"
    stream.disposition = av.stream.Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"
    packet = av.Packet(cover)
    packet.stream = stream
    packet.pts = packet.dts = 0
    packet.time_base = Fraction(1)
    packet.is_keyframe = True
    container.start_encoding()
    container.mux_one(packet)


def context(track: Track, recipe: Recipe) -> AudioCodecContext:
    """Return an open encoder. Raises WriteError."""
    import av
    from av.codec.context import Flags

    with named():
        made = cast("AudioCodecContext", av.CodecContext.create(recipe.codec, "w"))
        made.sample_rate = RATE
        made.layout = LAYOUT[track.channels]
        made.format = recipe.sample
        made.bit_rate = recipe.rate(track)
        made.options = dict(recipe.codec_options)
        made.time_base = BASE
        made.flags |= Flags.bitexact.value
        made.open()
    return made


def ear(track: Track, recipe: Recipe) -> AvEar:
    """Return a decoder for the packets of ``recipe``. Raises WriteError."""
    from coach.check.ear import AvEar

    about = context(track, recipe).extradata or b""
    if recipe.decoder == "opus":  # its head tells the decoder what a player leaves out: here, nothing
        about = about[:OPUS_SKIP] + b"\0\0" + about[OPUS_SKIP + 2 :]
    return AvEar(recipe.decoder, about, track.channels, recipe.frame)


def framed(block: Block, recipe: Recipe, layout: str, at: int) -> AudioFrame:
    """Return ``block`` as a codec takes it."""
    from av import AudioFrame

    samples = ARRANGE[recipe.sample](block)
    frame = AudioFrame.from_ndarray(samples, format=recipe.sample, layout=layout)
    frame.sample_rate = RATE
    frame.time_base = BASE
    frame.pts = at
    return frame


def abandon(container: OutputContainer) -> None:
    """Close ``container`` as it is."""
    import av

    with contextlib.suppress(OSError, av.FFmpegError):
        container.close()


@contextlib.contextmanager
def named() -> Iterator[None]:
    """Let errors of the system through and turn those of the encoder into a sentence."""
    import av

    try:
        yield
    except OSError:
        raise
    except av.FFmpegError as error:
        raise WriteError(f"The encoder gave up: {error}. Try another --format.") from error
