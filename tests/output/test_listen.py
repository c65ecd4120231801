"""An MP3 that is checked while it is being written is checked as well as afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coach.check.decode import recording
from coach.check.listen import Follower, listen
from coach.errors import VerifyError
from coach.output.export import export
from coach.output.formats import FORMATS
from coach.output.mp3 import Mp3
from coach.output.order import order
from coach.units import RATE

from .encoded import blocks, speech_like, track
from .sessions import session
from .test_atomic import names

FRAME = 288
"""Bytes of one MP3 frame in mono."""

LONG = 90 * RATE + 777


@pytest.mark.parametrize("channels", [1, 2])
def test_following_hears_what_is_heard_afterwards(channels: int, tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.touch()
    follower = Follower(path, channels)
    sink = FORMATS["mp3"].open(path, track(channels, LONG))
    for block in blocks(speech_like(channels, LONG)):
        sink.write(block)
        follower.grew()
    sink.close()
    heard = follower.heard()
    assert heard is not None
    with recording(path) as found:
        afterwards = listen(found.blocks, channels)
    assert heard.frames == afterwards.frames == LONG
    assert heard.meter.integrated() == pytest.approx(afterwards.meter.integrated(), abs=1e-6)
    assert heard.meter.true_peak() == pytest.approx(afterwards.meter.true_peak(), abs=1e-6)


def test_a_file_that_is_given_up_is_no_longer_followed(tmp_path: Path) -> None:
    before = threading.active_count()
    (tmp_path / "x.mp3").touch()
    follower = Follower(tmp_path / "x.mp3", 1)
    follower.drop()
    assert follower.heard() is None
    assert threading.active_count() == before


@pytest.mark.parametrize("content", [b"", b"ID3", b"no sound at all" * 1000])
def test_what_is_no_mp3_of_ours_is_not_followed(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.mp3").write_bytes(content)
    assert Follower(tmp_path / "x.mp3", 1).heard() is None


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a frame is missing": lambda data: data[FRAME:],
    "a frame is there twice": lambda data: data[:FRAME] + data,
    "a byte is missing": lambda data: data[1:],
    "a frame is blank": lambda data: bytes(FRAME) + data[FRAME:],
    "a second is missing": lambda data: data[:0],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_fault_in_the_middle_is_found_before_the_file_has_its_name(damage: str, tmp_path: Path) -> None:
    timeline, score = session(60.0)

    class Faulty(Mp3):
        """Encodes as ever; what reaches the disk of one block is something else."""

        count = 0

        def _put(self, data: bytes) -> None:
            self.count += 1
            if self.count != 30:
                return super()._put(data)
            self._length += len(data)
            self._file.write(DAMAGE[damage](bytes(data)))
            return None

    faulty = replace(FORMATS["mp3"], open=Faulty)
    with pytest.raises(VerifyError, match="did not come out as planned"):
        export(timeline, score, replace(order(tmp_path / "x.mp3", timeline), format=faulty))
    assert names(tmp_path) == ["x.mp3.rejected"]
