"""What engines do wrong in the field, done on purpose: the booth answers in time, with the right sound."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from coach.errors import VoiceError
from coach.plan.timeline import Line
from coach.speech import crew, engine
from coach.speech.booth import open_booth
from coach.speech.cache import ClipCache
from coach.speech.casting import Row
from coach.speech.voice import Settings
from coach.units import RATE

HERE = str(Path(__file__).parent)
LINES = [Line("1.1", "Now rub your palms together."), Line("1.2", "Rest there. Five counts.")]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the faults are made with signals")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, tmp_path, request):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([HERE, str(tmp_path)]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(HERE)
    if "hang" in request.node.name or "stopped" in request.node.name:
        monkeypatch.setattr(engine, "ANSWER_SECONDS", 1.5)
        monkeypatch.setattr(engine, "ANSWER_SECONDS_PER_CHARACTER", 0.0)


@pytest.fixture
def booth(tmp_path):
    opened = []

    def make(voice, fallback=None, cache=None):
        table = {
            "fake": Row("fake_engine", fallback="spare" if fallback else None),
            "spare": Row("spare_engine"),
        }
        if fallback:
            (tmp_path / "spare_engine.py").write_text(
                f"import fake_engine\ncast = lambda _: fake_engine.cast({fallback!r})\n"
                f"load = lambda _: fake_engine.load({fallback!r})\n"
            )
            importlib.invalidate_caches()
            sys.modules.pop("spare_engine", None)
        opened.append(
            open_booth(voice, Settings(), cache=cache or ClipCache(tmp_path / "clips"), table=table)
        )
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def spectrum_peak(clip):
    x = clip.pcm.astype(float)
    return np.argmax(np.abs(np.fft.rfft(x))) * RATE / len(x)


@pytest.mark.parametrize(
    "mood", ["hang", "crash", "raises", "silence", "endless", "stub", "floats", "header_only"]
)
def test_a_fault_that_happens_once_is_cured_by_a_fresh_worker(mood, booth, tmp_path):
    voice = booth(f"fake:{mood}!{tmp_path / 'happened'}")
    clips = voice.clips(LINES)
    assert (tmp_path / "happened").exists()
    assert voice.notices == []
    for line in LINES:
        assert clips[line].frames == pytest.approx(len(line.text.split()) * 60 / 135 * RATE, rel=0.05)
        assert spectrum_peak(clips[line]) == pytest.approx(220, abs=2)


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("hang", "no answer for"),
        ("crash", "has died"),
        ("raises", "KeyError"),
        ("silence", "nothing can be heard"),
        ("header_only", "nothing can be heard"),
        ("endless", "too long"),
        ("stub", "too short"),
        ("floats", "not mono 16-bit"),
    ],
)
def test_a_lasting_fault_is_an_error_that_names_the_cue_and_nothing_is_kept(mood, reason, booth, tmp_path):
    voice = booth(f"fake:{mood}@Five")
    with pytest.raises(VoiceError, match=r"cue 1\.2, “Rest there\. Five counts\.”") as caught:
        voice.measure(LINES)
    assert reason in str(caught.value)
    assert len(list((tmp_path / "clips").glob("*.clip*"))) == 1


def test_the_next_voice_says_only_the_sentence_that_failed_and_one_notice_tells(booth):
    voice = booth("fake:crash@Five", fallback="right")
    clips = voice.clips(LINES)
    assert set(clips) == set(LINES)
    assert len(voice.notices) == 1
    assert "could not say cue 1.2" in voice.notices[0]
    assert "fake:right" in voice.notices[0]


def test_a_voice_that_cannot_be_loaded_is_given_up_for_all_with_one_notice(booth):
    voice = booth("fake:missing", fallback="right")
    voice.measure(LINES)
    voice.measure([Line("2.1", "And a third one.")])
    assert len(voice.notices) == 1
    assert "the model is not there" in voice.notices[0]


def test_a_voice_that_fails_on_everything_is_given_up_after_three(booth):
    voice = booth("fake:raises", fallback="right")
    lines = [Line(f"1.{n}", f"Sentence number {n} of many.") for n in range(40)]
    assert len(voice.measure(lines)) == 40
    assert len(voice.notices) == 1
    assert "fake:raises cannot speak" in voice.notices[0]


def test_without_another_voice_a_failed_load_is_a_clear_error(booth):
    with pytest.raises(VoiceError, match="the model is not there: fetch it"):
        booth("fake:missing").measure(LINES)
    with pytest.raises(VoiceError, match="has died"):
        booth("fake:dies").measure(LINES)


def test_what_an_engine_prints_does_not_reach_the_protocol(booth, capfd):
    voice = booth("fake:prints")
    assert len(voice.clips(LINES)) == 2
    assert voice.notices == []
    assert capfd.readouterr() == ("", "")


def test_a_worker_stopped_between_two_batches_is_replaced(booth):
    voice = booth("fake:right")
    voice.measure(LINES[:1])
    (worker,) = psutil.Process().children()
    worker.send_signal(signal.SIGSTOP)
    assert voice.measure(LINES[1:])[LINES[1]] > 0
    assert not worker.is_running()


def test_workers_end_with_the_booth_and_leave_no_files(booth, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    voice = booth("fake:right")
    voice.warm()
    voice.measure(LINES)
    assert psutil.Process().children()
    voice.close()
    assert psutil.Process().children() == []
    assert list(scratch.iterdir()) == []


def test_closing_while_a_worker_still_loads_takes_no_time(booth):
    voice = booth("fake:busy")
    voice.warm()
    workers = psutil.Process().children()
    assert workers
    voice.close()
    assert not any(each.is_running() for each in workers)


PARENT = """
import time
from coach.speech.engine import Engine
engine = Engine("fake_engine", "right")
engine.ready()
print(engine.pid, flush=True)
time.sleep(60)
"""


def test_a_worker_dies_with_its_parent(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join([HERE, str(Path.cwd())])},
    )
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([worker], timeout=10)[1] == []


def test_a_long_text_is_spoken_in_pieces(booth):
    sentence = "Let the hands be slow and warm, and let them rest."
    line = Line("1.1", " ".join([sentence] * 9))
    frames = booth("fake:right").measure([line])[line]
    assert frames == pytest.approx((len(line.text.split()) * 60 / 135 + 2 * 0.3) * RATE, rel=0.05)


def test_where_no_process_can_be_started_the_error_says_so(booth, monkeypatch):
    voice = booth("fake:right")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(VoiceError, match="no process for speech"):
        voice.measure(LINES)


def test_a_worker_is_replaced_after_its_share_and_no_cue_is_lost(booth, monkeypatch):
    monkeypatch.setattr(crew, "RECYCLE", 2)
    voice = booth("fake:right")
    workers = set()
    voice.progress = lambda _done, _total: workers.update(each.pid for each in psutil.Process().children())
    lines = [Line(f"1.{n}", f"Sentence number {n} of a few.") for n in range(4)]
    assert len(voice.measure(lines)) == 4
    assert voice.notices == []
    voice.measure([Line("2.1", "And rest.")])
    assert len(workers) >= 2


def test_no_module_can_be_named_from_outside():
    with pytest.raises(VoiceError, match="There is no voice"):
        open_booth("fake_engine:right", Settings())
