"""A folder of recordings as a voice, with files made by foreign encoders; and the silent voice."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import VoiceError
from coach.plan.timeline import Line
from coach.speech import script
from coach.speech.booth import open_booth
from coach.speech.cache import ClipCache
from coach.speech.clip import CLIP_LUFS
from coach.speech.level import loudness
from coach.speech.silent import SilentVoice, silent_frames, silent_measure
from coach.speech.voice import Settings
from coach.units import RATE

CODECS = {
    ".wav": "pcm_s16le",
    ".flac": "flac",
    ".mp3": "libmp3lame",
    ".m4a": "aac",
    ".ogg": "libopus",
    ".opus": "libopus",
}


def record(path, frequency, seconds=2.0, rate=48_000, layout="stereo", gain=0.05):
    """Write a tone between two silences as ``path`` in the format its name says."""
    t = np.arange(round(seconds * rate)) / rate
    x = gain * np.sin(2 * np.pi * frequency * t)
    x[: rate // 4] = x[-rate // 4 :] = 0
    pcm = np.repeat((x * 32_767).astype(np.int16)[:, None], 1 if layout == "mono" else 2, axis=1)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(CODECS[path.suffix.lower()], rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm.reshape(1, -1)), format="s16", layout=layout
        )
        frame.sample_rate = rate
        fit = av.AudioResampler(
            format=stream.format.name, layout=layout, rate=rate, frame_size=stream.frame_size
        )
        for each in (frame, None):
            for part in fit.resample(each):
                out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


def pitch(clip):
    return np.argmax(np.abs(np.fft.rfft(clip.pcm.astype(float)))) * RATE / clip.frames


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "my voice"
    made.mkdir()
    return made


def booth(folder):
    return open_booth(f"recorded:{folder}", Settings(), cache=ClipCache(folder.parent / "clips"))


def test_every_kind_of_recording_is_read_trimmed_and_levelled(folder):
    lines = []
    for number, suffix in enumerate(CODECS):
        rate = 48_000 if CODECS[suffix] == "libopus" else 44_100
        record(
            folder / f"2.1.{number}{suffix}",
            300 + 100 * number,
            rate=rate,
            layout="mono" if number % 2 else "stereo",
        )
        lines.append(Line(f"2.1.{number}", "Rest there. Five counts."))
    with booth(folder) as voice:
        clips = voice.clips(lines)
        assert voice.notices == []
        assert voice.name == "recorded:my voice"
    for number, line in enumerate(lines):
        assert pitch(clips[line]) == pytest.approx(300 + 100 * number, abs=2)
        assert clips[line].frames / RATE == pytest.approx(1.5, abs=0.12)
        assert loudness(clips[line].energy) == pytest.approx(CLIP_LUFS, abs=0.1)


def test_the_second_side_has_its_own_recording_or_that_of_the_first(folder):
    record(folder / "2.1.1.wav", 300)
    record(folder / "2.1.2.wav", 400)
    record(folder / "2.1.2b.wav", 500)
    lines = [Line(each, "And rest now.") for each in ("2.1.1", "2.1.1b", "2.1.2", "2.1.2b")]
    with booth(folder) as voice:
        heard = [pitch(clip) for clip in voice.clips(lines).values()]
    assert heard == pytest.approx([300, 300, 400, 500], abs=2)


def test_missing_recordings_are_all_named_with_the_file_to_record(folder):
    record(folder / "1.1.wav", 300)
    lines = [Line(f"1.{n}", f"Sentence {n}.") for n in range(1, 15)]
    with booth(folder) as voice:
        assert list(voice.measure(lines)) == lines[:1]
        assert voice.may_lack
        assert voice.missing == {line.id: line.text for line in lines[1:]}
        with pytest.raises(VoiceError) as caught:
            voice.clips(lines)
    assert "Cue 1.2 has no recording" in str(caught.value)
    assert "1.2.wav" in str(caught.value)
    assert "and 3 more" in str(caught.value)


def test_changed_words_are_refused_by_the_script_and_typography_is_not(folder):
    record(folder / "1.1.wav", 300)
    record(folder / "1.2.wav", 300)
    (folder / "script.csv").write_text(
        '\ufeffid,text\n1.1,Let the neck’s weight rest.\n1.2,"Press, firmly."\n', encoding="utf-8"
    )
    with booth(folder) as voice:
        assert voice.clips([Line("1.1", "Let the neck's  weight rest.")])
        with pytest.raises(VoiceError, match=r"Cue 1\.2 was recorded with other words.*Record 1\.2\.wav"):
            voice.clips([Line("1.2", "Press gently.")])


def test_while_planning_a_recording_is_as_long_as_it_is_whatever_the_words(folder):
    record(folder / "1.2.wav", 300)
    record(folder / "1.2-short.wav", 300, seconds=1.0)
    (folder / "script.csv").write_text("id,text\n1.2,Press five times.\n1.2-short,Press.\n", encoding="utf-8")
    longest, final = Line("1.2", "Press seventeen times, slowly."), Line("1.2", "Press five times.")
    short, other = Line("1.2-short", "Press."), Line("1.2-short", "Press, press.")
    with booth(folder) as voice:
        asked = voice.measure([longest, final, short, other])
        assert asked[longest] == asked[final] > asked[short] == asked[other]
        assert voice.clips([final, short])[final].frames == asked[final]
    with booth(folder) as voice:  # from the cache, and in another order
        assert voice.measure([final, short, other, longest]) == asked


def test_the_second_side_borrows_a_recording_only_for_the_same_words(folder):
    record(folder / "2.1.1.wav", 300)
    record(folder / "2.1.2.wav", 400)
    sheet = "id,text\n2.1.1,Rest there.\n2.1.1b,Rest here.\n2.1.2,And rest.\n"
    (folder / "script.csv").write_text(sheet, encoding="utf-8")
    lines = [Line("2.1.1b", "Rest here."), Line("2.1.2b", "And rest."), Line("2.1.2br2", "And rest.")]
    with booth(folder) as voice:
        assert list(voice.measure(lines)) == lines[1:]
        with pytest.raises(VoiceError, match=r"record “Rest here.” as 2\.1\.1b\.wav"):
            voice.clips(lines)
        with pytest.raises(VoiceError, match=r"Record 2\.1\.2b\.wav again"):
            voice.clips([Line("2.1.2b", "And go on.")])


@pytest.mark.parametrize("form", ["", "-short", "-lighter", "-whisper", "-giver"])
def test_every_form_of_the_second_side_borrows_the_recording_of_the_first(folder, form):
    record(folder / f"2.1.1{form}.wav", 300)
    line = Line(f"2.1.1br2{form}", "Rest there.")
    with booth(folder) as voice:
        assert list(voice.measure([line])) == [line]


def test_the_sheet_holds_what_must_be_recorded_once_in_the_order_of_the_cues():
    texts = [
        *(("count-10", "Ten."), ("count-2", "Two."), ("2.10.1", "Ten, then."), ("2.9.2-short", "Nine.")),
        *(("2.9.2", "Nine it is."), ("2.9.2b", "Nine it is."), ("2.9.2b-short", "Nine again, “please”.")),
        *(("2.9.2r2", "Nine it is."), ("2.9.2br2", "Nine for you."), ("2.9.quiet", "Quiet now.")),
    ]
    rows = script.rows(texts)
    order = "2.9.2 2.9.2-short 2.9.2b-short 2.9.2br2 2.9.quiet 2.10.1 count-2 count-10"
    assert [cue for cue, _ in rows] == order.split()
    assert dict(rows)["2.9.2b-short"] == "Nine again, “please”."


@given(st.lists(st.tuples(st.from_regex(r"[1-9]\.[1-9]\.[1-9]", fullmatch=True), st.text(min_size=1))))
def test_a_sheet_is_read_as_it_was_written(texts):
    rows = script.rows([(cue, text) for cue, text in texts if text.isprintable()])
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / script.SCRIPT).write_text(script.written(rows), encoding="utf-8")
        assert script.read(Path(place)) == dict(rows)


def test_a_new_recording_of_a_cue_is_noticed(folder):
    line = Line("1.1", "Rest there, please.")
    record(folder / "1.1.wav", 300)
    with booth(folder) as voice:
        assert pitch(voice.clips([line])[line]) == pytest.approx(300, abs=2)
    record(folder / "1.1.wav", 600)
    with booth(folder) as voice:
        assert pitch(voice.clips([line])[line]) == pytest.approx(600, abs=2)


@pytest.mark.parametrize("content", [b"", b"<html>no sound</html>", b"RIFF\x24\0\0\0WAVE"])
def test_a_file_that_is_no_sound_is_named(folder, content):
    (folder / "1.1.wav").write_bytes(content)
    with booth(folder) as voice, pytest.raises(VoiceError, match=r"1\.1\.wav") as caught:
        voice.measure([Line("1.1", "Rest there.")])
    assert "cue 1.1" in str(caught.value)


def test_a_silent_recording_is_refused(folder):
    record(folder / "1.1.wav", 300, gain=0.0)
    with booth(folder) as voice, pytest.raises(VoiceError, match="nothing can be heard"):
        voice.measure([Line("1.1", "Rest there.")])


def test_a_cue_name_never_leaves_the_folder(folder):
    record(folder / "1.1.wav", 300)
    record(folder.parent / "secret.wav", 300)
    with booth(folder) as voice, pytest.raises(VoiceError, match="has no recording"):
        voice.clips([Line("../secret", "Rest there.")])


@pytest.mark.parametrize(("argument", "words"), [("", "which folder"), ("nowhere/at/all", "no folder")])
def test_a_folder_that_is_not_there_is_a_clear_error(argument, words):
    with pytest.raises(VoiceError, match=words):
        open_booth(f"recorded:{argument}", Settings())


def test_an_empty_folder_is_a_clear_error(folder):
    with pytest.raises(VoiceError, match="No recordings"):
        booth(folder)


@given(st.lists(st.sampled_from(["hands", "rest", "5", "neck's", "and,"]), min_size=1, max_size=40))
def test_the_silent_voice_speaks_exactly_130_words_a_minute(parts):
    line = Line("1", " ".join(parts))
    expected = round(len(parts) * 60 / 130 * RATE)
    assert silent_measure([line]) == {line: expected}
    with open_booth("silent", Settings()) as voice:
        assert voice.measure([line]) == {line: expected}
        clip = voice.clips([line])[line]
    assert clip.frames == expected
    assert not clip.pcm.any()
    assert len(SilentVoice().speak(line.text, Settings()).pcm) == silent_frames(line.text)


def test_the_silent_voice_needs_neither_numpy_nor_an_engine():
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from coach.plan.timeline import Line\n"
        "from coach.speech.silent import silent_measure\n"
        "print(list(silent_measure([Line('1', 'Rest there now, please.')]).values()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert done.stdout == f"[{round(4 * 60 / 130 * RATE)}]\n", done.stderr
