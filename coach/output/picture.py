"""A drawing as the picture that players show: SVG to PNG, without any font of the machine's own."""

from __future__ import annotations

import base64
import struct

from coach.errors import WriteError

SIDE = 1000
"""Width and height, in pixels."""

FRONT = 3
"""What files call the front cover."""


def png(svg: str, side: int = SIDE) -> bytes:
    """Return the square drawing ``svg`` as a PNG; the same bytes on every run. Raises WriteError."""
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side, skip_system_fonts=True))
    except ValueError as error:
        raise WriteError(f"The cover cannot be drawn: {error}. Leave it out with --no-cover.") from error


def as_comment(data: bytes) -> str:
    """Return a square PNG as Ogg files hold it, in a comment of their own."""
    kind = b"image/png"
    side = struct.unpack_from(">I", data, 16)[0]
    head = (
        struct.pack(">II", FRONT, len(kind)) + kind + struct.pack(">IIIIII", 0, side, side, 24, 0, len(data))
    )
    return base64.b64encode(head + data).decode("ascii")


__all__ = ["SIDE", "as_comment", "png"]
