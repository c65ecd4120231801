"""What is done to a voice: no rumble, and on request a small room, which moves no word by a single frame."""

import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from coach.cli.session import Wanted, loaded
from coach.cli.staging import staged
from coach.live.record import Where
from coach.plan.timeline import Line
from coach.speech.booth import open_booth
from coach.speech.cache import ClipCache
from coach.speech.clip import CLIP_LUFS
from coach.speech.finish import finished
from coach.speech.level import loudness, without_rumble
from coach.speech.room import TAIL, in_room
from coach.speech.voice import Settings, Speech
from coach.units import RATE

ROOT = Path(__file__).parents[2]
LINES = [Line("1.1", "Let the room be warm."), Line("1.2", "Now rub your palms together.")]


def tone(pitch, seconds=1.0, gain=0.2):
    return (gain * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def level(sound):
    return 10 * np.log10(np.square(sound, dtype=np.float64).mean())


@pytest.mark.parametrize(
    ("pitch", "least", "most"),
    [(20, -40, -20), (40, -12, -8), (70, -3.2, -2.8), (120, -0.6, 0), (1_000, -0.01, 0.01)],
)
def test_rumble_goes_and_the_voice_stays(pitch, least, most):
    sound = tone(pitch)
    middle = slice(RATE // 4, -RATE // 4)
    assert least < level(without_rumble(sound)[middle]) - level(sound[middle]) < most


def test_no_word_comes_later_for_it():
    click = np.zeros(RATE, np.float32)
    click[20_000] = 0.5
    made = without_rumble(click)
    assert len(made) == RATE
    assert not np.abs(made[:20_000]).max() > 1e-6
    assert np.argmax(np.abs(made)) == 20_000


def test_a_clip_is_as_long_as_before_and_has_no_rumble():
    word, rumble = tone(300, 0.5), tone(25, 0.5, gain=0.1)
    silence = np.zeros(RATE // 4, np.float32)
    both, alone = (
        finished(Speech((np.concatenate([silence, sound, silence]) * 32_767).astype(np.int16), RATE))
        for sound in (word + rumble, word)
    )
    assert abs(both.frames - alone.frames) <= RATE // 100
    spectrum = np.abs(np.fft.rfft(both.pcm * np.hanning(both.frames), 4 * RATE)) ** 2
    assert 10 * np.log10(spectrum[80:120].max() / spectrum[1_100:1_300].max()) < -20
    assert abs(int(both.pcm[0])) + abs(int(both.pcm[-1])) <= 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def dry(folder):
    with open_booth("hibari", Settings(), cache=ClipCache(folder)) as booth:
        return booth.clips(LINES)


def test_a_room_adds_a_tail_and_moves_nothing(dry):
    for clip in dry.values():
        wet = in_room(clip, "warm")
        assert (wet.spoken, wet.frames, wet.tail) == (clip.frames, clip.frames + TAIL, TAIL)
        a, b = clip.pcm.astype(np.float64), wet.pcm[: clip.frames].astype(np.float64)
        size = 2 * len(a)
        like = np.fft.irfft(np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size)), size)
        assert np.argmax(like) == 0
        assert 0.95 < like[0] / np.sqrt((a @ a) * (b @ b)) < 0.9999
        assert loudness(wet.energy) == pytest.approx(CLIP_LUFS, abs=0.05)
        tail = wet.pcm[clip.frames :].astype(np.float64)
        assert level(tail) < level(b) - 25
        assert tail[:2_400].any()
        assert np.abs(tail[-2_400:]).max() <= 1


def test_no_room_is_the_clip_itself(dry):
    clip = dry[LINES[0]]
    assert in_room(clip, "none") is clip


def test_a_booth_in_a_room_plans_with_what_is_said_and_makes_it_once(folder, dry):
    def spoken():
        with open_booth("hibari", Settings(), cache=ClipCache(folder), room="warm") as booth:
            return booth.measure(LINES), booth.clips(LINES)

    measured, clips = spoken()
    assert measured == {line: clip.frames for line, clip in dry.items()}
    assert all(clip.tail == TAIL and clip.spoken == measured[line] for line, clip in clips.items())
    made = {path.name: path.stat().st_ino for path in folder.glob("*.clip1")}
    assert len(made) == 2 * len(LINES)
    _, again = spoken()
    assert {path.name: path.stat().st_ino for path in folder.glob("*.clip1")} == made
    assert all((again[line].pcm == clips[line].pcm).all() for line in LINES)


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    """The same session without a room and in one, as WAV."""
    found = {}
    for room in ("none", "warm"):
        path = tmp_path_factory.mktemp(room) / "x.wav"
        command = ["export", "ears-scalp-5", "--room", room, "-o", str(path), "--no-cover"]
        subprocess.run([sys.executable, "-m", "coach", *command], cwd=ROOT, check=True, capture_output=True)
        found[room] = path
    return found


def test_in_a_session_the_room_has_gone_before_anything_else_sounds(tracks):
    sheets = {room: json.loads(path.with_suffix(".cues.json").read_text()) for room, path in tracks.items()}
    dry, warm = sheets["none"], sheets["warm"]
    assert [(c["id"], c["start"], c["end"]) for c in dry["cues"]] == [
        (c["id"], c["start"], c["end"]) for c in warm["cues"]
    ]
    assert dry["chimes"] == warm["chimes"]
    with wave.open(str(tracks["warm"])) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    begins = sorted(each["start"] for name in ("cues", "chimes", "holds") for each in warm[name])
    heard = 0
    for cue in warm["cues"]:
        end = round(cue["end"] * RATE)
        after = next((round(start * RATE) for start in begins if start >= cue["end"]), len(sound))
        assert after - end > TAIL, cue["id"]
        heard += bool(sound[end : end + TAIL].any())
        rings = [s["start"] for s in warm["chimes"] if cue["start"] - 6 < s["start"] < cue["end"]]
        if not rings:  # a bell may still ring where this begins
            assert not sound[end + TAIL : after].any(), cue["id"]
    assert heard == len(warm["cues"])


def test_a_session_in_a_room_is_as_planned(tracks):
    command = [sys.executable, "-m", "coach", "verify"]
    for path in tracks.values():
        done = subprocess.run([*command, str(path)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_live_session_is_in_the_same_room():
    wanted = Wanted("ears-scalp-5", voice="hibari", room="warm")
    with staged(wanted, loaded(wanted), None, Where("null"), 1) as ready:
        said = [placed for placed in ready.take.score.placed if placed.load().tail]
        assert len(said) == len(ready.take.timeline.cues)
