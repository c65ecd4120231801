"""``coach techniques``: the cards there are, by the part of the session they belong to."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.choices import Json
from coach.cli.terminal import Styled, out, out_json, out_wrapped

GROUPS = {
    "prep": "Getting ready",
    "still": "Still hands",
    "back": "Back",
    "foot": "Feet",
    "leg": "Legs",
    "hand": "Hands",
    "arm": "Forearms",
    "wrist": "Wrists",
    "head": "Head",
    "neck": "Neck",
    "scalp": "Scalp",
    "hair": "Hair",
    "ear": "Ears",
    "check": "Questions",
    "tr": "Changes",
    "close": "Ending",
    "learn": "Learning",
}
"""Titles by the first word of a key; cards of other words come last, under their own."""

FOOTER = "One card in full: coach show --technique KEY. A routine of cards: coach build --help."


def techniques_command(
    full: Annotated[
        bool, typer.Option("--full", help="How it feels, what to mind, and the sources too.")
    ] = False,
    json: Json = False,
) -> None:
    """List the technique cards: key, name, where it is done, what the hands do, where it comes from."""
    from coach.cli.card import areas_of, plain, to_mind
    from coach.routine.load import load_tables

    tables = load_tables()
    if json:
        out_json([plain(key, technique, tables) for key, technique in tables.techniques.items()])
        return
    words = list(dict.fromkeys(key.split(".")[0] for key in tables.techniques))
    for number, word in enumerate(sorted(words, key=lambda w: (w not in GROUPS, [*GROUPS, w].index(w)))):
        if number:
            out()
        out(Styled(GROUPS.get(word, word.capitalize()), "bold"))
        for key, technique in tables.techniques.items():
            if key.split(".")[0] != word:
                continue
            areas = ", ".join(areas_of(technique, tables)) or "no touch"
            out(f"  {key}  ", Styled(f"{technique.name} ({areas}; {technique.origin})", "dim"))
            out_wrapped(technique.description, indent=" " * 4)
            if full:
                for line in to_mind(technique, tables):
                    out_wrapped(line, indent=" " * 4)
    out()
    out(Styled(FOOTER, "dim"))
