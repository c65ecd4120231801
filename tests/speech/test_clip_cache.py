"""The cache gives back what was put in, or nothing: whatever happened to its files."""

import dataclasses
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from coach.speech.cache import ClipCache, cache_root
from coach.speech.clip import Clip
from coach.speech.entry import FORMAT
from coach.speech.level import levelled

SHORT = 4_800


def clip(number, frames=SHORT):
    rng = np.random.default_rng(number)
    made = levelled((0.1 * rng.standard_normal(frames)).astype(np.float32))
    return dataclasses.replace(made, key=hashlib.sha256(str(number).encode()).hexdigest())


def same(a: Clip, b: Clip):
    return np.array_equal(a.pcm, b.pcm) and np.array_equal(a.energy, b.energy) and a.key == b.key


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips")


def test_a_clip_comes_back_as_it_was(cache):
    one = clip(1, 4_801)
    assert cache.read(one.key) is None
    assert cache.write(one)
    assert cache.frames(one.key) == 4_801
    assert same(ClipCache(cache.folder).read(one.key), one)


@pytest.mark.parametrize("where", ["magic", "format", "frames", "energy", "sound", "last"])
def test_a_flipped_bit_anywhere_is_noticed(cache, where):
    one = clip(1)
    cache.write(one)
    path = cache.path(one.key)
    data = bytearray(path.read_bytes())
    data[{"magic": 0, "format": 8, "frames": 12, "energy": 60, "sound": 400, "last": -1}[where]] ^= 1
    path.write_bytes(data)
    assert cache.frames(one.key) is None
    assert cache.read(one.key) is None
    assert cache.write(one)
    assert same(cache.read(one.key), one)


def test_a_cut_or_grown_file_is_noticed_at_every_length(cache):
    one = clip(1, 480)
    cache.write(one)
    path = cache.path(one.key)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert cache.read(one.key) is None
    path.write_bytes(whole + b"\0")
    assert cache.read(one.key) is None


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_what_is_no_plain_file_is_not_read(cache, tmp_path):
    one = clip(1)
    cache.write(one)
    path = cache.path(one.key)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.read(one.key) is None
    path.unlink()
    path.mkdir()
    assert cache.read(one.key) is None
    path.rmdir()
    os.mkfifo(path)
    assert cache.read(one.key) is None


def test_a_newer_format_lives_beside_ours(cache):
    one = clip(1)
    newer = cache.folder / f"{one.key}.clip{FORMAT + 1}"
    cache.folder.mkdir(parents=True)
    newer.write_bytes(b"from the future")
    small = ClipCache(cache.folder, limit=1)
    assert small.read(one.key) is None
    assert small.write(one)
    assert newer.read_bytes() == b"from the future"


def test_a_folder_that_cannot_be_written_is_one_notice_and_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = ClipCache(tmp_path / "file" / "clips")
    assert not cache.write(clip(1))
    assert not cache.write(clip(2))
    cache.lease([clip(1).key])
    assert cache.read(clip(1).key) is None
    assert len(cache.notices) == 1
    assert "COACH_CACHE" in cache.notices[0]
    cache.close()


def test_a_full_disk_leaves_no_half_file(cache, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not cache.write(clip(1))
    assert list(cache.folder.iterdir()) == []
    assert "No space left" in cache.notices[0]


def test_the_least_recently_used_goes_first_and_the_size_stays_bounded(tmp_path):
    weight = SHORT * 2
    cache = ClipCache(tmp_path, limit=weight * 10)
    for number in range(8):
        cache.write(clip(number))
        os.utime(cache.path(clip(number).key), (1_000 + number, 1_000 + number))
    assert cache.frames(clip(0).key)
    for number in range(100, 104):
        cache.write(clip(number))
    assert cache.read(clip(0).key) is not None
    assert cache.read(clip(1).key) is None
    assert cache.stats().bytes <= cache.limit
    assert cache.stats().clips >= 8


def test_what_another_process_uses_is_not_swept(tmp_path):
    other = ClipCache(tmp_path)
    other.write(clip(1))
    other.lease([clip(1).key])
    os.utime(other.path(clip(1).key), (1, 1))
    mine = ClipCache(tmp_path, limit=SHORT * 4)
    for number in range(2, 9):
        mine.write(clip(number))
    assert mine.read(clip(1).key) is not None
    other.close()
    mine.write(clip(9))
    assert mine.read(clip(1).key) is None


def test_half_files_and_leases_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path):
    old, new = tmp_path / ".part-old", tmp_path / ".part-new"
    dead = tmp_path / "77-abcd.lease"
    for path in (old, new, dead):
        path.write_text(clip(1).key)
    os.utime(old, (1, 1))
    os.utime(dead, (1, 1))
    cache = ClipCache(tmp_path, limit=1)
    cache.write(clip(1))
    assert not old.exists()
    assert new.exists()
    assert not dead.exists()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from coach.speech.cache import ClipCache
from coach.speech.level import levelled
import dataclasses
made = dataclasses.replace(levelled(np.full(480_000, 0.1, np.float32)), key="a" * 64)
cache = ClipCache(Path(sys.argv[1]))
print("go", flush=True)
while True:
    cache.write(made)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_files_only(cache):
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(cache.folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        process.stdout.readline()
        deadline = time.monotonic() + 5
        while not cache.path("a" * 64).exists() and time.monotonic() < deadline:
            assert process.poll() is None
        for _ in range(20):
            assert cache.frames("a" * 64) == 480_000
        process.kill()
        process.wait()
        process.stdout.close()
        assert cache.frames("a" * 64) == 480_000


def test_the_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "mine"))
    assert cache_root() == tmp_path / "mine"
    assert ClipCache().folder == tmp_path / "mine" / "clips"
    assert ClipCache().stats().clips == 0
    monkeypatch.delenv("COACH_CACHE")
    assert "coach" in str(cache_root())
