"""A stranger who has only the track: what is worked, how, and on which side, minute by minute.

``notes`` sees nothing but what the recogniser writes down of the sound, with times: no routine, no cue sheet, no
table of the product. ``judged`` then compares its notes with the cue sheet beside the track. Run
``python -m tests.listening.stranger head-15.mp3 ...``; ``--notes`` prints every minute.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from .ear import _recogniser, decode, sheet_of


class Doing(NamedTuple):
    """What somebody believes is going on."""

    part: str
    movement: str
    side: str
    """one, other or both."""


NOTHING = Doing("", "", "both")


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence of the transcript."""

    start: float
    text: str


def transcript(path: Path) -> tuple[list[Heard], float]:
    """Return what the recogniser writes down of a whole track, sentence by sentence, and its length in seconds."""
    sound = decode(path, 16_000)
    segments, _ = _recogniser().transcribe(
        sound,
        language="en",
        beam_size=5,
        vad_filter=True,
        vad_parameters={"min_silence_duration_ms": 600},
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    found: list[Heard] = []
    for segment in segments:
        start, said = 0.0, ""
        for word in segment.words:
            start = start if said else word.start
            said += word.word
            if said.rstrip().endswith((".", "?", "!")):
                found.append(Heard(start, said.strip()))
                said = ""
        if said.strip():
            found.append(Heard(start, said.strip()))
    return found, len(sound) / 16_000


PARTS = (
    ("toes", r"\b(?:little toe|toes?\b(?! to the ankle)(?!, to))"),
    ("ankle", r"\baround the ankle"),
    (
        "leg",
        r"\blower leg|\bup the leg|\bbehind the ankle|\bback of the knee|\bankle (?:towards?|to) (?:the )?knee",
    ),
    ("leg", r"\bankle to below the knee|\bthe leg\b|\bshin\b"),
    ("foot", r"\bfoot\b|\bfeet\b|\barch\b|\bheel\b|\btoes to the ankles?\b"),
    ("fingers", r"\blittle finger\b|\bfingers, one by one"),
    ("wrist", r"\bwrist crease\b|\bfinger widths\b|\bthird finger\b|\bruler\b|\btendons\b"),
    (
        "hand",
        r"\bfrom the fingers\b|\bpad below the thumb|\bthumb pad|\bwhole palm|\bon the palm\b|\btender\b",
    ),
    (
        "hand",
        r"\b(?:the|both) hands? (?:between|in both of yours)|\bpull on the hand|\barm grow long|\banother spot",
    ),
    ("forearm", r"\bforearm|\b(?:elbow|wrist towards? the elbow)"),
    ("neck", r"\bshoulder blades?\b|\bunder the blades\b|\bbase of the skull\b|\bneck grow heavy"),
    ("temples", r"\btemples\b"),
    ("front of the head", r"\bhairline\b|\bfront of the head"),
    ("back of the head", r"\bskull meets the neck|\bback of the head"),
    ("ears", r"\blobes?\b|\bearlobes?\b|\brim\b|\bthe ears?\b"),
    ("hair", r"\bhair\b|\bhandful|\bscalp\b"),
    ("back", r"\bupper back\b|\bup the back\b|\bbeside the spine\b|\bwaist\b"),
    ("shoulders", r"\bon the shoulders\b"),
    ("head", r"\bthe head\b(?! to| turn| once|, with)"),
)
"""Places by the words that name them, the most telling first."""

MOVEMENTS = (
    ("ask", r"\blighter, firmer\b|\bwhich of the (?:two|three)\b|\bwatch the breath"),
    ("pull", r"\bpull\b|\blean back\b|\bsoft fist\b|\bhandful"),
    ("glide", r"\bglid|\bstrokes?\b|\bsmooth\b|\bspread oil\b|\bgo up the leg\b"),
    ("draw", r"\bdraw\b|\bslide (?:both hands under|down|under)|\bpalms up\b"),
    ("circle", r"\bcircl"),
    ("squeeze", r"\bsqueez(?:e|es|ing)\b(?! it)|\bclimb\b"),
    ("roll", r"\broll\b(?! over)|\bsqueeze it\b"),
    ("press", r"\bpress\b|\btender\b|\bspot\b|\blean and let go|\blean in\b|\bfive counts"),
    ("rub", r"\brub\b(?! your palms)"),
    (
        "still",
        r"\brest\b|\bhold the\b|\bhold one\b|\bcup\b|\bnothing (?:moves|more)|\blay both palms|\bhold both hands",
    ),
)

SETTLING = re.compile(
    r"\bwelcome\b|\blies face|\bkneel or sit|\bsit or kneel|\bask first\b|\bagree on\b|\brub your palms|\bfever\b|"
    r"\bquiet wish\b|\brings?\b.*\boff\b|\bbell\b|\bwarm (?:the gel|a little)|\bwithin reach|\ballerg|\bto know\b",
    re.IGNORECASE,
)
MOVING = re.compile(
    r"\bturns? over\b|\bwipe your hands\b|\bhold the cover up\b|\btrade places\b|\btowel moves\b|\bsit up slowly\b",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"\bslide your hands away|\bthat is all\b|\byou can stop here|\bthank each other", re.IGNORECASE
)
OTHER = re.compile(r"\bthe other (?:one|foot|hand|arm|leg|side)\b|\btake the other\b", re.IGNORECASE)
HEAD_TURN = re.compile(r"\bturn (?:of )?the head|\bhead turn|\bturn of the head", re.IGNORECASE)
LIMBS = {
    **dict.fromkeys(("toes", "ankle", "leg", "foot"), "foot"),
    **dict.fromkeys(("fingers", "wrist", "hand", "forearm"), "hand"),
}
REMARK = re.compile(
    r"^(?:drop your|lean in with|let your|a little more|more |if |stop below|stay beside|only the)", re.I
)
"""Sentences that say how, not what."""


def notes(heard: list[Heard]) -> list[tuple[float, Doing]]:
    """Return what a listener believes is going on, and since when, from a transcript alone."""
    now, side, limb = NOTHING, "one", ""
    found: list[tuple[float, Doing]] = []
    for sentence in heard:
        text = sentence.text
        if re.match(r"next\b", text, re.IGNORECASE) or HEAD_TURN.search(text):
            if "turns over" not in text and "trade places" not in text:
                continue
        if SETTLING.search(text):
            now, limb, side = Doing("nobody", "settle", "both"), "", "one"
        elif ENDING.search(text):
            now = Doing("nobody", "end", "both")
        elif MOVING.search(text):
            now, limb, side = Doing("nobody", "move", "both"), "", "one"
        elif OTHER.search(text) and limb:
            side, now = "other", Doing(limb, "change", "other")
        else:
            part = next((name for name, words in PARTS if re.search(words, text, re.IGNORECASE)), "")
            movement = next((name for name, words in MOVEMENTS if re.search(words, text, re.IGNORECASE)), "")
            if REMARK.match(text):
                continue
            if movement == "ask":
                now = now._replace(movement="ask")
            elif part or movement:
                now = _onward(now, part, movement)
            family = LIMBS.get(now.part, "")
            if family and family != limb:
                limb, side = family, side if not limb else "one"
            elif now.part and not family and now.part != "nobody":
                limb = ""
            both = re.search(
                r"\bboth feet\b|\bone on each foot\b|\bboth hands between\b", text, re.IGNORECASE
            )
            now = now._replace(side="both" if both or not limb else side)
        found.append((sentence.start, now))
    return found


def _onward(now: Doing, part: str, movement: str) -> Doing:
    """Return what goes on after a sentence that names a place, a movement, or both."""
    if part and not movement and part != now.part and now.part not in ("", "nobody"):
        return now  # a place that is only mentioned on the way
    return now._replace(part=part or now.part, movement=movement or now.movement)


TRUTH: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "still.contact": (("foot", "leg", "hand", "forearm", "head", "back"), ("still",)),
    "foot.spread_glide": (("foot", "toes"), ("glide",)),
    "foot.sole_thumbs": (("foot",), ("press", "circle")),
    "foot.toe_roll": (("toes",), ("roll", "squeeze")),
    "foot.ankle_circles": (("ankle",), ("circle",)),
    "leg.calf_knead": (("leg",), ("squeeze",)),
    "leg.long_sweep": (("leg",), ("glide",)),
    "leg.front_glide": (("leg",), ("glide",)),
    "hand.spread_glide": (("hand", "forearm"), ("glide",)),
    "hand.thumb_circles": (("hand",), ("circle",)),
    "hand.tender_hold": (("hand",), ("press", "still")),
    "hand.finger_roll": (("fingers",), ("roll", "squeeze")),
    "arm.forearm_knead": (("forearm",), ("squeeze",)),
    "arm.forearm_glide": (("forearm",), ("glide",)),
    "hand.traction": (("hand",), ("pull", "still")),
    "wrist.inner_point": (("wrist",), ("press", "still")),
    "head.cradle": (("head",), ("still",)),
    "neck.blade_draw": (("neck",), ("draw", "still")),
    "scalp.hair_pull": (("hair",), ("pull",)),
    "scalp.shift": (("hair",), ("press", "draw")),
    "hair.smooth": (("hair",), ("glide",)),
    "ear.lobe_rub": (("ears",), ("rub",)),
    "ear.rim_walk": (("ears",), ("squeeze",)),
    "back.palm_glide": (("back",), ("glide",)),
    "back.palm_press": (("back",), ("press", "still")),
    "close.still": (("foot", "hand", "head", "shoulders", "ears", "back"), ("still",)),
    "learn.pressure": (("forearm",), ("glide",)),
}
"""What a step is, in the stranger's words; steps that are not listed are settling, asking, moving or ending."""

ZONES = {"Temples": "temples", "Front": "front of the head", "Back": "back of the head"}


def judged(path: Path, *, show: bool = False) -> tuple[int, int, list[str]]:
    """Return how many minutes the stranger names rightly, of how many, and what went wrong in the others."""
    heard, length = transcript(path)
    believed = notes(heard)
    sheet = sheet_of(path)
    right, wrong = 0, []
    minutes = int(length // 60) + (length % 60 >= 30)
    for minute in range(minutes):
        first, last = minute * 60, min(int(length), minute * 60 + 60)
        thought = _mostly(_at(believed, second) for second in range(first, last))
        truth = _mostly(_step(sheet["steps"], second) for second in range(first, last))
        good = _same(thought, truth, sheet)
        right += good
        told = f"{minute:3d}  {'' if good else '* '}{', '.join(thought)}"
        if show or not good:
            wrong.append(f"{told}   [{truth[0]} {truth[1]} {truth[2]}]")
    return right, minutes, wrong


def _mostly(things: Any) -> Any:  # noqa: ANN401
    return Counter(things).most_common(1)[0][0]


def _at(believed: list[tuple[float, Doing]], second: float) -> Doing:
    return next((doing for start, doing in reversed(believed) if start <= second + 2), NOTHING)


def _step(steps: list[dict[str, Any]], second: float) -> tuple[str, str, str]:
    found = next(s for s in reversed(steps) if s["start"] <= second)
    return found["technique"], found["label"], found["side"] or ""


def _same(thought: Doing, truth: tuple[str, str, str], sheet: dict[str, Any]) -> bool:  # noqa: ARG001
    technique, label, side = truth
    if technique == "scalp.shrinking_circles":
        zone = next(name for word, name in ZONES.items() if label.startswith(word))
        return thought == Doing(zone, "circle", "both")
    if technique not in TRUTH:
        return thought.movement in ("settle", "move", "end", "ask", "change", "still")
    parts, movements = TRUTH[technique]
    sided = {"A": "one", "B": "other", "": "both"}[side]
    return thought.part in parts and thought.movement in movements and thought.side == sided


def main() -> None:
    """Print how much a stranger understands of the tracks named on the command line."""
    show = "--notes" in sys.argv
    for name in (argument for argument in sys.argv[1:] if argument != "--notes"):
        right, minutes, wrong = judged(Path(name), show=show)
        sys.stdout.write(f"{Path(name).name}: {right} of {minutes} minutes named = {right / minutes:.0%}\n")
        sys.stdout.write("".join(f"  {each}\n" for each in wrong))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
