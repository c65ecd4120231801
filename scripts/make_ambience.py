"""Write a preview of every ambience as a WAV file, to be listened to while working on them.

python scripts/make_ambience.py previews            a minute of each, the same bytes on every run
python scripts/make_ambience.py previews --only fire --seconds 20 --seed 3
"""

from __future__ import annotations

import argparse
import sys
import wave
from pathlib import Path

from coach.sound.ambience import AMBIENCES, SEED, synthesised
from coach.sound.loudness import Meter
from coach.sound.pcm import to_int16
from coach.sound.sample import sample
from coach.units import RATE


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to; it is made if it is not there")
    parser.add_argument("--only", choices=list(AMBIENCES), help="one of them")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=SEED)
    choice = parser.parse_args()
    choice.folder.mkdir(parents=True, exist_ok=True)
    for name in [choice.only] if choice.only else AMBIENCES:
        meter = Meter(2)
        path = choice.folder / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            for block in sample(synthesised(name, choice.seed), choice.seconds):
                meter.feed(block)
                file.writeframes(to_int16(block).tobytes())
        print(f"{path}: {meter.integrated():.1f} LUFS, true peak {meter.true_peak():.1f} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
