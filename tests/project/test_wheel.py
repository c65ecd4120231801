"""What a stranger gets: the wheel, in a new environment, far from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CALM = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}

LEFT_BEHIND = (".git", ".venv*", ".*_cache", "build", "dist", "*.egg-info", "__pycache__")

BUILD = "import sys, setuptools.build_meta as backend; getattr(backend, sys.argv[1])(sys.argv[2])"


def run(*command: str | Path, cwd: Path) -> str:
    place = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=cwd, env={**place, **CALM}, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("packed")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    tools = folder / "tools"
    venv.create(tools, with_pip=True, symlinks=True)
    python = tools / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "setuptools>=77", cwd=folder)
    run(python, "-c", BUILD, "build_sdist", folder, cwd=source)
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    run(python, "-c", BUILD, "build_wheel", folder, cwd=next((folder / "unpacked").iterdir()))
    return folder


@pytest.mark.slow
def test_the_archives_hold_everything(packed: Path) -> None:
    wheel = next(packed.glob("*.whl"))
    assert wheel.name.endswith("py3-none-any.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info" not in name}
    package = [path for path in (ROOT / "coach").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    wanted = {path.relative_to(ROOT).as_posix() for path in package}
    wanted |= {f"coach/_audio/{path.name}" for path in (ROOT / "audio").iterdir()}
    assert inside == wanted
    with tarfile.open(next(packed.glob("*.tar.gz"))) as tar:
        there = {name.partition("/")[2] for name in tar.getnames()}
    for folder in ("audio", "coach", "scripts", "tests"):
        files = {path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"}
        missing = {path.relative_to(ROOT).as_posix() for path in files} - there
        assert not missing
    assert {"LICENSE", "pyproject.toml"} <= there


@pytest.mark.slow
def test_installed_far_away_it_exports_a_session_in_its_default_voice(packed: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=True, symlinks=True)
    run(home / "bin" / "python", "-m", "pip", "install", "--quiet", next(packed.glob("*.whl")), cwd=tmp_path)
    coach = home / "bin" / "coach"
    place = run(home / "bin" / "python", "-c", "import coach; print(coach.__file__)", cwd=tmp_path)
    assert str(home) in place
    assert "head-15" in run(coach, "list", cwd=tmp_path)
    run(coach, "export", "head-15", "--minutes", "9", "--talk", "minimal", "-o", "head.mp3", cwd=tmp_path)
    seconds, channels = measured(tmp_path / "head.mp3")
    assert abs(seconds - 540.0) < 0.001
    assert channels in {1, 2}
    assert (tmp_path / "head.cues.json").exists()


def measured(path: Path) -> tuple[float, int]:
    """Return the length in seconds and the channels of a sound file, decoded to its end."""
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-ar", "48000", "-"]
        decoded = subprocess.run(command, capture_output=True, check=True).stdout
        probe = ["ffprobe", "-v", "error", "-show_entries", "stream=channels", "-of", "csv=p=0", path]
        channels = subprocess.run(probe, capture_output=True, check=True, text=True).stdout
        return len(decoded) / 2 / 48000, int(channels.split()[0].strip(","))
    import av

    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        frames = sum(frame.samples for frame in file.decode(stream))
        return frames / stream.rate, stream.codec_context.channels


@pytest.mark.slow
def test_an_editable_install_finds_its_sounds(packed: Path, tmp_path: Path) -> None:
    source = next((packed / "unpacked").iterdir())
    home = tmp_path / "env"
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--editable", source, cwd=tmp_path)
    code = "from coach.sound.chimes import audio_folder; print(audio_folder().joinpath('open.wav').is_file())"
    run(python, "-m", "pip", "install", "--quiet", "numpy", "pydantic", cwd=tmp_path)
    assert run(python, "-c", code, cwd=tmp_path).strip() == "True"
