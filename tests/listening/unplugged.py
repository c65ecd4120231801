"""An evening on which everything is unplugged: what a listener hears of a session that never stops by itself.

``python -m tests.listening.unplugged head-15 --minutes 20 --seed 1`` plays in real time while speakers are
unplugged, the sound server is killed, the speaker process is killed and everything is frozen, at random
moments; with ``--only pause`` somebody pauses and goes on instead. Then every cue is looked for in what was
recorded: each must be there whole, in order, and more often than planned only after a fault.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from tests.listening.evening import read
from tests.listening.room import RATE, Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

COARSE = 6
"""Every so many samples are looked at in the first search."""

ALIKE = 0.85
"""Correlation from which a stretch counts as the same words."""

TORN = 0.5
"""Correlation from which a stretch is told of as what may be left of words that were lost."""

PART = RATE // 3
"""Samples of a part of words that is looked for by itself."""

FAINT = 0.2
"""Share of its energy below which a stretch is not the same words, whatever its shape."""


FAULTS = ("unplug", "restart", "shoot", "freeze", "stall", "suspend")
"""What happens to a session without anybody's wish: methods of ``Breaker``."""


class Tape(threading.Thread):
    """Records a speaker as long as it is there, and again when it is back."""

    def __init__(self, room: Room, path: Path) -> None:
        super().__init__(daemon=True)
        self._room = room
        self._path = path
        self._over = threading.Event()

    def run(self) -> None:
        command = ["parec", "--device", "coach.monitor", "--format=s16le", f"--rate={RATE}", "--raw"]
        command += ["--channels=1", "--latency-msec=20"]
        with self._path.open("wb") as file:
            while not self._over.is_set():
                with subprocess.Popen(
                    command,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    env=self._room.environment,
                ) as process:
                    assert process.stdout is not None
                    while (part := process.stdout.read(8192)) and not self._over.is_set():
                        file.write(part[: len(part) // 2 * 2])
                    process.kill()
                time.sleep(0.05)

    def finish(self) -> NDArray[np.int16]:
        """Return all that was recorded."""
        self._over.set()
        self.join()
        return np.fromfile(self._path, np.int16)


class Clock(threading.Thread):
    """Asks a session where it is, ten times a second, through its door."""

    def __init__(self, room: Room, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._room, self._process = room, process
        self.ran: list[tuple[float, float]] = []
        """Monotonic times at which it was somewhere else than before, and the positions, in seconds."""

    def run(self) -> None:
        while self._process.poll() is None:
            time.sleep(0.1)
            position = self._room.position()
            if position is not None and (not self.ran or position != self.ran[-1][1]):
                self.ran.append((time.monotonic(), position))

    def after(self, moment: float) -> tuple[float, float]:
        """Wait until the clock runs; return after how many seconds, and how many it had gone back."""
        before = max((position for at, position in self.ran if at < moment), default=0.0)
        while True:
            later = [one for one in list(self.ran) if one[0] > moment]
            if len(later) > 1:
                return later[1][0] - moment, before - later[0][1]
            if self._process.poll() is not None:
                return float("nan"), float("nan")
            time.sleep(0.02)


def speakers(player: psutil.Process) -> list[psutil.Process]:
    """Return the processes that a session plays through."""
    children = player.children(recursive=True)
    return [child for child in children if "coach.speaker" in " ".join(child.cmdline())]


class Breaker:
    """Breaks one thing after the other, and mends it again."""

    def __init__(self, room: Room, player: psutil.Process) -> None:
        self._room = room
        self._player = player

    def something(self, kinds: Sequence[str]) -> tuple[str, str]:
        """Break and mend something of ``kinds``; return its name, and what it was."""
        kind = random.choice(kinds)
        fault = getattr(self, kind)
        fault()
        return kind, (fault.__doc__ or "").strip()

    def unplug(self) -> None:
        """Take the only speaker away for a few seconds."""
        self._room.unplug("coach")
        time.sleep(random.uniform(2, 8))
        self._room.plug("coach")

    def restart(self) -> None:
        """Kill the sound server and start another."""
        self._room.close()
        time.sleep(random.uniform(1, 6))
        self._room.open()

    def shoot(self) -> None:
        """Kill the process that plays."""
        for child in speakers(self._player):
            child.send_signal(random.choice([signal.SIGKILL, signal.SIGSEGV]))

    def freeze(self) -> None:
        """Stop the session and all that belongs to it for twenty seconds, as a closed lid does."""
        family = [self._player, *self._player.children(recursive=True)]
        for one in family:
            one.suspend()
        time.sleep(20)
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.resume()

    def stall(self) -> None:
        """Stop the sound server for six seconds."""
        os.kill(self._room.server, signal.SIGSTOP)
        time.sleep(6)
        os.kill(self._room.server, signal.SIGCONT)

    def suspend(self) -> None:
        """Suspend the only speaker for six seconds."""
        for on in ("1", "0"):
            self._room.pactl("suspend-sink", "coach", on)
            time.sleep(6 if on == "1" else 0)

    def pause(self) -> None:
        """Pause for a few seconds and go on."""
        for words, seconds in (("pause", random.uniform(1, 6)), ("go on", 0.0)):
            command = [sys.executable, "-m", "coach", "control", *words.split()]
            subprocess.run(command, env=self._room.environment, stdout=subprocess.DEVNULL, check=True)
            time.sleep(seconds)


def occurrences(
    wanted: NDArray[np.int16], tape: NDArray[np.int16], enough: float = ALIKE
) -> list[tuple[int, float]]:
    """Return where ``wanted`` begins in ``tape``, each time with how alike it is: ``enough`` or more.

    Words with many a sharp s lie on the tape as they are only every so many samples: where a device begins
    anew they come half way between, and are looked for there too.
    """
    rows = [wanted[phase::COARSE].astype(np.float32) for phase in (0, COARSE // 2)]
    a = rows[0][: len(rows[1])]
    found: list[tuple[int, float]] = []
    step = 1 << 22
    size = 1 << (step + len(a)).bit_length()
    spectra = [np.conj(np.fft.rfft(row[: len(a)], size)) for row in rows]
    norms = [float(np.sqrt(row[: len(a)] @ row[: len(a)])) + 1.0 for row in rows]
    coarse = tape[::COARSE]
    for low in range(0, len(coarse), step):
        b = coarse[low : low + step + len(a)].astype(np.float32)
        if len(b) <= len(a):
            break
        sound = np.fft.rfft(b, size)
        energy = np.cumsum(np.concatenate([[0.0], b.astype(np.float64) ** 2]))
        there = np.maximum(energy[len(a) : -1] - energy[: len(b) - len(a)], 0)
        alike = np.zeros(len(there))
        for spectrum, norm in zip(spectra, norms, strict=True):
            product = np.fft.irfft(sound * spectrum, size)[: len(there)]
            likeness = np.where(there > FAINT * norm**2, product / (np.sqrt(there) * norm + 1.0), 0.0)
            alike = np.maximum(alike, likeness)
        found += [((low + at) * COARSE, float(alike[at])) for at in _peaks(alike[:step], len(a), enough)]
    return found


def _peaks(alike: NDArray[Any], apart: int, enough: float) -> Iterator[int]:
    """Yield the tops of ``alike`` above ``enough``, at least ``apart`` from each other."""
    above = np.flatnonzero(alike > enough)
    while len(above):
        near = above[above < above[0] + apart]
        yield int(near[np.argmax(alike[near])])
        above = above[above >= above[0] + apart]


def torn(wanted: NDArray[np.int16], tape: NDArray[np.int16]) -> list[str]:
    """Return where something like ``wanted`` was heard, and which parts of it were heard at all."""
    like = occurrences(wanted, tape, TORN) or [(0, 0.0)]
    lines = [f"most alike at {at / RATE:.1f} s of the tape: {alike:.2f}" for at, alike in like]
    parts = range(0, len(wanted) - PART + 1, PART)
    heard = [bool(occurrences(wanted[at : at + PART], tape)) for at in parts]
    row = "".join("x" if one else "." for one in heard)
    return [*lines, f"heard in parts of {PART / RATE:.2f} s: {row}"]


def judge(
    exported: NDArray[np.int16], tape: NDArray[np.int16], sheet: dict[str, Any], faults: int
) -> list[str]:
    """Return what a listener missed or heard too often."""
    wrong = []
    texts = Counter(cue["text"] for cue in sheet["cues"])
    last = 0
    again = 0
    for cue in sheet["cues"]:
        start, end = round(cue["start"] * RATE), round(cue["end"] * RATE)
        heard = occurrences(exported[start:end], tape)
        if len(heard) < texts[cue["text"]]:
            wrong.append(f"cue {cue['id']} was heard {len(heard)} times instead of {texts[cue['text']]}")
            wrong += [f"  {line}" for line in torn(exported[start:end], tape)]
            continue
        if texts[cue["text"]] == 1:
            again += len(heard) - 1
            if heard[-1][0] < last:
                wrong.append(f"cue {cue['id']} was heard out of order")
            last = heard[-1][0]
    if again > faults:
        wrong.append(f"{again} cues were heard again after {faults} faults")
    print(f"  {len(sheet['cues'])} cues; {again} of them heard again after a fault")
    return wrong


def main() -> None:
    """Play, break, record, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("routine")
    parser.add_argument("--minutes", default="20")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=60.0, help="seconds between faults, in the mean")
    parser.add_argument("--keep", type=Path, help="a folder for the tape, the track and its cue sheet")
    parser.add_argument("--only", choices=[*FAULTS, "pause"], help="this kind of fault alone")
    asked = parser.parse_args()
    random.seed(asked.seed)
    kinds = [asked.only] if asked.only else FAULTS
    coach = [sys.executable, "-m", "coach"]
    with tempfile.TemporaryDirectory() as name, Room(Path(name) / "room") as room:
        track = Path(name) / "track.wav"
        choice = ["--minutes", asked.minutes]
        subprocess.run([*coach, "export", asked.routine, "-o", str(track), *choice], check=True)
        sheet = json.loads(track.with_suffix(".cues.json").read_text("utf-8"))
        tape = Tape(room, Path(name) / "tape.raw")
        tape.start()
        play = [*coach, "play", asked.routine, "--no-wait", "--plain", *choice]
        begun = time.monotonic()
        with subprocess.Popen(
            play,
            env=room.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            clock = Clock(room, process)
            clock.start()
            breaker = Breaker(room, psutil.Process(process.pid))
            waits: dict[str, list[float]] = {}
            left = sheet["seconds"]
            while process.poll() is None:
                wait = random.uniform(0.5, 1.5) * asked.every
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(wait)
                left -= wait
                if process.poll() is None and left > asked.every / 2:
                    at = time.monotonic() - begun
                    stood = room.position() or 0.0
                    kind, fault = breaker.something(kinds)
                    later, back = clock.after(time.monotonic())
                    print(
                        f"  {at:7.1f} s, {stood:.1f} in: {fault} On after {later:.1f} s, {back:.1f} s back.",
                        flush=True,
                    )
                    waits.setdefault(kind, []).append(later)
        time.sleep(1)
        done = sum(map(len, waits.values()))
        print(f"exit {process.returncode} after {time.monotonic() - begun:.0f} s, {done} faults")
        for kind, seconds in waits.items():
            print(f"  {kind}: {len(seconds)} times, on after {min(seconds):.1f} to {max(seconds):.1f} s")
        sound = tape.finish()
        if asked.keep:
            asked.keep.mkdir(parents=True, exist_ok=True)
            for one in Path(name).glob("t*.*"):
                shutil.copy(one, asked.keep)
        wrong = judge(read(track), sound, sheet, done)
        print("\n".join(f"  {line}" for line in wrong) or "  nothing is missing, nothing is out of order")
        sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
