"""What system voices write: RIFF WAV or AIFF, told apart by their first bytes, never by the name."""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech.voice import Speech

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def decoded(data: bytes) -> Speech:
    """Return the sound in ``data`` as mono int16; raise VoiceError if it is not whole WAV or AIFF."""
    try:
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return _wav(data)
        if data[:4] == b"FORM" and data[8:12] in {b"AIFF", b"AIFC"}:
            return _aiff(data)
    except (wave.Error, EOFError, struct.error, ValueError, KeyError) as error:
        raise VoiceError(f"what the system voice wrote is damaged ({error})") from error
    raise VoiceError(f"what the system voice wrote is no sound (it begins with {data[:12]!r})")


def _wav(data: bytes) -> Speech:
    with wave.open(io.BytesIO(data)) as file:
        frames = file.readframes(file.getnframes())
        return Speech(_mono(frames, file.getsampwidth(), file.getnchannels(), "<"), file.getframerate())


def _aiff(data: bytes) -> Speech:
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from(">4sI", data, at)
        chunks[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    channels, count, bits = struct.unpack_from(">hIh", chunks[b"COMM"])
    rate = _extended(chunks[b"COMM"][8:18])
    kind = chunks[b"COMM"][18:22] or b"NONE"
    if kind not in {b"NONE", b"twos", b"sowt"}:
        raise ValueError(f"AIFF of the kind {kind!r}")
    (offset,) = struct.unpack_from(">I", chunks[b"SSND"])
    width = (bits + 7) // 8
    frames = chunks[b"SSND"][8 + offset :][: count * channels * width]
    if len(frames) != count * channels * width:
        raise ValueError("it is shorter than it says")
    return Speech(_mono(frames, width, channels, "<" if kind == b"sowt" else ">", signed=True), rate)


def _extended(raw: bytes) -> int:
    """Return an 80-bit number of AIFF, which holds the sample rate, as a whole number."""
    exponent, mantissa = struct.unpack(">HQ", raw)
    return int(mantissa * 2.0 ** ((exponent & 0x7FFF) - 16_383 - 63))


def _mono(frames: bytes, width: int, channels: int, order: str, *, signed: bool = False) -> NDArray[np.int16]:
    """Return samples of ``width`` bytes as int16, the channels averaged; 8 bits in WAV have no sign."""
    import numpy as np

    if width == 1:
        wide = (np.frombuffer(frames, np.int8) if signed else np.frombuffer(frames, np.uint8) - 128.0) * 256.0
    elif width == 2:
        wide = np.frombuffer(frames, f"{order}i2").astype(np.float64)
    elif width == 3:
        parts = np.frombuffer(frames, np.uint8).reshape(-1, 3)[:, :: 1 if order == "<" else -1]
        wide = parts[:, 2].astype(np.int8) * 256.0 + parts[:, 1]
    elif width == 4:
        wide = np.frombuffer(frames, f"{order}i4") / 65_536.0
    else:
        raise ValueError(f"{width * 8} bits a sample")
    mixed = np.rint(wide.reshape(-1, channels).mean(axis=1))
    samples: NDArray[np.int16] = np.clip(mixed, -32_768, 32_767).astype(np.int16)
    return samples
