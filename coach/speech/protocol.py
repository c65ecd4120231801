"""Messages between a booth and a worker: a few fields as JSON, then raw bytes, over two pipes."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

_HEAD = struct.Struct("<4sII")
_MAGIC = b"CSAY"

MOST_FIELDS = 1 << 20
"""Longest JSON part, in bytes."""

MOST_PAYLOAD = 1 << 28
"""Longest binary part, in bytes."""


class Broken(Exception):  # noqa: N818 (a state, not an error of ours)
    """The other end is gone, or does not speak this protocol."""


def send(stream: BinaryIO, fields: Mapping[str, Any], *payload: bytes) -> None:
    """Write one message; raise Broken if the other end has gone."""
    text = json.dumps(fields).encode()
    try:
        stream.write(_HEAD.pack(_MAGIC, len(text), sum(map(len, payload))) + text)
        for part in payload:
            stream.write(part)
        stream.flush()
    except (OSError, ValueError) as error:
        raise Broken("the pipe is closed") from error


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read one message, waiting for it; raise Broken at the end of the pipe or on anything else."""
    magic, text_size, payload_size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if magic != _MAGIC or text_size > MOST_FIELDS or payload_size > MOST_PAYLOAD:
        raise Broken("what came is no message")
    try:
        fields: dict[str, Any] = json.loads(_exactly(stream, text_size))
    except ValueError as error:
        raise Broken("what came is no message") from error
    return fields, _exactly(stream, payload_size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    try:
        data = stream.read(size)
    except (OSError, ValueError) as error:
        raise Broken("the pipe is closed") from error
    if len(data) != size:
        raise Broken("the pipe has ended")
    return data
