"""A sound server that can be hurt, tapes of known noise, and recordings of what a sink plays."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from coach.speaker.outlet import Flow, Outlet
from coach.units import RATE

NOISE = (np.random.default_rng(7).standard_normal(20 * RATE) * 3000).astype("<i2")
PATIENCE_S = 20.0


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> float:
    """Wait for ``condition`` and return how long it took, in seconds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"in vain: {what}"
        time.sleep(0.005)
    return time.monotonic() - began


class Tape:
    """A source: the noise, or ``samples``, from a frame on."""

    def __init__(self, at: int = 0, samples: np.ndarray = NOISE) -> None:
        self.channels = 1 if samples.ndim == 1 else samples.shape[1]
        self.samples, self.at = samples, at

    @property
    def ended(self) -> bool:
        return self.at >= len(self.samples)

    def take(self, frames: int) -> bytes:
        part = self.samples[self.at : self.at + frames]
        self.at += len(part)
        return part.tobytes()


class Recording:
    """What a sink plays, from now until stopped."""

    def __init__(self, path: Path, sink: str, channels: int = 1) -> None:
        self._path, self._channels = path, channels
        command = ["parec", f"--device={sink}.monitor", "--format=s16le", f"--rate={RATE}", "--raw"]
        self._process = subprocess.Popen([*command, f"--channels={channels}", "--latency-msec=20", str(path)])
        self._grown(RATE // 5)

    def _grown(self, size: int) -> None:
        until(lambda: self._path.exists() and self._path.stat().st_size >= size, "nothing is recorded")

    def stop(self) -> np.ndarray:
        self._grown(self._path.stat().st_size + RATE // 2)
        self._process.terminate()
        self._process.wait()
        sound = np.frombuffer(self._path.read_bytes()[: self._path.stat().st_size // 4 * 4], "<i2")
        whole = len(sound) // self._channels * self._channels
        self.sound = sound if self._channels == 1 else sound[:whole].reshape(-1, self._channels)
        return self.sound

    def drop(self) -> None:
        self._process.kill()
        self._process.wait()


def where(part: np.ndarray, tape: np.ndarray = NOISE) -> int:
    """Return where ``part`` lies in ``tape``; it has to be there sample for sample."""
    size = 1 << (len(tape) + len(part)).bit_length()
    product = np.fft.rfft(tape.astype(float), size) * np.conj(np.fft.rfft(part.astype(float), size))
    at = int(np.argmax(np.fft.irfft(product, size)[: len(tape)]))
    assert np.array_equal(tape[at : at + len(part)], part), "what was heard is not on the tape"
    return at


def stretches(sound: np.ndarray, hole: int = 480) -> list[tuple[int, int]]:
    """Return where sound begins and ends, apart from silences shorter than ``hole`` frames."""
    sounding = np.flatnonzero(sound)
    if not len(sounding):
        return []
    cuts = np.flatnonzero(np.diff(sounding) > hole)
    begins = [sounding[0], *sounding[cuts + 1]]
    ends = [*(sounding[cuts] + 1), sounding[-1] + 1]
    return [(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


class Server:
    """A sound server with one sink, ``room``, at first."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._sinks: dict[str, str] = {}
        self._recordings: list[Recording] = []
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        self.add("room")

    def start(self) -> None:
        door = f"--load=module-native-protocol-unix socket={self._place / 'native'} auth-anonymous=1"
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", door]
        with (self._place / "log").open("a") as log:
            self._process = subprocess.Popen(command, stderr=log)
        until(lambda: subprocess.run(["pactl", "info"], capture_output=True).returncode == 0, "no server")

    def add(self, name: str, channels: int = 1) -> None:
        # without norewinds the sink works in blocks of seconds, and what starts in one is heard after it
        sink = ["module-null-sink", f"sink_name={name}", "rate=48000", f"channels={channels}", "norewinds=1"]
        self._sinks[name] = self._control("load-module", *sink, f"sink_properties=device.description={name}")

    def remove(self, name: str) -> None:
        self._control("unload-module", self._sinks.pop(name))

    def default(self, name: str) -> None:
        self._control("set-default-sink", name)

    def suspend(self, name: str, *, on: bool) -> None:
        self._control("suspend-sink", name, str(int(on)))

    def clients(self) -> int:
        """Return how many connections there are."""
        return len(self._control("list", "short", "clients").splitlines())

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        (self._place / "native").unlink(missing_ok=True)

    def record(self, sink: str = "room", channels: int = 1) -> Recording:
        path = self._place / f"heard{len(self._recordings)}"
        self._recordings.append(Recording(path, sink, channels))
        return self._recordings[-1]

    def close(self) -> None:
        for recording in self._recordings:
            recording.drop()
        self.kill()

    @staticmethod
    def _control(*words: str) -> str:
        done = subprocess.run(["pactl", *words], capture_output=True, text=True, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class Giver:
    """Who uses an outlet: after a loss it begins again a tenth of a second before where it was."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.at, self.losses, self.begun = 0, 0, [0]
        outlet.start(Tape())

    def look(self) -> int:
        """Do what has to be done, and return the frame of the tape that is heard."""
        if self.outlet.losses:
            self.losses += 1
            self.at = max(0, self.at + self.outlet.stop() - RATE // 10)
            self.begun.append(self.at)
            self.outlet.start(Tape(self.at))
        return self.at + self.outlet.heard()

    def on(self, frames: int = RATE // 4) -> float:
        """Wait until so much more is heard; return how long it took."""
        goal = self.look() + frames
        return until(lambda: self.look() >= goal, f"it stays silent: {self.outlet.flow}")

    def waits(self) -> float:
        """Wait until it waits for a speaker; return how long it took."""
        return until(lambda: self.look() >= 0 and self.outlet.flow is Flow.WAITING, "it does not wait")
