"""The recording sheet: what to record, and under which name; ``script.csv`` beside the recordings.

A line of the second side (``2.1.3b``) or for the second receiver (``2.1.3r2``) may have a recording of
its own; else that of the first is used, if the words are the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from coach.errors import VoiceError

SCRIPT = "script.csv"
"""Name of the sheet beside the recordings."""

_AGAIN = re.compile(r"(?P<cue>.*?\d)(?P<side>b?)(?P<receiver>(?:r2)?)(?P<form>(?:-[a-z]+)?)")
_COUNT = "count-"


def names(cue: str) -> Iterator[str]:
    """Yield the ids under which the recording of ``cue`` may stand: its own, then those of earlier plays."""
    yield cue
    match = _AGAIN.fullmatch(cue)
    if match is None or not (match["side"] or match["receiver"]):
        return
    first, side, receiver, form = match.groups()
    for other in (side, receiver, ""):
        if (name := f"{first}{other}{form}") != cue:
            yield name


def rows(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return id and text of everything to record, cues in the order of their numbers, then counts.

    What says the same as an earlier play of the same step needs no recording of its own.
    """
    known = dict(texts)
    wanted = {
        cue: text
        for cue, text in known.items()
        if not any(known.get(other) == text for other in names(cue) if other != cue)
    }
    return sorted(wanted.items(), key=lambda row: _place(row[0]))


def _place(cue: str) -> tuple[bool, list[tuple[int, str]]]:
    parts = re.findall(r"\d+|\D+", cue)
    return cue.startswith(_COUNT), [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def written(texts: Iterable[tuple[str, str]]) -> str:
    """Return the sheet as CSV with the columns id and text."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(("id", "text"))
    sheet.writerows(texts)
    return out.getvalue()


def read(folder: Path) -> Mapping[str, str]:
    """Return the texts that were recorded, by id; empty without a sheet. Raises VoiceError."""
    path = folder / SCRIPT
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sheet = csv.DictReader(file)
            if not {"id", "text"} <= set(sheet.fieldnames or ()):
                raise VoiceError(f"{path}: the first line must name the columns id and text.")
            return {str(row["id"]).strip(): row["text"] for row in sheet if row["text"]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VoiceError(f"{path} cannot be read as a CSV file in UTF-8 ({error}).") from error
