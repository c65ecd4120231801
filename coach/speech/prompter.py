"""What a voice gets for each line: cleaned words, or the recording that it looks up; and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech.clean import cleaned
from coach.speech.rung import Script

if TYPE_CHECKING:
    from coach.plan.timeline import Line
    from coach.speech.casting import Casting

MOST_NAMED = 10
"""Most cues that one error names."""


class Prompter:
    """Scripts by line, found once each."""

    def __init__(self, casting: Casting) -> None:
        self.missing: dict[str, str] = {}
        """Texts of the lines that were asked for and have no recording, by their ids."""
        self._casting = casting
        self._scripts: dict[Line, Script | None] = {}
        self._recordings: dict[tuple[str, str], Script] = {}

    def scripts(self, lines: Iterable[Line]) -> list[tuple[Line, Script]]:
        """Return the script of each line that has one.

        Raises one VoiceError that names every line in which there is nothing to say.
        """
        found = []
        errors = []
        for line in lines:
            try:
                script = self._script(line)
            except VoiceError as error:
                errors.append(f"Cue {line.id}: {error}")
                continue
            if script is not None:
                found.append((line, script))
        _refuse(errors)
        return found

    def __getitem__(self, line: Line) -> Script:
        """Return the script of a line that has one; raise KeyError."""
        script = self._scripts[line]
        if script is None:
            raise KeyError(line.id)
        return script

    def check(self, lines: Iterable[Line]) -> None:
        """Raise VoiceError unless each of these final lines can be said as it is; it names them all."""
        complaint: Callable[[Line], str | None] | None = self._casting.complaint
        if complaint is not None:
            _refuse([text for line in lines if (text := complaint(line)) is not None])

    def _script(self, line: Line) -> Script | None:
        if line not in self._scripts:
            self._scripts[line] = self._found(line)
        script = self._scripts[line]
        if script is None:
            self.missing[line.id] = line.text
        return script

    def _found(self, line: Line) -> Script | None:
        text = cleaned(line.text)
        if self._casting.mark is None:
            return Script(text, "", "")
        recording = self._casting.mark(line)
        if recording is None:
            return None
        cue, mark = recording  # the words may differ while planning: a recording is as long as it is
        return self._recordings.setdefault(recording, Script(text, mark, cue))


def _refuse(errors: list[str]) -> None:
    if errors:
        more = [f"... and {len(errors) - MOST_NAMED} more."] if len(errors) > MOST_NAMED else []
        raise VoiceError("\n".join(errors[:MOST_NAMED] + more))
