"""A whole evening, measured: ``coach play`` in a room of its own, its recording against the export.

``python -m tests.listening.evening head-15 --output miniaudio --busy 8`` exports the session, plays it in
real time, and compares: the constant latency, how far every cue and chime is off it, how much sound was
left out, how far the samples differ from the export's, and how much memory the session took meanwhile.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
import wave
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from tests.listening.room import RATE, Recorder, Room

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPAN = RATE * 6 // 10
"""Samples of a cue that are looked for in the recording."""

ALIKE = 0.9
"""Correlation from which a stretch counts as found."""

OPENING = 300 * RATE
"""A session begins within this of its command, in samples, even if all is to be spoken on a busy machine."""

REACH = RATE // 2
"""How far from its place a cue is looked for, in samples."""


WEIGHED_S = 20.0
"""Seconds between two looks at the memory."""


class Scale(threading.Thread):
    """Weighs a session, and the processes that speak and play for it, until the session ends."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._rows: dict[str, list[int]] = {"the session": [], "its voice and its player": []}

    def run(self) -> None:
        while True:
            try:
                self._process.wait(WEIGHED_S)
            except subprocess.TimeoutExpired:
                self._weigh(psutil.Process(self._process.pid))
            else:
                return

    def _weigh(self, player: psutil.Process) -> None:
        try:
            self._rows["the session"].append(player.memory_info().rss)
            played = [child.memory_info().rss for child in player.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        self._rows["its voice and its player"].append(sum(played))

    def tell(self) -> None:
        """Print the memory of the first minute, of the middle and of the end, and the most, in MB."""
        for name, row in self._rows.items():
            if row:
                first, middle, last = (row[at] / 1e6 for at in (min(3, len(row) - 1), len(row) // 2, -1))
                print(
                    f"  memory of {name}, seen {len(row)} times: {first:.0f}, {middle:.0f}, {last:.0f} MB; "
                    f"the most {max(row) / 1e6:.0f}"
                )


@dataclass(frozen=True, slots=True)
class Found:
    """Where something was heard."""

    name: str
    off: int
    """Samples from where it should be, the constant latency taken away."""
    alike: float
    """Correlation with the export there, at most 1."""


def read(path: Path) -> NDArray[np.int16]:
    """Return the samples of a mono WAV file."""
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def lag(wanted: NDArray[Any], heard: NDArray[Any]) -> tuple[int, float]:
    """Return where ``wanted`` begins in ``heard`` and how alike they are there, by correlation."""
    a, b = wanted.astype(np.float64), heard.astype(np.float64)
    size = 1 << (len(a) + len(b) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size)), size)[: len(b) - len(a) + 1]
    energy = np.cumsum(np.concatenate([[0.0], b * b]))
    norm = np.sqrt((energy[len(a) :] - energy[: len(b) - len(a) + 1]) * (a @ a)) + 1.0
    at = int(np.argmax(product / norm))
    return at, float(product[at] / norm[at])


def places(sheet: dict[str, Any]) -> list[tuple[str, int]]:
    """Return name and first sample of every cue and chime of a cue sheet."""
    cues = [(f"cue {cue['id']}", round(cue["start"] * RATE)) for cue in sheet["cues"]]
    chimes = [(f"chime {chime['name']}", round(chime["start"] * RATE)) for chime in sheet["chimes"]]
    return sorted([*cues, *chimes], key=itemgetter(1))


def compare(exported: NDArray[np.int16], heard: NDArray[np.int16], sheet: dict[str, Any]) -> None:
    """Print how far a recording is from what was exported."""
    first = places(sheet)[0][1]
    latency, alike = lag(exported[first : first + 4 * RATE], heard[: first + OPENING])
    latency -= first
    print(f"  the session begins {latency / RATE:.3f} s into the recording ({alike:.4f} alike)")
    found: list[Found] = []
    off = 0
    for name, start in places(sheet):
        one = look(name, start, exported, heard, latency + off)
        if one is None:
            continue
        if one.alike > ALIKE and abs(one.off) > RATE // 1000:
            off += one.off
            print(f"  from {name} at {start / RATE:.1f} s on it is {off / RATE * 1000:+.1f} ms late")
            one = replace(one, off=0)
        found.append(replace(one, off=one.off + off))
    offs = np.array([abs(one.off) for one in found]) / RATE * 1000
    lost = [one.name for one in found if one.alike < ALIKE]
    print(
        f"  {len(found)} cues and chimes: max {offs.max():.3f} ms, p99 {np.percentile(offs, 99):.3f} ms off, "
        f"least alike {min(one.alike for one in found):.4f}, not found: {lost or 'none'}"
    )
    frames = min(len(exported), len(heard) - latency)
    differ = np.abs(exported[:frames].astype(np.int32) - heard[latency : latency + frames])
    share = float((differ > 2).mean())
    if share:
        first, *_, last = np.flatnonzero(differ > 2) / RATE
        print(f"  they differ between {first:.2f} and {last:.2f} s")
    print(f"  of {frames} samples {share:.6%} differ by more than 2 steps; largest {int(differ.max())}")


def look(
    name: str, start: int, exported: NDArray[np.int16], heard: NDArray[np.int16], latency: int
) -> Found | None:
    """Return where what begins at ``start`` was heard; None if there is nothing to hear."""
    wanted = exported[start : start + SPAN]
    low = max(0, start + latency - REACH)
    near = heard[low : start + latency + SPAN + REACH]
    if len(near) < len(wanted) or not wanted.any():
        return None
    at, alike = lag(wanted, near)
    return Found(name, low + at - start - latency, alike)


def _burn(_: int) -> None:
    while True:
        pass


def main() -> None:
    """Play, record, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("routine")
    parser.add_argument("--output", default="miniaudio")
    parser.add_argument("--busy", type=int, default=0)
    asked, options = parser.parse_known_args()  # what is not for this program is for the two it runs
    coach = [sys.executable, "-m", "coach"]
    with tempfile.TemporaryDirectory() as name, Room(Path(name) / "room") as room:
        track = Path(name) / "track.wav"
        subprocess.run([*coach, "export", asked.routine, "-o", str(track), *options], check=True)
        sheet = json.loads(track.with_suffix(".cues.json").read_text("utf-8"))
        recorder = Recorder(room, "coach", Path(name) / "heard.raw")
        burners = [multiprocessing.Process(target=_burn, args=(n,), daemon=True) for n in range(asked.busy)]
        for burner in burners:
            burner.start()
        begun = time.monotonic()
        play = [*coach, "play", asked.routine, "--no-wait", "--plain", "--output", asked.output]
        with subprocess.Popen(
            [*play, *options],
            env=room.environment,
            stdin=subprocess.DEVNULL,
            text=True,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        ) as process:
            scale = Scale(process)
            scale.start()
            _, said = process.communicate()
        print(
            f"{asked.routine} through {asked.output}, {asked.busy} busy loops: exit {process.returncode} "
            f"after {time.monotonic() - begun:.1f} s; {said.strip().splitlines()[-1:]}"
        )
        scale.tell()
        for burner in burners:
            burner.kill()
        time.sleep(0.5)
        compare(read(track), recorder.stop(), sheet)


if __name__ == "__main__":
    main()
