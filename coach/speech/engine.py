"""One engine in one disposable process: a deadline for every answer, and SIGKILL when it passes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import coach
from coach.errors import VoiceError
from coach.speech.protocol import Broken, receive, send

START_SECONDS = 30.0
"""Time a process has to load its engine, in seconds; a model on a slow disk takes its time."""

ANSWER_SECONDS = 5.0
"""Time for any answer, in seconds."""

ANSWER_SECONDS_PER_CHARACTER = 0.2
"""And so much more for each character to be spoken."""

SILENT = {"ORT_DISABLE_TELEMETRY": "1"}
"""Environment of every process that runs a model: onnxruntime reports to its makers unless it is told not to,
and keeps an identifier and a database for it in the user's cache."""

_LOG_TAIL = 300
"""How much of the engine's own messages is quoted when it dies, in characters."""


class Lost(VoiceError):  # noqa: N818 (a state of the process)
    """The process hung, crashed or gave something unusable; a fresh one may do better."""


class Unable(VoiceError):  # noqa: N818 (a state of the voice)
    """The voice cannot speak here at all; trying again is no use."""


class Engine:
    """A running worker process; ``ask`` blocks until it answers or is killed."""

    def __init__(self, module: str, argument: str) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="coach-voice-", ignore_cleanup_errors=True)
        self._log = (Path(self._home.name) / "log.txt").open("w+b")
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "coach.speech.worker", module, argument],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                cwd=self._home.name,  # nothing in the user's folder can pass for a module
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for the booth; and what the engine starts dies with it
            )
        except OSError:
            self._log.close()
            self._home.cleanup()
            raise
        self._ready = False

    def _environment(self) -> dict[str, str]:
        root = str(Path(coach.__file__).parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONIOENCODING": "utf-8",
            "OMP_NUM_THREADS": "1",
            **SILENT,
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._home.name),
        }

    def ready(self) -> None:
        """Wait until the engine is loaded; raise Unable if it cannot be, Lost if the process died."""
        if self._ready:
            return
        fields, _ = self._read(START_SECONDS)
        if "unable" in fields:
            raise Unable(str(fields["unable"]))
        self._ready = True

    def ask(self, request: Mapping[str, Any], characters: int = 0) -> tuple[dict[str, Any], bytes]:
        """Return the answer to ``request``; raise Lost if there is none in time."""
        self.ready()
        try:
            send(cast("BinaryIO", self._process.stdin), request)
        except Broken:
            raise Lost(f"the speech engine has died {self._last_words()}") from None
        return self._read(ANSWER_SECONDS + ANSWER_SECONDS_PER_CHARACTER * characters)

    def _read(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        late = threading.Event()

        def end() -> None:
            late.set()
            self.kill()

        deadline = threading.Timer(seconds, end)
        deadline.daemon = True
        deadline.start()
        try:
            return receive(cast("BinaryIO", self._process.stdout))
        except Broken:
            why = f"gave no answer for {seconds:.0f} seconds" if late.is_set() else "has died"
            raise Lost(f"the speech engine {why} {self._last_words()}".strip()) from None
        finally:
            deadline.cancel()

    def _last_words(self) -> str:
        """Return the end of what the engine printed, in brackets; empty if it was quiet."""
        self._log.flush()
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - _LOG_TAIL))
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"({last})" if last else ""

    @property
    def pid(self) -> int:
        """Process id, for those who watch it."""
        return self._process.pid

    def kill(self) -> None:
        """End the process, and what it started, at once; a stopped process too."""
        if os.name == "posix":
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                self._process.kill()
        else:
            self._process.kill()

    def close(self) -> None:
        """End the process and leave nothing behind."""
        if self._process.poll() is None:
            self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # unsent bytes for a dead process
        self._log.close()
        self._home.cleanup()
