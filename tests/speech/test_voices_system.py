"""The machine's own voices, as they are here; and what they write, read back."""

import io
import os
import struct
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.plan.timeline import Line
from coach.speech import espeak
from coach.speech.booth import available, open_booth
from coach.speech.cache import ClipCache
from coach.speech.native import decoded
from coach.speech.pace import interpolated
from coach.speech.system import RATES
from coach.speech.voice import Settings
from coach.units import RATE

HERE = [voice for voice in available() if voice.name.startswith("system")]
needs_voice = pytest.mark.skipif(not HERE[0].ready, reason=HERE[0].note)
needs_espeak = pytest.mark.skipif(
    not HERE[0].ready or "espeak" not in HERE[0].version, reason="espeak-ng is not what speaks here"
)

TEXTS = [
    "Now rub your palms together until they feel warm.",
    "Slide down under the blades, and draw again.",
    "Let your weight do the work.",
    "Next, the front of the head, and then the ears.",
]


def booth(tmp_path, voice="system", **settings):
    return open_booth(voice, Settings(**settings), cache=ClipCache(tmp_path))


@needs_espeak
def test_no_sentence_is_lost_and_each_is_the_one_asked_for(tmp_path):
    lines = [Line(str(n), f"{text} {' '.join(['And rest.'] * (n % 5))}") for n, text in enumerate(TEXTS * 10)]
    with booth(tmp_path) as voice:
        measured = voice.measure(lines)
        assert voice.notices == []
    assert len(measured) == 40
    for base in range(4):
        lengths = [measured[line] for line in lines[base::4]]
        rests = [line.text.count("And rest.") for line in lines[base::4]]
        assert np.corrcoef(lengths, rests)[0, 1] > 0.98


@needs_espeak
def test_the_pace_asked_for_is_the_pace_heard_with_every_sentence(tmp_path):
    lines = [Line(str(n), text) for n, text in enumerate(TEXTS)]
    spoken = {}
    for pace in (110, 135, 200):
        with booth(tmp_path, pace=pace) as voice:
            spoken[pace] = voice.measure(lines)
    for line in lines:
        assert spoken[110][line] / spoken[135][line] == pytest.approx(135 / 110, rel=0.08)
        assert spoken[200][line] / spoken[135][line] == pytest.approx(135 / 200, rel=0.08)


@needs_espeak
def test_a_voice_is_found_by_its_id_and_sounds_different(tmp_path):
    lines = [Line("1", TEXTS[0])]
    with booth(tmp_path, "system:gmw/en-gb-scotland") as scot, booth(tmp_path) as usual:
        assert not np.array_equal(scot.clips(lines)[lines[0]].pcm, usual.clips(lines)[lines[0]].pcm)
    with booth(tmp_path, locale="de") as german:
        assert german.measure([Line("1", "Reib jetzt die Hände warm.")])


@needs_voice
def test_an_unknown_id_is_refused_with_near_misses(tmp_path):
    with (
        booth(tmp_path, "system:gmw/en-gb-scotlan") as voice,
        pytest.raises(VoiceError, match="no system voice 'gmw/en-gb-scotlan'") as caught,
    ):
        voice.measure([Line("1", TEXTS[0])])
    if "espeak" in HERE[0].version:
        assert "system:gmw/en-gb-scotland" in str(caught.value)


@needs_espeak
def test_text_is_spoken_and_never_obeyed(tmp_path):
    plain = Line("1", "Slow down now.")
    orders = [
        Line("2", "Slow <break time='20s'/> down now."),
        Line("3", "-v Slow down now."),
        Line("4", "[[h@loU]] Slow down now."),
    ]
    with booth(tmp_path) as voice:
        measured = voice.measure([plain, *orders])
    assert measured[orders[0]] == measured[plain] == measured[orders[2]]
    assert measured[orders[1]] < 3 * RATE


@needs_espeak
def test_without_any_espeak_one_line_says_what_to_install():
    code = (
        "from coach.speech import espeak, system\n"
        "espeak._LIBRARIES = ()\n"
        "espeak.util.find_spec = lambda name: None\n"
        "system.load('')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    last = done.stderr.strip().split("\n")[-1]
    assert done.returncode == 1
    assert "apt install espeak-ng" in last
    assert "massage-coach[espeak]" in last
    assert espeak.CURE in last


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs the wheel's library")
def test_the_wheel_brings_espeak_where_the_system_has_none(tmp_path):
    pytest.importorskip("espeakng_loader")
    code = (
        "from coach.speech import espeak, system\n"
        "from coach.speech.voice import Settings\n"
        "espeak._LIBRARIES = ()\n"
        "import espeakng_loader\n"
        "speech = system.load('').speak('Rest there. Five counts.', Settings())\n"
        "maps = open('/proc/self/maps').read()\n"
        "assert espeakng_loader.get_library_path() in maps\n"
        "print('spoken', len(speech.pcm) / speech.rate)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert 1 < float(done.stdout.split()[-1]) < 6


def test_the_table_of_paces_rises_and_is_met_at_its_rows():
    assert [interpolated(RATES, pace) for pace, _ in RATES] == [rate for _, rate in RATES]
    assert interpolated(RATES, 0) == RATES[0][1]
    assert interpolated(RATES, 10_000) == RATES[-1][1]
    steps = [interpolated(RATES, pace) for pace in range(60, 400)]
    assert steps == sorted(steps)


def wav(samples, width, channels=1):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(22_050)
        file.writeframes(samples)
    return out.getvalue()


def aiff(samples, bits, channels=1, kind=b""):
    count = len(samples) // (bits // 8) // channels
    rate = struct.pack(">HQ", 16_383 + 14, 22_050 << (63 - 14))
    comm = struct.pack(">hIh", channels, count, bits) + rate + (kind + b"\0\0" if kind else b"")
    ssnd = struct.pack(">II", 0, 0) + samples
    body = (b"AIFC" if kind else b"AIFF") + b"".join(
        name + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in ((b"FVER", b"abc"), (b"COMM", comm), (b"SSND", ssnd))
    )
    return b"FORM" + struct.pack(">I", len(body)) + body


RAMP = np.array([-32_768, -12_345, -256, 0, 256, 12_345, 32_512], np.int16)


@pytest.mark.parametrize(
    "data",
    [
        wav(RAMP.astype("<i2").tobytes(), 2),
        wav(np.repeat(RAMP, 2).astype("<i2").tobytes(), 2, channels=2),
        wav((RAMP.astype("<i4") * 65_536).tobytes(), 4),
        wav(b"".join(int(x).to_bytes(3, "little", signed=True) for x in RAMP.astype(int) * 256), 3),
        aiff(RAMP.astype(">i2").tobytes(), 16),
        aiff(RAMP.astype(">i2").tobytes(), 16, kind=b"NONE"),
        aiff(RAMP.astype("<i2").tobytes(), 16, kind=b"sowt"),
        aiff(np.repeat(RAMP, 2).astype(">i2").tobytes(), 16, channels=2),
        aiff(b"".join(int(x).to_bytes(3, "big", signed=True) for x in RAMP.astype(int) * 256), 24),
    ],
)
def test_wav_and_aiff_give_the_samples_that_were_written(data):
    speech = decoded(data)
    assert speech.rate == 22_050
    np.testing.assert_array_equal(speech.pcm, RAMP)


def test_eight_bits_have_no_sign_in_wav():
    assert decoded(wav(bytes([0, 128, 255]), 1)).pcm.tolist() == [-32_768, 0, 32_512]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        aiff(RAMP.astype(">i2").tobytes(), 16)[:-4],
        aiff(RAMP.astype(">i2").tobytes(), 16, kind=b"ulaw"),
        wav(b"", 2)[:30],
        b"FORM\0\0\0\4AIFF",
    ],
)
def test_what_is_no_whole_sound_is_refused(data):
    with pytest.raises(VoiceError, match="system voice wrote"):
        decoded(data)
