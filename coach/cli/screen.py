"""The screen of a session: the words in letters for two metres, a bar that empties, what comes, the keys.

A pure picture: a status and a size in, rows out. ``screen_paint`` brings it to the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from coach.cli.screen_letters import large, pages
from coach.cli.terminal import harmless
from coach.live.keymap import ARROWS
from coach.live.status import State
from coach.units import RATE, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.live.status import Holding, Status


class Row(NamedTuple):
    """One line of the screen."""

    text: str
    style: str = ""
    """As in ``terminal``: bold, dim, green, yellow or blue; empty for plain."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show."""

    columns: int
    rows: int
    blocks: bool = True
    """It has characters beyond ASCII."""


SAYS = {
    State.OPENING: "opening - any key begins",
    State.PLAYING: "playing",
    State.PAUSED: "PAUSED - any key goes on",
    State.GATE: "WAITING - any key when you are ready",
    State.NO_SPEAKER: "WAITING FOR A SPEAKER",
    State.DONE: "done",
    State.STOPPED: "stopped",
}
"""What is said of each state, with what ends it."""

STYLES = {State.PAUSED: "yellow", State.GATE: "yellow", State.NO_SPEAKER: "red", State.PLAYING: "green"}

LOW = 12
"""A screen with fewer rows shows the words, the time and the bar, and one line of keys."""


def picture(
    status: Status, keys: Sequence[tuple[str, str]], look: Look, card: Sequence[str] = (), turn: int = 0
) -> list[Row]:
    """Return the rows of the screen, as many as it has; ``card`` stands where large words would.

    ``turn`` counts the pages that have been shown of a card, or of words that are not being said now.
    """
    top = _top(status, look)
    bottom = _bottom(status, keys, look)
    room = max(1, look.rows - len(top) - len(bottom))
    middle = (_carded(status, look, card, room, turn) if card else _middle(status, look, room, turn))[:room]
    above = (room - len(middle)) // 2
    below = room - len(middle) - above
    rows = [*top, *([Row("")] * above), *middle, *([Row("")] * below), *bottom]
    return [Row(_cut(row.text, look), row.style) for row in rows][: look.rows]


def _top(status: Status, look: Look) -> list[Row]:
    left = f"{clock(status.left // RATE * RATE)} left"
    volume = f"{status.volume:+.0f} dB  " if status.volume else ""
    state = SAYS.get(status.state, str(status.state))
    first = Row(_sides(state, volume + left, look), STYLES.get(status.state, ""))
    if look.rows < LOW:
        return [first]
    step = harmless(status.step or status.chapter)
    second = _sides(step, harmless(status.title), look) if look.columns >= 60 else step
    return [first, Row(second, "bold"), Row("")]


def _middle(status: Status, look: Look, room: int, turn: int) -> list[Row]:
    words = harmless(status.words)
    inside = look.columns - 2
    if written := pages(words, inside, room, blocks=look.blocks):
        shown = written[page_of(status, [page.letters for page in written], turn)]
        return [Row(f" {row}") for row in shown.rows]
    text = [Row(f" {line}", "bold") for line in _wrapped(words, inside)]
    spaced = [row for line in text for row in (Row(""), line)][1:]
    text = spaced if len(spaced) <= room else text
    label = large(status.step, inside, room - len(text) - 2, blocks=look.blocks) if status.step else None
    if label and look.rows >= LOW:
        return [*(Row(f" {row}") for row in label), Row(""), Row(""), *text]
    return text


def page_of(status: Status, letters: Sequence[int], turn: int) -> int:
    """Return the page of the words that is said now, by their ``letters``; afterwards they take turns."""
    if status.said >= status.saying:
        return turn % len(letters)
    reached = status.said * sum(letters)
    return next(n for n in range(len(letters)) if reached < sum(letters[: n + 1]) * status.saying)


def _carded(status: Status, look: Look, card: Sequence[str], room: int, turn: int) -> list[Row]:
    inside = look.columns - 2
    words = [Row(f" {line}", "bold") for line in _wrapped(harmless(status.words), inside)]
    rows = [Row(f" {line}") for text in card for line in _fitted(harmless(text), inside)]
    if len(words) + 1 + len(rows) <= room:
        return [*words, Row(""), *rows]
    high = max(1, room - len(words) - 2)
    parts = [rows[at : at + high] for at in range(0, len(rows), high)]
    page = turn % len(parts)
    part = [*parts[page], *([Row("")] * (high - len(parts[page])))]
    more = "more follows" if page + 1 < len(parts) else "all of it"
    return [*words, Row(""), *part, Row(f" {page + 1} of {len(parts)}, {more}", "dim")]


def _fitted(text: str, width: int) -> list[str]:
    return [text] if _cells(text) <= width else _wrapped(text, width)


def _bottom(status: Status, keys: Sequence[tuple[str, str]], look: Look) -> list[Row]:
    bar = Row(hold_bar(status.hold, look) if status.hold else "", "blue")
    small = look.rows < LOW
    help_rows = [Row(line, "dim") for line in _keys(keys, look, 1 if small else max(1, look.rows // 6))]
    if small:
        return [bar, *help_rows] if look.rows > 4 else [bar]
    following = Row(f"next: {harmless(status.following)}" if status.following else "the last step")
    notice = _shortened(_wrapped(harmless(status.notice), look.columns), look) or [""]
    return [bar, Row(""), following, *(Row(line, "yellow") for line in notice), *help_rows]


def _shortened(lines: list[str], look: Look) -> list[str]:
    most = 3 if look.rows >= 2 * LOW else 2
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), look)]


def hold_bar(hold: Holding, look: Look) -> str:
    """Return the bar of a hold: full when it begins, empty when it ends, with the seconds that are left."""
    left = max(0, hold.frames - hold.done)
    label = f"hold {-(-left // RATE):>3} s "
    room = max(4, look.columns - len(label) - 1)
    full = -(-left * room // max(1, hold.frames))
    return label + ("█" if look.blocks else "#") * full + ("░" if look.blocks else ".") * (room - full)


def _keys(keys: Sequence[tuple[str, str]], look: Look, rows: int) -> list[str]:
    """Return what the keys do, in lines; what does not fit is left out."""
    lines = [""]
    for key, does in keys:
        name = key
        if not look.blocks:
            for word, arrow in ARROWS.items():
                name = name.replace(arrow, word)
        part = f"{harmless(name)} {does}"
        longer = f"{lines[-1]}  {part}" if lines[-1] else part
        if _cells(longer) <= look.columns:
            lines[-1] = longer
        elif len(lines) < rows:
            lines.append(part)
        else:
            break
    return lines


def _sides(left: str, right: str, look: Look) -> str:
    """Return a line with something at either end; the left one gives way."""
    room = look.columns - _cells(right) - 1
    if room < 8:
        return left
    left = left if _cells(left) <= room else _cut(left, Look(room, 1, look.blocks))
    return left + " " * (look.columns - _cells(left) - _cells(right)) + right


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _cells(lines[-1]) + 1 + _cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(text: str, look: Look) -> str:
    from rich.cells import set_cell_size

    if _cells(text) <= look.columns:
        return text
    end = "…" if look.blocks else "..."
    return set_cell_size(text, max(0, look.columns - len(end))) + end[: look.columns]


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


__all__ = ["LOW", "SAYS", "Look", "Row", "hold_bar", "page_of", "picture"]
