"""English: numbers, lengths of time, and the sentences that stand in no routine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

QUIETS: tuple[tuple[int, str], ...] = (
    (10, "ten seconds"),
    (15, "fifteen seconds"),
    (20, "twenty seconds"),
    (30, "half a minute"),
    (40, "forty seconds"),
    (60, "a minute"),
    (90, "a minute and a half"),
    (120, "two minutes"),
    (150, "two and a half minutes"),
    (180, "three minutes"),
    (240, "four minutes"),
    (300, "five minutes"),
    (420, "seven minutes"),
    (600, "ten minutes"),
)
"""Lengths of silence that people say, in seconds; close enough together that one is always near."""

QUIET_LINE = "Carry on without words for {quiet_words}."
"""Said before a silence that nobody announced, so that it is not taken for a fault."""

HEAD_TURN_LINE = "Offer to turn the head to the other side."
"""Said face down where two offers would lie too far apart."""

ASIDES: Mapping[str, str] = {
    "sound_check": "If you hear this well, start.",
    "volume": "The keys up and down make this voice louder or quieter. Any other key begins.",
    "bell_hold": "Listen. This bell means hold.",
    "bell_go": "And this one means let go.",
    "lighter": "Lighter from now on. Half the weight is plenty.",
    "stop": "Stopping here. Take your time.",
    "lift": "Lift your hands when it feels fine.",
    "uneven": "One side had more time today. That is fine to leave as it is.",
    "asleep": "Let them sleep. Only the needed words now, and softly.",
    "oil": "Take a little more oil. One hand stays where it is.",
    "oil_on": "Go on when it feels smooth.",
    "cramp": "Let go of the stroke. Hold still, and let it flex gently.",
    "cramp_on": "Go on lightly, or leave this part for today.",
    "tickle": "Slower, and with the whole hand.",
    "tickle_on": "A flat hand tickles less than fingertips.",
    "phone": "Keep one hand resting there. Everything waits for you.",
    "almost_over": "Almost there. Then the quiet end.",
    "longest": "This part is as long as it can be.",
    "not_possible": "That does not fit here. Everything goes on as planned.",
    "no_speaker": "The sound was gone for a moment. Rest your hands until this voice goes on.",
    "speaker_back": "The sound is back. Go on where you are.",
}
"""What a live session says beside the routine, by name; whole sentences, ready to be spoken."""

_PARTS = {"arrive": "getting ready", "close": "the quiet end", "closing": "the quiet end"}


def number(n: int) -> str:
    """Return a whole number from 0 to 999,999 in words."""
    if n < 20:
        return _SMALL[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" and {number(rest)}" if rest else "")
    thousands, rest = divmod(n, 1000)
    return f"{number(thousands)} thousand" + (f" {number(rest)}" if rest else "")


def minutes(seconds: float) -> str:
    """Return a length in whole minutes with its noun: "fifteen minutes", "one minute"."""
    n = max(1, round(seconds / 60))
    return f"{number(n)} {'minute' if n == 1 else 'minutes'}"


def quiet(seconds: float) -> str | None:
    """Return the length of a silence as people say it; None if no word is within 20 % of it."""
    length, words = min(QUIETS, key=lambda row: abs(row[0] - seconds))
    return words if abs(length - seconds) <= 0.2 * seconds else None


def breaths(seconds: float) -> str:
    """Return a silence counted in slow breaths of ten seconds, at least one."""
    n = max(1, int(seconds / 10 + 0.5))
    return "one slow breath" if n == 1 else f"{number(n)} slow breaths"


def how_long(seconds: float) -> str:
    """Return the answer to "how long": the time left in whole minutes."""
    if seconds < 60:
        return ASIDES["almost_over"]
    return f"About {minutes(seconds)} to go, then the quiet end."


def shortest(seconds: float) -> str:
    """Return the answer to an end that comes too soon, naming the soonest; never less than it is."""
    length = -(-int(-(-seconds // 1)) // 60) * 60
    return f"That is too short for both sides and a quiet end. {minutes(length).capitalize()} would do."


def part(title: str) -> str:
    """Return how a part of a session is named inside a sentence: "the first foot", "getting ready"."""
    name = title.strip()
    if name.lower() in _PARTS:
        return _PARTS[name.lower()]
    name = name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name
    return name if name.startswith(("the ", "both ", "your ")) else f"the {name}"


def recap(done: str | None, following: str | None) -> str:
    """Return what is said on coming back; ``done`` and ``following`` are titles of parts, None for none."""
    said = "Welcome back."
    if done is not None:
        name = part(done)
        verb = "are" if name.endswith("s") and not name.endswith("ss") else "is"
        said += f" {name[:1].upper()}{name[1:]} {verb} done" + ("." if following is None else ";")
    if following is not None:
        said += f" {'Now' if done is None else 'now'} {part(following)}."
    return said
