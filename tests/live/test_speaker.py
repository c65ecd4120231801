"""The speaker, on a real sound server: what was played is recorded from the server and compared."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from coach.errors import DeviceError
from coach.live.player import Player, State
from coach.live.speaker import Speaker, choose, devices
from coach.sound.score import Placed, Score
from coach.speech.clip import Clip
from coach.units import RATE, Frames

SECONDS = 3
NOISE = (np.random.default_rng(7).standard_normal(SECONDS * RATE) * 3000).astype(np.int16)
CLIP = Clip(pcm=NOISE, energy=np.zeros(SECONDS * 100, np.float32), key="noise")
SCORE = Score(CLIP.frames, 1, (Placed(Frames(0), CLIP.frames, lambda: CLIP),), 1.0, -20.0)


class Recording:
    """What the sink plays, recorded into a file until stopped."""

    def __init__(self, path: Path) -> None:
        self._path = path
        command = [
            "parec",
            "--device=room.monitor",
            "--format=s16le",
            f"--rate={RATE}",
            "--channels=1",
            "--raw",
        ]
        self._process = subprocess.Popen([*command, "--latency-msec=20", str(path)])
        self._until(RATE // 5)

    def _until(self, size: int) -> None:
        deadline = time.monotonic() + 20
        while not self._path.exists() or self._path.stat().st_size < size:
            assert time.monotonic() < deadline, "nothing is recorded"
            time.sleep(0.01)

    def stop(self) -> np.ndarray:
        self._until(self._path.stat().st_size + RATE // 2)
        self._process.terminate()
        self._process.wait()
        return np.frombuffer(self._path.read_bytes()[: self._path.stat().st_size // 2 * 2], np.int16)


def run(player: Player, until: Frames | None = None) -> None:
    while player.look() is State.PLAYING and (until is None or player.position < until):
        time.sleep(0.01)


def where(sound: np.ndarray, part: np.ndarray) -> tuple[int, float]:
    """Return where ``part`` lies in ``sound``, and how alike they are there (1 is identical)."""
    size = 1 << (len(sound) + len(part)).bit_length()
    product = np.fft.rfft(sound.astype(float), size) * np.conj(np.fft.rfft(part.astype(float), size))
    at = int(np.argmax(np.fft.irfft(product, size)[: len(sound)]))
    there = sound[at : at + len(part)].astype(float)
    return at, float(there @ part / (np.linalg.norm(there) * np.linalg.norm(part) + 1e-9))


@pytest.mark.slow
@pytest.mark.usefixtures("sound_server")
def test_the_device_hears_every_sample_through_a_pause(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "heard")
    player = Player(SCORE, Speaker(1))
    player.play()
    run(player, until=Frames(RATE))
    paused = time.monotonic()
    player.pause()
    took = time.monotonic() - paused
    at = player.position
    assert player.state is State.PAUSED
    time.sleep(0.7)  # a pause is made of time
    player.play()
    run(player)
    sound = recording.stop()
    first, likeness = where(sound, NOISE[: RATE // 2])
    assert likeness > 0.999
    _, likeness = where(sound, NOISE[-RATE // 2 :])
    assert likeness > 0.999
    sounding = np.flatnonzero(np.abs(sound) > 0)
    holes = np.flatnonzero(np.diff(sounding) > RATE // 5)
    assert len(holes) == 1, "the pause is the only hole"
    ended, began = int(sounding[holes[0]]), int(sounding[holes[0] + 1])
    assert began - ended > 0.5 * RATE
    heard = ended - first
    assert abs(at - heard) <= 0.1 * RATE, "the position is where the ear is"
    goes_on, likeness = where(NOISE, sound[began : began + RATE // 10])
    assert likeness > 0.999
    assert heard - 0.1 * RATE <= goes_on <= heard, (
        "nothing is lost, and at most a tenth of a second comes again"
    )
    assert took < 0.5
    assert player.missing == 0


@pytest.mark.slow
@pytest.mark.usefixtures("sound_server")
def test_devices_have_names_and_a_wrong_name_is_answered_with_the_right_one() -> None:
    names = [device.name for device in devices()]
    assert any("Null Output" in name or "room" in name for name in names)
    assert choose(names[0].lower()).name == names[0]
    with pytest.raises(DeviceError, match="Null Output"):
        choose("Null Ouput")


def test_without_a_sound_system_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    if Path("/dev/snd").exists():
        pytest.skip("this machine has a sound card")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    with pytest.raises(DeviceError, match="coach export"):
        Speaker(1)
    with pytest.raises(DeviceError, match="coach export"):
        devices()
