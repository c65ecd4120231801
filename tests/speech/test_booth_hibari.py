"""The default voice for real: spoken once for the module, measured, and heard again from the cache."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.errors import UsageError, VoiceError
from coach.plan.timeline import Line
from coach.speech.booth import available, open_booth
from coach.speech.cache import ClipCache
from coach.speech.clean import words
from coach.speech.clip import CLIP_LUFS
from coach.speech.level import loudness
from coach.speech.rung import Rung
from coach.speech.voice import Settings
from coach.units import RATE

LINES = [
    Line("1.1", "Let the room be warm, and the light low."),
    Line("1.2", "Now rub your palms together."),
    Line("1.3", "Rest there. Five counts."),
    Line("1.3b", "Rest there. Five counts."),
    Line("1.4", "Now open your hands and smooth the hair back, one hand after the other."),
    Line("1.5", "And out."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def clips(folder):
    seen = []
    with open_booth("hibari", Settings(), cache=ClipCache(folder)) as booth:
        booth.progress = lambda done, total: seen.append((done, total))
        booth.warm()
        measured = booth.measure(LINES)
        found = booth.clips(LINES)
        assert booth.notices == []
        assert (booth.name, booth.deterministic) == ("hibari:heart", True)
    assert seen == [(n, 5) for n in range(1, 6)]
    assert measured == {line: clip.frames for line, clip in found.items()}
    return found


def digest(clip):
    return hashlib.sha256(clip.pcm.tobytes()).hexdigest()


def test_every_clip_is_level_trimmed_and_as_long_as_its_words(clips):
    for line, clip in clips.items():
        assert loudness(clip.energy) == pytest.approx(CLIP_LUFS, abs=0.05), line
        assert 0.6 < clip.frames / RATE / (words(line.text) * 60 / 135) < 1.8, line
        sounding = np.flatnonzero(np.abs(clip.pcm) > 0.02 * np.abs(clip.pcm.astype(int)).max())
        assert sounding[0] < 0.1 * RATE, line
        assert clip.frames - sounding[-1] < 0.15 * RATE, line


def test_equal_texts_are_one_clip(clips, folder):
    assert clips[LINES[2]] is clips[LINES[3]]
    assert len(list(folder.glob("*.clip*"))) == 5


def test_from_the_cache_nothing_is_spoken_and_the_bytes_are_the_same(clips, folder, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    with open_booth("hibari:heart", Settings(), cache=ClipCache(folder)) as booth:
        booth.warm(LINES)
        assert {line: digest(clip) for line, clip in booth.clips(LINES).items()} == {
            line: digest(clip) for line, clip in clips.items()
        }


def test_without_a_cache_a_fresh_worker_in_another_order_beside_scipy_gives_the_same_bytes(
    clips, tmp_path, monkeypatch
):
    fake = tmp_path / "path" / "scipy"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("")
    (fake / "fft.py").write_text("def rfft(*a, **k): raise SystemExit(9)\nirfft = rfft\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    (tmp_path / "file").write_text("")
    with open_booth("hibari", Settings(), cache=ClipCache(tmp_path / "file" / "clips")) as booth:
        again = booth.clips(LINES[::-1][:3])
        assert len(booth.notices) == 1
        assert "not kept" in booth.notices[0]
    assert [digest(clips[line]) for line in again] == [digest(clip) for clip in again.values()]


def test_a_damaged_clip_is_spoken_again_also_between_measuring_and_playing(clips, folder, tmp_path):
    cache = ClipCache(tmp_path)
    for path in folder.glob("*.clip*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with open_booth("hibari", Settings(), cache=cache) as booth:
        booth.measure(LINES)
        path = cache.path(clips[LINES[5]].key)
        path.write_bytes(path.read_bytes()[:-100])
        assert digest(booth.clips(LINES)[LINES[5]]) == digest(clips[LINES[5]])
    assert cache.read(clips[LINES[5]].key) is not None


@pytest.mark.usefixtures("clips")
def test_the_booth_imports_no_engine(folder):
    code = (
        "import sys; from pathlib import Path\n"
        "from coach.plan.timeline import Line; from coach.speech.booth import open_booth, available\n"
        "from coach.speech.cache import ClipCache; from coach.speech.voice import Settings\n"
        "with open_booth('hibari', Settings(), cache=ClipCache(Path(sys.argv[1]))) as booth:\n"
        "    booth.measure([Line('1', 'And out.')])\n"
        "    assert 'numpy' not in sys.modules\n"
        "    booth.clips([Line('1', 'And out.')]); booth.warm()\n"
        "engines = {'onnxruntime', 'hibari', 'pyttsx3', 'av', 'scipy', 'soxr'} & set(sys.modules)\n"
        "assert not engines, engines\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_pace_is_heard(clips, tmp_path):
    with open_booth("hibari", Settings(pace=180), cache=ClipCache(tmp_path)) as booth:
        quick = booth.measure(LINES[:3])
    slow = sum(clips[line].frames for line in LINES[:3])
    assert sum(quick.values()) / slow == pytest.approx(135 / 180, abs=0.06)


def test_a_pace_that_was_never_measured_is_refused_with_the_range():
    with pytest.raises(UsageError, match="between 100 and 200"):
        open_booth("hibari", Settings(pace=300))


def test_other_voices_of_the_engine_are_never_downloaded():
    with pytest.raises(VoiceError, match="downloads nothing"):
        open_booth("hibari:emma", Settings())


def test_a_language_it_does_not_speak_is_refused_if_it_was_named_in_full():
    with pytest.raises(VoiceError, match="not de"):
        open_booth("hibari:heart", Settings(locale="de"))


def test_in_a_language_it_does_not_speak_the_system_voice_steps_in_and_a_notice_says_so():
    with open_booth("hibari", Settings(locale="de")) as booth:
        assert booth.name == "system"
        assert booth.notices == ["The voice hibari does not speak de; the voice system does."]


def test_an_unknown_voice_gets_near_misses():
    with pytest.raises(VoiceError, match="hibari"):
        open_booth("hibary:heart", Settings())


def test_without_its_package_the_system_voice_steps_in_and_a_notice_says_so(monkeypatch):
    from importlib import metadata

    real = metadata.version

    def missing(name):
        if name == "hibari-tts":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", missing)
    with open_booth("hibari", Settings()) as booth:
        assert booth.name == "system"
        assert "pip install hibari-tts" in booth.notices[0]


def test_settings_and_versions_make_other_keys():
    with open_booth("hibari", Settings()) as one, open_booth("hibari", Settings(pace=150)) as two:
        ((_, script),) = one._prompter.scripts(LINES[:1])
        keys = {booth._rungs[0].key(script) for booth in (one, two)}
        keys.add(Rung.key(open_booth("hibari", Settings(seed=1))._rungs[0], script))
        assert len(keys) == 3


def test_all_voices_are_listed_with_what_to_do():
    voices = {voice.name: voice for voice in available()}
    assert next(iter(voices)) == "hibari:heart"
    assert {"recorded:FOLDER", "silent"} <= set(voices)
    assert voices["hibari:heart"].ready
    assert "onnxruntime" in voices["hibari:heart"].version
    assert any(name.startswith("system") for name in voices)


def test_the_runtime_of_the_voice_keeps_no_diary_and_reports_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    cache = ClipCache(tmp_path / "clips")
    with open_booth("hibari", Settings(), cache=cache) as booth:
        assert booth.clips([Line("diary", "Rest your hands.")])
    assert [path.name for path in tmp_path.iterdir()] == ["clips"]
