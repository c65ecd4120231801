"""What a changed sentence costs: one is rewritten, and the clips that are spoken anew are counted."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bench_cost import ROOT, Cost, run

ROUTINE = "ears-scalp-5"
OLD, NEW = 'text: "Last handful, then the ears."', 'text: "One handful more, and then the ears."'


@dataclass(frozen=True, slots=True)
class Changed:
    """The same routine exported three times."""

    routine: str
    cold: Cost
    """With nothing spoken before."""
    unchanged: Cost
    changed: Cost
    all_spoken: int
    """Clips of the first export."""
    spoken_again: int
    """Clips that the changed one added."""


def changed_sentence(folder: Path) -> Changed:
    """Export a built-in routine, once more, and again after one of its sentences was rewritten."""
    cache, routine, out = folder / "clips", folder / f"{ROUTINE}.yaml", folder / "sentence.mp3"
    text = (ROOT / "coach" / "library" / "routines" / f"{ROUTINE}.yaml").read_text("utf-8")
    if text.count(OLD) != 1:
        raise ValueError(f"{ROUTINE} no longer says {OLD}. Choose another sentence in {Path(__file__).name}.")
    command = [sys.executable, "-m", "coach", "export", str(routine), "--force", "-o", str(out)]
    routine.write_text(text, "utf-8")
    cold = run(command, cache)
    first = _clips(cache)
    unchanged = run(command, cache)
    routine.write_text(text.replace(OLD, NEW), "utf-8")
    changed = run(command, cache)
    return Changed(ROUTINE, cold, unchanged, changed, len(first), len(_clips(cache) - first))


def _clips(cache: Path) -> set[str]:
    from coach.speech.entry import SUFFIX

    return {path.name for path in cache.rglob(f"*{SUFFIX}")}
