"""A sound server of a test's own, as the tests of speakers have it."""

from tests.speaker.conftest import server

__all__ = ["server"]
