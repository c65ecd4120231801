"""From YAML events to plain values with marks, in one pass and without recursion.

Only what a routine needs is let through: mappings with text keys, lists and scalars, at most
``DEPTH`` deep. Aliases, anchors, tags, merge keys and second documents are refused where they stand.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from coach.errors import RoutineError
from coach.problem import Problem
from coach.routine.guard import PIECES, hidden_name, lines_of, refusal
from coach.routine.marks import Document, Mark
from coach.routine.near import shown
from coach.routine.scalars import plain
from coach.routine.syntax import say

DEPTH = 20
"""Deepest nesting of lists and mappings."""

ENTRIES = 1_000
"""Most entries of one list or mapping."""

_MANY_LINES = frozenset({"notes", "description"})


def compose(text: str, name: str) -> tuple[Document, list[Problem]]:
    """Return the document of ``text`` and what is wrong with it that leaves it readable.

    Raises RoutineError with one problem for anything that is not a plain YAML 1.2 mapping.
    """
    composer = _Composer(text, name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            composer.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise composer.stop("Y005", line, column, say(error)) from None
    except YAMLError as error:
        raise composer.stop("Y005", 0, 0, f"this is not YAML: {shown(error, 80)}.") from None
    except (ValueError, OverflowError):
        line = composer.line
        raise composer.stop("Y005", line, 0, "coach cannot read this line as YAML. Write it anew.") from None
    return composer.finish()


class _Composer:
    def __init__(self, text: str, name: str) -> None:
        self.lines = lines_of(text)
        self.name = name
        self.problems: list[Problem] = []
        self.line = 0
        self._count = 0
        self._documents = 0
        self._top: tuple[Any, Mark] | None = None
        self._open: list[tuple[Any, Mark]] = []
        self._key: list[tuple[str, int, int] | None] = []

    def take(self, event: Event) -> None:
        """Put one event in its place."""
        self._count += 1
        self.line = event.start_mark.line
        if self._count > 2 * PIECES:
            raise self._refuse(event, "Y012", "the file holds too many values. Split it into several files.")
        if isinstance(event, DocumentStartEvent):
            self._document(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
            self._clean(event)
            if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
                self._take_key(event)
            else:
                self._take_value(event)

    def finish(self) -> tuple[Document, list[Problem]]:
        """Return the document, which must be a mapping, and the problems on the way."""
        if self._top is None or not isinstance(self._top[0], dict):
            raise self.stop(
                "Y015", 0, 0, 'a routine begins with fields such as "id: my-routine". Write these.'
            )
        data, mark = self._top
        return Document(self.name, self.lines, data, mark), self.problems

    def stop(self, code: str, line: int, column: int, message: str) -> RoutineError:
        """Return the error that ends the reading; line and column from 0."""
        text = self.lines[line] if line < len(self.lines) else ""
        return refusal(self.name, code, line + 1, column + 1, message, text)

    def _refuse(self, event: Event, code: str, message: str) -> RoutineError:
        return self.stop(code, event.start_mark.line, event.start_mark.column, message)

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._refuse(event, "Y010", "a second document begins here. Keep one routine in one file.")
        if event.tags or event.version not in (None, (1, 2)):
            raise self._refuse(event, "Y014", "lines that begin with % are not read here. Take it out.")

    def _clean(self, event: NodeEvent | CollectionStartEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            mark = "*" if isinstance(event, AliasEvent) else "&"
            message = (
                f'"{mark}{shown(event.anchor)}" is a YAML anchor or alias. Write the values out instead.'
            )
            raise self._refuse(event, "Y006", message)
        if (tag := getattr(event, "tag", None)) is not None:
            tag = str(tag).replace("tag:yaml.org,2002:", "!!")
            message = f'"{shown(tag)}" is a YAML tag. Take it out; plain values are enough.'
            raise self._refuse(event, "Y008", message)

    def _take_key(self, event: Event) -> None:
        if not isinstance(event, ScalarEvent):
            raise self._refuse(event, "Y013", "a list or a mapping cannot be a key. Write a plain word.")
        key = str(event.value)
        if key == "<<" and event.style is None:
            raise self._refuse(event, "Y007", '"<<" merges mappings. Write the values out instead.')
        self._look(key, event)
        line, column = event.start_mark.line, event.start_mark.column
        self._key[-1] = (key, line, column)
        if key in self._open[-1][0]:
            first = self._open[-1][1][4][key][0] + 1
            message = f'"{shown(key)}" stands here twice, first in line {first}. Keep one of them.'
            self._note("Y009", line, column, message)

    def _take_value(self, event: Event) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        value: Any
        if self._open and len(self._open[-1][0]) >= ENTRIES:
            message = f"this list or mapping has more than {ENTRIES} entries. A routine needs about fifty."
            raise self._refuse(event, "Y018", message)
        if isinstance(event, ScalarEvent):
            value = self._scalar(event)
            mark: Mark = [line, column, line, column]
        else:
            value = {} if isinstance(event, MappingStartEvent) else []
            mark = [line, column, line, column, type(value)()]
        self._put(value, mark)
        if not isinstance(event, ScalarEvent):
            if len(self._open) >= DEPTH:
                message = f"this is nested more than {DEPTH} levels deep. A routine needs about ten."
                raise self._refuse(event, "Y011", message)
            self._open.append((value, mark))
            self._key.append(None)

    def _put(self, value: Any, mark: Mark) -> None:  # noqa: ANN401 - plain values of a file
        if not self._open:
            self._top = (value, mark)
            return
        container, outer = self._open[-1]
        key = self._key[-1]
        if key is None:
            container.append(value)
            outer[4].append(mark)
            return
        self._key[-1] = None
        if key[0] not in container:
            container[key[0]] = value
            mark[0], mark[1] = key[1], key[2]
            outer[4][key[0]] = mark

    def _scalar(self, event: ScalarEvent) -> Any:  # noqa: ANN401 - plain values of a file
        text = str(event.value)
        if event.style is None:
            try:
                value = plain(text)
            except ValueError as error:
                message = f"{error}. Write a shorter one, or put it in quotes."
                self._note("Y016", event.start_mark.line, event.start_mark.column, message)
                return 0
            if not isinstance(value, str):
                return value
        self._look(text, event)
        return text

    def _look(self, text: str, event: Event) -> None:
        key = self._key[-1] if self._key else None
        one_line = text.rstrip("\n")
        if key is not None and key[0] in _MANY_LINES:
            one_line = one_line.replace("\n", " ")
        if name := hidden_name(one_line):
            what = "a line break" if "U+000A" in name else name
            message = f"this text holds {what}. Take it out; a text is one line of visible characters."
            self._note("Y003", event.start_mark.line, event.start_mark.column, message)

    def _note(self, code: str, line: int, column: int, message: str) -> None:
        problem = self.stop(code, line, column, message).problems[0]
        self.problems.append(problem)
