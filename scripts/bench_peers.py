"""The scoreboard: the same session made by this project and by others, whole processes, in one run.

Each length is done by everybody; the floor (the encoder alone, given the finished mix) is measured before
and after and the mean counts. What comes out is decoded and held against the reference. Ends with 1 if our
own file is not exact.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median

from bench_cost import ROOT, Cost, run
from bench_page import put
from bench_proof import Proof, prove
from bench_sentence import Changed, changed_sentence
from bench_workload import Workload, make

OTHERS = {
    "plain": "numpy and lameenc, a few lines",
    "ffmpeg": "ffmpeg's filter graph",
    "sox": "sox",
    "pydub": "pydub",
}
NEEDS = {"ffmpeg": ("ffmpeg",), "sox": ("sox", "ffmpeg"), "pydub": ("ffmpeg",)}
"""Programs that a contestant calls."""

BARE = "the finished mix, no header, no chapters"

START = "import coach.cli.main, coach.output.export, coach.output.formats, coach.sound.mixer, lameenc, av"
"""What an export imports, without doing anything."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the scoreboard."""

    name: str
    cost: Cost
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """All that was measured at one length."""

    minutes: float
    floor: Cost
    entries: tuple[Entry, ...]
    skipped: tuple[str, ...]
    mixing: float
    """CPU seconds of our mixer, limiter and all, without start-up."""
    plain_mixing: float
    """The same of the numpy mixer, which has no limiter."""
    before_mixing: float
    """CPU seconds of ours from start-up to the first block."""


class Bench:
    """Runs contestants, each several times, and keeps the medians."""

    def __init__(self, runs: int) -> None:
        self._runs = runs

    def cost(self, *command: str | Path) -> Cost:
        """Return what ``command``, run by this Python, takes."""
        costs = [run([sys.executable, *command]) for _ in range(self._runs)]
        return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "memory")))

    def printed(self, script: str, *arguments: str | Path) -> float:
        """Return the number that a script prints."""
        command = [sys.executable, ROOT / "scripts" / script, *arguments]
        done = (subprocess.run(command, capture_output=True, check=True) for _ in range(self._runs))
        return median(float(one.stdout) for one in done)

    def other(self, name: str, workload: Workload, out: Path) -> Cost:
        """Return what a contestant of ``bench_others`` takes."""
        return self.cost(ROOT / "scripts" / "bench_others.py", name, workload.folder, out)

    def ours(self, workload: Workload, out: str | Path) -> Cost:
        """Return what this project takes."""
        return self.cost(ROOT / "scripts" / "bench_ours.py", workload.folder, out)

    def board(self, minutes: float, channels: int, folder: Path) -> Board:
        """Measure everybody at one length."""
        workload = make(folder / f"{minutes:g}", minutes, channels)
        out = folder / "out.mp3"
        entries, skipped = [], []
        before = self.other("floor", workload, out)
        entries.append(Entry("this project", self.ours(workload, out), prove(workload, out)))
        for name, called in OTHERS.items():
            if lacking := missing(name):
                skipped.append(f"{called}: skipped, {lacking} is not installed")
                continue
            entries.append(Entry(called, self.other(name, workload, out), prove(workload, out)))
        after = self.other("floor", workload, out)
        floor = Cost(
            *(mean((getattr(before, part), getattr(after, part))) for part in ("cpu", "wall", "memory"))
        )
        score = self.ours(workload, "score").cpu
        mixing = self.printed("bench_ours.py", workload.folder, "mix")
        plain = self.printed("bench_others.py", "mix", workload.folder, out)
        shutil.rmtree(workload.folder)
        return Board(minutes, floor, tuple(entries), tuple(skipped), mixing, plain, score)


def missing(name: str) -> str | None:
    """Return what a contestant lacks, if anything."""
    if name == "pydub" and importlib.util.find_spec("pydub") is None:
        return 'pydub (pip install -e ".[bench]")'
    return next((program for program in NEEDS.get(name, ()) if shutil.which(program) is None), None)


def scoreboard(board: Board) -> str:
    """Return the lines of one length in Markdown."""
    lines = [
        f"### {board.minutes:g} minutes\n",
        "| who | CPU s | x floor | wall s | x floor | memory MB | what came out |",
        "| --- | --: | --: | --: | --: | --: | --- |",
        _line("the encoder alone (floor)", board.floor, board.floor, BARE),
    ]
    lines += [_line(entry.name, entry.cost, board.floor, str(entry.proof)) for entry in board.entries]
    lines += ["", *(f"{line}." for line in board.skipped)]
    hours = board.minutes / 60
    export = board.entries[0].cost.cpu
    ratio = board.plain_mixing / board.mixing
    lines.append(
        f"Mixing alone, without start-up: {board.mixing / hours:.2f} CPU s an hour, limiter included; the "
        f"numpy lines, without a limiter: {board.plain_mixing / hours:.2f}, {ratio:.1f} times as much. "
        f"So a second format of the same session, which mixes again, could save "
        f"{100 * board.mixing / export:.1f} % of its CPU by keeping the mix. From start to the first block: "
        f"{board.before_mixing:.2f} CPU s, {100 * board.before_mixing / export:.0f} % of the export."
    )
    return "\n".join(lines)


def _line(name: str, cost: Cost, floor: Cost, found: str) -> str:
    return (
        f"| {name} | {cost.cpu:.1f} | {cost.cpu / floor.cpu:.2f} | {cost.wall:.1f} "
        f"| {cost.wall / floor.wall:.2f} | {cost.memory:.0f} | {found} |"
    )


def machine(load: float) -> str:
    """Return a sentence about what this was measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = (line for line in info.read_text().splitlines() if line.startswith("model name"))
        model = next((line.split(":", 1)[1].strip() for line in named), model)
    wheels = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "av", "lameenc"))
    return (
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, {model}, {platform.system()}, Python "
        f"{platform.python_version()}, {wheels}. Load before it began: {load:.1f}"
        f"{' (the machine was busy: only CPU and memory mean anything)' if load > 1 else ''}."
    )


def start_up(bench: Bench) -> str:
    """Return a sentence about what it costs to begin."""
    bare, shown = bench.cost("-c", "pass"), bench.cost("-m", "coach", "--help")
    loaded = bench.cost("-c", START)
    return (
        f"Start-up: the interpreter alone {bare.cpu:.2f} CPU s, `coach --help` {shown.cpu:.2f}, everything "
        f"that an export to MP3 imports {loaded.cpu:.2f}."
    )


def sentence(found: Changed) -> str:
    """Return a sentence about a changed sentence."""
    clips = f"{found.spoken_again} {'clip' if found.spoken_again == 1 else 'clips'}"
    return (
        f"A changed sentence: `{found.routine}` spoken for the first time, {found.all_spoken} clips, "
        f"{found.cold.cpu:.1f} CPU s and {found.cold.wall:.1f} s; after one sentence was rewritten, {clips}, "
        f"{found.changed.cpu:.1f} CPU s and {found.changed.wall:.1f} s; with nothing changed, "
        f"{found.unchanged.cpu:.1f} CPU s."
    )


def main() -> int:
    """Measure, print, write if asked; return 1 if our own file was not exact."""
    parser = argparse.ArgumentParser(prog="scripts/bench peers", description=__doc__)
    parser.add_argument("--minutes", default="15,60", help="lengths, such as 15,60,240")
    parser.add_argument("--channels", type=int, default=2, choices=(1, 2))
    parser.add_argument("--runs", type=int, default=1, help="the median counts")
    parser.add_argument("--folder", type=Path, help="where the work lies meanwhile; an hour needs 1.5 GB")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the result into docs/performance.md")
    chosen = parser.parse_args()
    bench = Bench(chosen.runs)
    parts = [machine(os.getloadavg()[0])]
    exact = True
    with tempfile.TemporaryDirectory(prefix="coach-bench-", dir=chosen.folder) as folder:
        print(parts[0], flush=True)
        for minutes in chosen.minutes.split(","):
            board = bench.board(float(minutes), chosen.channels, Path(folder))
            proof = board.entries[0].proof
            exact = exact and proof is not None and proof.exact
            parts.append(scoreboard(board))
            print(f"\n{parts[-1]}", flush=True)
        parts += ["### Beginning, and beginning again\n", start_up(bench)]
        parts.append(sentence(changed_sentence(Path(folder))))
        print("\n" + "\n".join(parts[-2:]), flush=True)
    if chosen.write:
        put(chosen.write, "\n\n".join(part.rstrip("\n") for part in parts))
    if not exact:
        print("Our own file is not exact: see the table.", file=sys.stderr)
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main())
