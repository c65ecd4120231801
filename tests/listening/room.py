"""A room to listen in: a sound server of its own, with speakers that are nowhere and a recorder on each.

What was played comes back as it left the sound server, sample for sample, with the time at which each
part of it arrived; nothing of the product takes part in the recording.
"""

from __future__ import annotations

import argparse
import bisect
import json
import os
import random
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.live.door import knock

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

RATE = 48_000

PATIENCE_S = 20.0
"""How long a sound server may take to answer."""


def parsed(doc: str | None, times: int = 20) -> argparse.Namespace:
    """Return what was typed: a routine, how many times, through what, and the seed that was set."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("routine")
    parser.add_argument("--times", type=int, default=times)
    parser.add_argument("--output", default="miniaudio")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    return asked


class Recorder:
    """Writes what a speaker plays into a file of int16 samples, mono, until it is stopped."""

    def __init__(self, room: Room, speaker: str, path: Path) -> None:
        self.path = path
        self.began = 0.0
        """Monotonic time of the first sample, at the latest."""
        self.arrivals: list[tuple[float, int]] = []
        """When so many samples had come, as monotonic time: the server's clock is not the machine's."""
        command = ["parec", "--device", f"{speaker}.monitor", "--format=s16le", f"--rate={RATE}"]
        command += ["--channels=1", "--latency-msec=20", "--raw"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0, env=room.environment)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> NDArray[np.int16]:
        """Return what was recorded."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        return np.memmap(self.path, np.int16, "r")

    def come(self, moment: float) -> int:
        """Return how many samples had come at ``moment``."""
        row = bisect.bisect(self.arrivals, (moment, 0))
        return self.arrivals[row - 1][1] if row else 0

    def _run(self) -> None:
        samples = 0
        best = float("inf")
        assert self._process.stdout is not None
        with self.path.open("wb") as file:
            while part := self._process.stdout.read(8192):
                samples += len(part) // 2
                self.arrivals.append((time.monotonic(), samples))
                best = min(best, time.monotonic() - samples / RATE)
                self.began = best
                file.write(part)


@dataclass
class Room:
    """A sound server, private to whoever has the room."""

    place: Path
    speakers: tuple[str, ...] = ("coach",)
    environment: dict[str, str] = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        home = dict.fromkeys(("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"), str(self.place))
        server = f"unix:{self.place / 'native'}"
        self.environment = {**os.environ, **home, "PULSE_SERVER": server}
        (self.place / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")

    def __enter__(self) -> Room:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Start the server and wait until it answers."""
        (self.place / "native").unlink(missing_ok=True)
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        command += [f"--load={sink(name)}" for name in self.speakers]
        command.append(f"--load=module-native-protocol-unix socket={self.place / 'native'} auth-anonymous=1")
        command.append("--load=module-rescue-streams")
        with (self.place / "server.log").open("a") as log:
            self._process = subprocess.Popen(command, stderr=log, stdout=log, env=self.environment)
        deadline = time.monotonic() + PATIENCE_S
        while self.pactl("info").returncode:
            assert time.monotonic() < deadline, "the sound server does not answer"
            time.sleep(0.05)

    def close(self) -> None:
        """End the server at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def position(self) -> float | None:
        """Return where the session in this room is, in seconds, as its door tells; None if there is none."""
        try:
            here, _ = knock(next((self.place / "coach").glob("*.sock")))
            with here, here.makefile("rb") as lines:
                here.sendall(b'{"ask": "status"}\n')
                return float(json.loads(lines.readline())["status"]["position"])
        except (OSError, ValueError, StopIteration):
            return None

    @property
    def server(self) -> int:
        """Return the process id of the server."""
        assert self._process is not None
        return self._process.pid

    def pactl(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run pactl in this room."""
        return subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=10
        )

    def plug(self, name: str) -> str:
        """Add a speaker and return the number to unplug it by."""
        return self.pactl("load-module", *sink(name).split()).stdout.strip()

    def unplug(self, name: str) -> None:
        """Take a speaker away."""
        for line in self.pactl("list", "short", "modules").stdout.splitlines():
            number, *about = line.split("\t")
            if any(f"sink_name={name} " in part + " " for part in about):
                self.pactl("unload-module", number)


def sink(name: str) -> str:
    """Return the module that makes a speaker; without norewinds it works in blocks of seconds."""
    return f"module-null-sink sink_name={name} rate={RATE} channels=1 norewinds=1"


__all__ = ["RATE", "Recorder", "Room", "sink"]
