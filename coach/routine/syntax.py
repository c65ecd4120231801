"""What the YAML parser found, said so that a beginner knows what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.routine.near import shown

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

_SAYINGS = (
    (
        "mapping values are not allowed",
        'a second colon on one line. Put the text in quotes: text: "Now: rest."',
    ),
    ("cannot start any token", "a text cannot begin with this character. Put it in quotes."),
    ("could not find expected ':'", "a colon is missing. Write each field as name: value."),
    ("expected <block end>", "this line is not in step with those above it. Check its indentation."),
    ("expected the node content", "a value is missing here, or a comma or bracket is too many."),
    ("while scanning a quoted scalar", "a quote is opened and never closed. Close it on the same line."),
    ("while parsing a flow", "a bracket or brace is not closed, or a comma is missing."),
    ("found undefined tag handle", "this is a YAML tag. Take it out; plain values are enough."),
    ("while scanning a directive", "lines that begin with % are not read here. Take it out."),
    ("while parsing a tag", "this is a YAML tag. Take it out; plain values are enough."),
    ("while scanning a tag", "this is a YAML tag. Take it out; plain values are enough."),
    ("while scanning an alias", "this is a YAML alias. Write the values out instead."),
    ("while scanning an anchor", "this is a YAML anchor. Write the values out instead."),
    ("expected '<document start>'", "a second document begins here. Keep one routine in one file."),
    ("while scanning a double-quoted", 'a backslash in double quotes begins a code. Write "\\\\" for one.'),
    ("sequence entries are not allowed", "a list begins on the next line. Move the dash down."),
)


def say(error: MarkedYAMLError) -> str:
    """Return one or two sentences about ``error``; its place is shown elsewhere."""
    raw = f"{error.problem or ''} {error.context or ''}"
    for part, saying in _SAYINGS:
        if part in raw:
            return saying
    return f"this is not YAML as coach reads it: {shown(error.problem or error.context, 80)}."
