"""Calm colours, and how lines are drawn: dark enough to be read on paper without any colour."""

from __future__ import annotations

from html import escape

PAPER = "#fbf8f3"
INK = "#3b3a36"
SOFT = "#6f695f"
RULE = "#e4ddd0"
SKIN = "#f8ece0"
EDGE = "#7d6a5b"
"""The outline of the body."""
HAIR = "#d6c7b6"
WORKED = "#dd9f81"
"""A worked area, at ``WORKED_OPACITY``: light grey without colour, with a dark edge."""
WORKED_OPACITY = "0.6"
WORKED_EDGE = "#8f4a30"
HAND = "#26504e"
"""The way of the hands: nearly black without colour."""


def safe(text: str) -> str:
    """Return ``text`` for XML: escaped, and without characters that XML does not allow."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
