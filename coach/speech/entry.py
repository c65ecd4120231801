"""The file a clip is kept in: a header with length and hash, the energies, the samples.

Little-endian throughout: magic, format, frames, hops, SHA-256 of all that follows; then the energies
as float32 and the samples as int16. What does not match in every respect is no clip.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from coach.speech.clip import HOP, Clip
from coach.units import Frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
"""Version of the file; also the end of its name, so that versions live side by side."""

SUFFIX = f".clip{FORMAT}"

_HEAD = struct.Struct("<8sHxxII32s")
_MAGIC = b"COACHCLP"

_PLAINLY = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _PLAINLY |= getattr(os, _flag, 0)
"""How a file is opened: links are not followed, a pipe does not block, Windows changes no bytes."""


def packed(clip: Clip) -> list[bytes]:
    """Return ``clip`` as the parts of its file."""
    energy = clip.energy.astype("<f4").tobytes()
    pcm = clip.pcm.astype("<i2").tobytes()
    digest = hashlib.sha256(energy)
    digest.update(pcm)
    return [_HEAD.pack(_MAGIC, FORMAT, clip.frames, len(clip.energy), digest.digest()), energy, pcm]


def payload(path: Path) -> tuple[Frames, bytes] | None:
    """Return length and payload of the file at ``path``, checked; None if it is not a whole clip."""
    try:
        descriptor = os.open(path, _PLAINLY)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            head = file.read(_HEAD.size)
            if len(head) != _HEAD.size:
                return None
            magic, version, frames, hops, digest = _HEAD.unpack(head)
            size = 4 * hops + 2 * frames
            if magic != _MAGIC or version != FORMAT or hops != -(-frames // HOP) or not frames:
                return None
            if status.st_size != _HEAD.size + size:
                return None
            data = file.read(size)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if len(data) != size or hashlib.sha256(data).digest() != digest:
        return None
    return Frames(frames), data


def unpacked(frames: Frames, data: bytes, key: str) -> Clip:
    """Return the clip whose checked payload is ``data``."""
    import numpy as np

    hops = -(-frames // HOP)
    energy: NDArray[np.float32] = np.frombuffer(data, "<f4", count=hops).copy()  # kept without the samples
    return Clip(pcm=np.frombuffer(data, "<i2", offset=4 * hops), energy=energy, key=key)
