"""Whole files or none: what a Draft refuses, what it leaves behind, what it sweeps away."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.errors import WriteError
from coach.output import leftover
from coach.output.atomic import Draft
from coach.output.refusal import SENTENCES, refusal


def make(target: Path, text: str = "whole", *, force: bool = False) -> None:
    with Draft(target, force=force) as draft:
        draft.write(text)
        draft.sync()
        draft.place()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def soft_limit(kind: int, most: int) -> Iterator[None]:
    before = resource.getrlimit(kind)
    resource.setrlimit(kind, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(kind, before)


def test_nothing_is_under_the_final_name_until_it_is_placed(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    with Draft(target) as draft:
        draft.write("whole")
        draft.sync()
        assert not target.exists()
        draft.place()
        assert target.read_text() == "whole"
    assert names(tmp_path) == ["x.txt"]


def test_an_unfinished_draft_is_removed(tmp_path: Path) -> None:
    def interrupted() -> None:
        with Draft(tmp_path / "x") as draft:
            draft.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_what_exists_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_text("old")
    with pytest.raises(WriteError, match="--force"):
        make(target)
    assert target.read_text() == "old"
    make(target, "new", force=True)
    assert target.read_text() == "new"


def test_what_appears_meanwhile_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with Draft(target) as draft:
        draft.write("mine")
        target.write_text("theirs")
        with pytest.raises(WriteError, match="exists already"):
            draft.place()
    assert target.read_text() == "theirs"
    assert names(tmp_path) == ["x"]


def test_a_broken_link_is_not_overwritten_without_force(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("nowhere")
    with pytest.raises(WriteError, match="exists already"):
        make(tmp_path / "x")


def test_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        make(tmp_path / "x")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("n" * 300, "too long"),
        ("ü" * 128, "too long"),
        ("folder", "is a folder.*session.m4b"),
        ("missing/x", "no folder.*missing"),
        ("file/x", "no folder.*file"),
        ("loop/x", "no folder.*loop"),
        ("a\0b", "is no name that a file can have"),
        ("/sys/x", "cannot be written to"),
    ],
)
def test_an_impossible_name_is_refused_with_a_sentence(name: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(WriteError, match=words):
        Draft(tmp_path / name, needs=1)


@pytest.mark.parametrize("name", ["n" * 255, "🙂 Füße.m4b", "con", "dot.", " ", "-o", "%d", "u\u0308"])
def test_a_possible_name_is_taken_as_it_is(name: str, tmp_path: Path) -> None:
    make(tmp_path / name)
    assert names(tmp_path) == [name]


def test_too_little_room_is_seen_before_the_start(tmp_path: Path) -> None:
    needs = shutil.disk_usage(tmp_path).total + 1
    with pytest.raises(WriteError, match=rf"about {-(-needs // 10**6)} MB are needed"):
        Draft(tmp_path / "x", needs=needs)
    assert names(tmp_path) == []


def test_a_full_disk_is_named_with_what_is_needed(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with (
        soft_limit(resource.RLIMIT_FSIZE, 100),
        pytest.raises(WriteError) as caught,
        Draft(target, needs=2_500_000) as draft,
    ):
        draft.write("x" * 5000)
    assert str(caught.value) == (
        f'The disk is full at "{target}": it needs about 3 MB. Make room, or choose another folder with -o.'
    )
    assert names(tmp_path) == []


def test_too_many_open_files_are_named_with_the_limit(tmp_path: Path) -> None:
    make(tmp_path / "before")  # everything that is imported late is there now
    with soft_limit(resource.RLIMIT_NOFILE, 3), pytest.raises(WriteError) as caught:
        Draft(tmp_path / "x")
    assert "limit is 3" in str(caught.value)


@pytest.mark.parametrize("code", [*SENTENCES, errno.EIO])
def test_every_refusal_says_where_and_what_next(code: int, tmp_path: Path) -> None:
    sentence = str(refusal(OSError(code, os.strerror(code)), tmp_path / "x.mp3", 10**7))
    assert str(tmp_path) in sentence
    assert sentence.endswith(("-o.", "1024"))
    assert "{" not in sentence


def test_leftovers_of_the_dead_are_swept(tmp_path: Path) -> None:
    child = os.posix_spawn(shutil.which("true") or "/bin/true", ["true"], {})
    os.waitpid(child, 0)
    mine = leftover.name(7)
    dead = mine.replace(f"-{os.getpid()}-", f"-{child}-")
    elsewhere = f".00000000-{child}-7.coach-part"
    old = ".00000000-1-8.coach-part"
    foreign = [".hidden", "x.coach-part", ".x.part"]
    for name in (mine, dead, elsewhere, old, *foreign):
        (tmp_path / name).touch()
    os.utime(tmp_path / old, (1, 1))
    make(tmp_path / "x")
    assert names(tmp_path) == sorted([mine, elsewhere, *foreign, "x"])


def test_a_rejected_file_is_kept_aside(tmp_path: Path) -> None:
    with Draft(tmp_path / "x.mp3") as draft:
        draft.write("odd")
        assert draft.reject() == tmp_path / "x.mp3.rejected"
    assert names(tmp_path) == ["x.mp3.rejected"]


def test_a_disk_without_links_still_never_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    make(tmp_path / "x")
    with Draft(tmp_path / "y") as draft:
        (tmp_path / "y").write_text("theirs")
        with pytest.raises(WriteError, match="exists already"):
            draft.place()
    assert (tmp_path / "y").read_text() == "theirs"
    assert (tmp_path / "x").read_text() == "whole"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that is there and takes no files")
def test_a_folder_that_takes_no_files_is_not_called_missing() -> None:
    with pytest.raises(WriteError, match='"/proc" cannot be written to') as caught:
        Draft(Path("/proc/x.mp3"))
    assert caught.value.exit_code == 6
