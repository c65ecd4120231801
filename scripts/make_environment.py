"""Make the environment of the checkout, ``.venv``: coach installed editable, with the extras asked for.

Called by ``scripts/environment`` with the checkout, the stamp to leave, and the extras. Two that start at
once wait for each other; a set-up that was interrupted is begun anew by the next one. Everything is said on
standard error, so that the output of the command that needed the environment stays clean.
"""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

CANNOT = 4
"""Exit code when something is missing to make the environment."""


def main() -> int:
    """Return 0 when the environment is ready, 4 when something is missing for it, 130 when interrupted."""
    root, stamp, extras = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    home = root / ".venv"
    with locked(root / ".venv.lock"):
        if is_whole(home) and all(has(home, part, stamp) for part in ("coach", *extras)):
            return 0  # another set-up made it while this one waited
        if importlib.util.find_spec("ensurepip") is None:
            return cannot("this Python cannot make environments. Type: apt install python3-venv")
        say(f"Setting up {home} (this once; it needs the network and takes a minute or two) ...")
        try:
            make(root, stamp, extras)
        except KeyboardInterrupt:
            say("Interrupted; the next start sets it up anew.")
            return 130
        except subprocess.CalledProcessError:
            return cannot("setting up failed; the reason stands above. Mend it, then try again.")
        except OSError as error:
            return cannot(f"setting up failed: {error}. Mend it, then try again.")
    return 0


def make(root: Path, stamp: str, extras: Sequence[str]) -> None:
    """Create ``.venv`` unless a whole one stands there, install into it, leave the stamps.

    Raises CalledProcessError or OSError; then a mark stays behind that it is unfinished.
    """
    home = root / ".venv"
    mark = home / ".unfinished"
    if not is_whole(home) or was_moved(root, home):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        mark.touch()
        venv.create(home, with_pip=True, symlinks=True)
    mark.touch()
    wanted = [extra for extra in ("bench", "check", "test") if extra in extras or has(home, extra, stamp)]
    target = f"{root}[{','.join(wanted)}]" if wanted else str(root)
    command = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input", "--editable", target]
    calm = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run(command, check=True, stdout=sys.stderr, env={**os.environ, **calm})
    for part in ("coach", *wanted):
        (home / f".stamp-{part}").write_text(stamp)
    mark.unlink()


def is_whole(home: Path) -> bool:
    """Return whether a Python that can be run stands in ``home`` and nothing there was left half-made."""
    return os.access(home / "bin" / "python", os.X_OK) and not (home / ".unfinished").exists()


def has(home: Path, part: str, stamp: str) -> bool:
    """Return whether ``part`` was installed for the project file as it is now."""
    file = home / f".stamp-{part}"
    return file.exists() and file.read_text() == stamp


def was_moved(root: Path, home: Path) -> bool:
    """Return whether the environment was made for a checkout in another place; it cannot be moved."""
    return any(not stamp.read_text().startswith(f"{root} ") for stamp in home.glob(".stamp-*"))


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` alone; the system lets go of it even when this process is killed."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def cannot(why: str) -> int:
    """Say what keeps coach from starting, and return the exit code for it."""
    say(f"coach cannot start: {why}")
    return CANNOT


def say(line: str) -> None:
    """Write ``line`` on standard error."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
