"""The workload done by others, each as its own documentation suggests for a session of this length.

    python scripts/bench_others.py floor|plain|mix|ffmpeg|sox|pydub WORKLOAD OUT.mp3

``floor`` encodes the finished mix and nothing else; ``plain`` mixes with a few lines of numpy and encodes
with lameenc; ``mix`` is its mixing alone. All write MP3 with LAME, 128 kbit/s constant, effort 5. Chapters
are written where the tool can (ffmpeg); nobody but this project limits, measures or checks.
"""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

from bench_workload import RATE, REFERENCE, Cue, Workload, interleaved, load, mixed

KILOBITS = 128
EFFORT = 5
MINUTE = 60 * RATE


def lanes(cues: tuple[Cue, ...]) -> list[list[Cue]]:
    """Return ``cues`` in rows in which none begins before the last has ended: to be joined end to end."""
    rows: list[list[Cue]] = []
    for cue in cues:
        free = next((row for row in rows if row[-1].end <= cue.start), None)
        if free is None:
            rows.append([cue])
        else:
            free.append(cue)
    return rows


def silence(folder: Path, frames: int) -> Path:
    """Return a WAV file of silence; it takes no room on the disk."""
    path = folder / f"gap-{frames}.wav"
    if not path.exists():
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
        head = struct.pack("<4sI4s", b"RIFF", 36 + 2 * frames, b"WAVE") + form
        with path.open("wb") as file:
            file.write(head + struct.pack("<4sI", b"data", 2 * frames))
            file.truncate(44 + 2 * frames)
    return path


def joined(workload: Workload, row: list[Cue], gaps: Path) -> Iterator[Path]:
    """Yield the files that make up a row of the session, from its first frame to its last."""
    at = 0
    for cue in row:
        if cue.start > at:
            yield silence(gaps, cue.start - at)
        yield workload.folder / cue.file
        at = cue.end
    if at < workload.frames:
        yield silence(gaps, workload.frames - at)


def floor(workload: Workload, out: Path) -> None:
    """Encode the reference mix."""
    with wave.open(str(workload.folder / REFERENCE)) as file:
        _encode(iter(lambda: file.readframes(RATE), b""), workload.channels, out)


def plain(workload: Workload, out: Path) -> None:
    """Mix with numpy, a second at a time, and encode."""
    blocks = (interleaved(bus, workload.channels).tobytes() for bus in mixed(workload, RATE))
    _encode(blocks, workload.channels, out)


def mix(workload: Workload, _out: Path) -> None:
    """Mix with numpy into nothing, and print the CPU seconds of it."""
    begun = time.process_time()
    for bus in mixed(workload, RATE):
        interleaved(bus, workload.channels)
    print(time.process_time() - begun)


def _encode(blocks: Iterator[bytes], channels: int, out: Path) -> None:
    import lameenc

    lame = lameenc.Encoder()
    lame.set_bit_rate(KILOBITS)
    lame.set_quality(EFFORT)
    lame.set_in_sample_rate(RATE)
    lame.set_channels(channels)
    lame.silence()
    with out.open("wb") as file:
        for block in blocks:
            file.write(lame.encode(block))
        file.write(lame.flush())


def ffmpeg(workload: Workload, out: Path) -> None:
    """One filter graph: every row by the concat demuxer, mixed without a change of level; chapters too."""
    with tempfile.TemporaryDirectory() as made:
        gaps = Path(made)
        command = ["ffmpeg", "-y", "-v", "error", "-nostdin"]
        rows = [list(workload.speech), *lanes(workload.chimes)]
        for number, row in enumerate(rows):
            files = gaps / f"row-{number}.txt"
            files.write_text("".join(f"file '{path}'\n" for path in joined(workload, row, gaps)))
            command += ["-f", "concat", "-safe", "0", "-i", str(files)]
        chapters = gaps / "chapters.txt"
        chapters.write_text(_metadata(workload))
        graph = f"amix=inputs={len(rows)}:normalize=0:duration=longest,atrim=end_sample={workload.frames}"
        command += ["-f", "ffmetadata", "-i", str(chapters), "-map_chapters", str(len(rows))]
        command += ["-filter_complex", f"{graph}[mixed]", "-map", "[mixed]", "-ac", str(workload.channels)]
        command += ["-c:a", "libmp3lame", "-b:a", f"{KILOBITS}k", "-compression_level", str(EFFORT)]
        subprocess.run([*command, str(out)], check=True)


def _metadata(workload: Workload) -> str:
    text = ";FFMETADATA1\ntitle=Guided session\n"
    ends = [*(start for start, _ in workload.chapters[1:]), workload.frames]
    for (start, title), end in zip(workload.chapters, ends, strict=True):
        text += f"[CHAPTER]\nTIMEBASE=1/{RATE}\nSTART={start}\nEND={end}\ntitle={title}\n"
    return text


def sox(workload: Workload, out: Path) -> None:
    """Every row joined end to end, then one mix."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # sox opens all files of a row at once
    with tempfile.TemporaryDirectory() as made:
        gaps, tracks = Path(made), []
        for number, row in enumerate([list(workload.speech), *lanes(workload.chimes)]):
            tracks += ["-v", "1", str(gaps / f"row-{number}.wav")]
            subprocess.run(["sox", "-V1", *joined(workload, row, gaps), tracks[-1]], check=True)
        mixed = ["sox", "-V1", "-m", *tracks, "-c", str(workload.channels)]
        if " mp3 " in subprocess.run(["sox", "--help"], capture_output=True, text=True, check=False).stdout:
            subprocess.run([*mixed, "-C", f"{KILOBITS}.{EFFORT}", str(out)], check=True)
            return
        # Debian leaves MP3 out of sox itself; then the ffmpeg program encodes what it mixed.
        raw = ["-f", "s16le", "-ar", str(RATE), "-ac", str(workload.channels), "-i", "-"]
        coded = ["-c:a", "libmp3lame", "-b:a", f"{KILOBITS}k", "-compression_level", str(EFFORT), str(out)]
        with subprocess.Popen([*mixed, "-b", "16", "-t", "s16", "-"], stdout=subprocess.PIPE) as pipe:
            subprocess.run(["ffmpeg", "-y", "-v", "error", *raw, *coded], stdin=pipe.stdout, check=True)
        if pipe.returncode:
            raise subprocess.CalledProcessError(pipe.returncode, "sox")


def pydub(workload: Workload, out: Path) -> None:
    """Minute by minute, so that an overlay copies a minute and not the session; joined and exported once."""
    from pydub import AudioSegment

    def milliseconds(frames: int) -> float:
        return frames * 1000 / RATE

    names = {cue.file for cue in workload.cues}
    clips = {name: AudioSegment.from_wav(str(workload.folder / name)) for name in names}
    cues, minutes, first = workload.cues, bytearray(), 0
    for start in range(0, workload.frames, MINUTE):
        stop = min(start + MINUTE, workload.frames)
        canvas = AudioSegment(bytes(2 * (stop - start)), sample_width=2, frame_rate=RATE, channels=1)
        for cue in cues[first:]:
            if cue.start >= stop:
                break
            if cue.end > start:
                late = max(0, start - cue.start)
                clip = clips[cue.file][milliseconds(late) :] if late else clips[cue.file]
                canvas = canvas.overlay(clip, position=milliseconds(cue.start + late - start))
        while first < len(cues) and cues[first].end <= start:
            first += 1
        minutes += canvas.raw_data
    whole = AudioSegment(bytes(minutes), sample_width=2, frame_rate=RATE, channels=1)
    effort = ["-compression_level", str(EFFORT)]
    whole.set_channels(workload.channels).export(
        str(out), format="mp3", bitrate=f"{KILOBITS}k", parameters=effort
    )


CONTESTANTS: dict[str, Callable[[Workload, Path], None]] = {
    "floor": floor,
    "plain": plain,
    "mix": mix,
    "ffmpeg": ffmpeg,
    "sox": sox,
    "pydub": pydub,
}


if __name__ == "__main__":
    CONTESTANTS[sys.argv[1]](load(Path(sys.argv[2])), Path(sys.argv[3]))
