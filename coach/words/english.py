"""English grammar: what data alone cannot say."""

from __future__ import annotations


def part(title: str) -> str:
    """Return how a part of a session is named inside a sentence: "the first foot", "both feet"."""
    name = title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title
    return name if name.startswith(("the ", "both ", "your ")) else f"the {name}"


def agreeing(sentence: str, subject: str) -> str:
    """Return ``sentence`` with "are" for its first "is", if ``subject`` is many: "The ears are done."."""
    many = subject.endswith("s") and not subject.endswith("ss")
    return sentence.replace(" is ", " are ", 1) if many else sentence
