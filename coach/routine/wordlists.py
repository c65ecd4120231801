"""Lists of words that the rules look for, for one language: whole words, or expressions as they stand."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from coach.errors import UsageError
from coach.routine.base import Model, Text

Name = Literal[
    "number",
    "strong",
    "strong_on_joints",
    "joints",
    "negated",
    "seen",
    "feelings",
    "persons",
    "eyes",
    "suggestive",
    "pushy",
    "filler",
    "ear",
    "actions",
    "choice",
    "typed_time",
    "typed_number",
    "ordinal",
    "preview",
    "last",
    "body",
    "even",
    "jerk",
    "ear_outside",
    "throat",
    "neck_sides",
    "comfort",
    "clot",
    "allergy",
    "warmth",
    "heat",
    "side",
    "side_owner",
    "consent",
    "no_go",
    "wait",
    "stop",
    "wipe",
    "ankles",
    "under_knees",
    "tap",
    "breath_held",
    "breath_in",
    "breath_out",
    "illness",
    "promise",
    "against",
    "only_with_promise",
    "abbreviation",
    "endings",
    "empty",
]
"""What the lists are called."""

SPARED: dict[str, str] = {
    "strong_on_joints": "MS124",
    "filler": "MS408",
    "ear": "MS417",
    "actions": "MS406",
    "side": "MS305",
    "ordinal": "MS422",
    "only_with_promise": "MS501",
}
"""Lists that a language may do without, with a reason, and the rule that then looks for less."""

ANY_NUMBER = "{number}"
"""Stands in an expression for any word of the list of numbers."""

_NEVER = re.compile(r"(?!)")

Pattern = Annotated[str, Field(strict=True, min_length=1, max_length=4000)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class ListsFile(Model):
    """A file ``rules.yaml``."""

    lists: dict[Name, Pattern | tuple[Pattern, ...]]
    """Words by the name of their list; a text is an expression as it stands."""
    not_applicable: dict[Name, Text] = Field(default_factory=dict)
    """Lists that this language does without, and why."""
    claims: dict[
        Annotated[str, Field(pattern=r"^MS5\d\d$")],
        Annotated[tuple[Pattern, ...], BeforeValidator(_listed)],
    ]
    """Promises that are not made, by the rule that forbids them."""

    @model_validator(mode="after")
    def _whole(self) -> ListsFile:
        known = {*self.lists, *self.not_applicable}
        if missing := [name for name in get_args(Name) if name not in known]:
            raise ValueError(
                f"lists without words: {', '.join(missing)}. Write them, or say under not_applicable why not"
            )
        for name in self.not_applicable:
            if name not in SPARED:
                raise ValueError(f'the list "{name}" protects somebody; every language has words for it')
        return self


class WordLists:
    """The lists of a language, each compiled when it is first used."""

    def __init__(self, file: ListsFile) -> None:
        self._file = file
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: Name) -> re.Pattern[str]:
        """Return a list as a pattern; one that the language does without is found nowhere."""
        if name not in self._patterns:
            words = self._file.lists.get(name)
            self._patterns[name] = _NEVER if words is None else self._compiled(name, words)
        return self._patterns[name]

    def words(self, name: Name) -> tuple[str, ...]:
        """Return the words of a list as they are written."""
        words = self._file.lists.get(name, ())
        return (words,) if isinstance(words, str) else words

    @cached_property
    def claims(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What is not promised: the rule that forbids it, and the words."""
        return tuple((code, self._compiled(code, words)) for code, words in self._file.claims.items())

    @property
    def spared(self) -> dict[str, tuple[str, str]]:
        """Lists that the language does without: the rule that looks for less, and the reason."""
        return {name: (SPARED[name], why) for name, why in self._file.not_applicable.items()}

    def _compiled(self, name: str, words: str | tuple[str, ...]) -> re.Pattern[str]:
        text = words if isinstance(words, str) else rf"\b(?:{'|'.join(words)})\b"
        try:
            return re.compile(
                text.replace(ANY_NUMBER, f"(?:{'|'.join(self.words('number'))})"), re.IGNORECASE
            )
        except re.error as error:
            raise UsageError(f'The list "{name}" of rules.yaml is no regular expression: {error}.') from None
