"""Another language on the command line, read back by other programs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import numpy as np
import pytest
import webvtt

from coach.cli.main import run
from coach.units import RATE


def test_a_plan_is_shown_and_scripted_in_german(capsys):
    assert run(["show", "head-15", "--locale", "de"]) == 0
    shown = capsys.readouterr().out
    assert "15:00 long" in shown
    assert "Bereitlegen" in shown
    assert "Kopfhaut" in shown
    assert run(["script", "ears-scalp-5", "--locale", "de", "--json"]) == 0
    cues = json.loads(capsys.readouterr().out)
    assert cues[0]["text"] == "Willkommen."
    assert "Die letzte Strähne, dann die Ohren." in [cue["text"] for cue in cues]


def test_a_plan_that_is_remembered_keeps_its_language(capsys):
    for locale, title in (("de", "Ohren"), ("en", "Ears"), ("de", "Ohren")):
        assert run(["show", "ears-scalp-5", "--locale", locale, "--json"]) == 0
        sheet = json.loads(capsys.readouterr().out)
        assert title in [chapter["title"] for chapter in sheet["chapters"]]
        assert sheet["options"]["locale"] == locale


def test_check_finds_what_is_not_translated(capsys):
    assert run(["check", "--locale", "de"]) == 0
    assert run(["check", "hands-10", "--locale", "de"]) == 3
    lines = capsys.readouterr().out.splitlines()
    named = [
        line
        for line in lines
        if re.search(r'tables/hands\.yaml:\d+:\d+: M091 error: the text of the cue "', line)
    ]
    assert len(named) > 5
    assert run(["check"]) == 2


def test_an_unknown_language_is_wrong_usage(capsys):
    assert run(["show", "head-15", "--locale", "fr"]) == 2
    assert "Write one of: de, en." in capsys.readouterr().err
    assert run(["play", "desk-8", "--locale", "de", "--output", "null"]) == 3
    assert "ears-scalp-5, feet-15, head-15" in capsys.readouterr().err


@pytest.mark.slow
def test_a_german_track_is_spoken_by_the_system_and_read_back_in_german(tmp_path, capsys):
    if not shutil.which("espeak-ng") or not shutil.which("ffprobe"):
        pytest.skip("needs espeak-ng and ffprobe")
    track = tmp_path / "ohren.m4b"
    assert run(["export", "ears-scalp-5", "--locale", "de", "-o", str(track), "--captions", "vtt,srt"]) == 0
    assert "The voice hibari does not speak de; the voice system does." in capsys.readouterr().err

    sheet = json.loads((tmp_path / "ohren.cues.json").read_text("utf-8"))
    captions = [caption.text for caption in webvtt.read(str(tmp_path / "ohren.vtt"))]
    assert captions == [caption.text for caption in webvtt.from_srt(str(tmp_path / "ohren.srt"))]
    assert " ".join(captions).split() == " ".join(cue["text"] for cue in sheet["cues"]).split()
    assert "Die Kehle und die Seiten des Halses bleiben frei." in captions

    probe = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", str(track)]
    told = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)
    titles = [chapter["tags"]["title"] for chapter in told["chapters"]]
    assert titles[0] == "Ankommen"
    assert {"Kopfhaut", "Ohren", "Ausklang"} < set(titles)
    assert told["format"]["tags"]["title"] == "Ohren und Kopfhaut, kurz"

    decode = ["ffmpeg", "-v", "error", "-i", str(track), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    sound = np.frombuffer(subprocess.run(decode, capture_output=True, check=True).stdout, np.float32)
    for cue in sheet["cues"]:
        part = sound[int(cue["start"] * RATE) : int(cue["end"] * RATE)]
        assert 20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9) > -35, cue["text"]


@pytest.mark.slow
def test_an_mp3_names_the_language_of_its_comment(tmp_path):
    from mutagen.id3 import ID3

    track = tmp_path / "ohren.mp3"
    words = ["export", "ears-scalp-5", "--locale", "de", "--voice", "silent", "-o", str(track)]
    assert run(words) == 0
    assert [(c.lang, str(c).startswith("Kopfhaut")) for c in ID3(track).getall("COMM")] == [("deu", True)]


def test_a_recogniser_that_knows_english_only_does_not_count_german_words(tmp_path, capsys):
    track = tmp_path / "ohren.wav"
    words = ["--locale", "de", "--voice", "silent", "--minutes", "4"]
    assert run(["export", "ears-scalp-5", *words, "-o", str(track)]) == 0
    capsys.readouterr()
    assert run(["verify", str(track), "--listen"]) == 2
    assert "understands English only, and this session speaks de" in capsys.readouterr().err


def test_spoken_commands_are_english_only(capsys):
    assert (
        run(["play", "ears-scalp-5", "--locale", "de", "--voice", "silent", "--output", "null", "--listen"])
        == 2
    )
    assert "understands English only, and this session speaks de" in capsys.readouterr().err


def test_charts_are_listed_and_drawn_in_german(capsys):
    assert run(["chart", "--locale", "de"]) == 0
    assert "Die Hand und der Unterarm" in capsys.readouterr().out
    assert run(["chart", "ear", "--routine", "ears-scalp-5", "--locale", "de", "-o", "-"]) == 0
    drawn = capsys.readouterr().out
    assert "Wo „Ohren und Kopfhaut, kurz“ arbeitet" in drawn
    assert "zum Herzen hin" in drawn
