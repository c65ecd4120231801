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

LIVE = "optional: for live sessions"
"""What the sheet notes beside a line without which a session is still whole."""

_AGAIN = re.compile(r"(?P<cue>.*?\d)(?P<side>b?)(?P<receiver>(?:r2)?)(?P<form>(?:-[a-z]+)?)")
_FORM = re.compile(r"-(?:short|lighter|whisper|giver)$")
_COUNT, _ASIDE = "count-", "aside-"


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
    """Return id and text of everything to record, cues in the order of their numbers, counts, asides.

    What says the same as an earlier play of the same step needs no recording of its own.
    """
    known = dict(texts)
    wanted = {
        cue: text
        for cue, text in known.items()
        if not any(known.get(other) == text for other in names(cue) if other != cue)
    }
    return sorted(wanted.items(), key=lambda row: _place(row[0]))


def _place(cue: str) -> tuple[bool, bool, list[tuple[int, str]]]:
    parts = re.findall(r"\d+|\D+", cue)
    numbers = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
    return cue.startswith(_ASIDE), cue.startswith(_COUNT), numbers


def whole(cue: str) -> str:
    """Return the id of the full, usual form of ``cue``."""
    return _FORM.sub("", cue)


def formed(cue: str) -> bool:
    """Return whether ``cue`` is in another wording than the usual one; a short form is not."""
    return _FORM.search(cue) is not None and not cue.endswith("-short")


def beside(cue: str) -> bool:
    """Return whether ``cue`` is said beside the plan, which goes on without it: an aside, or at a gate."""
    return cue.startswith(_ASIDE) or cue.endswith(".gate")


def written(texts: Iterable[tuple[str, str]], live: Iterable[tuple[str, str]] = ()) -> str:
    """Return the sheet as CSV with the columns id, text and note; what is only for live sessions last."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(("id", "text", "note"))
    sheet.writerows((*row, "") for row in texts)
    sheet.writerows((*row, LIVE) for row in live)
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
