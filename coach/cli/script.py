"""``coach script``: the words with their times."""

from __future__ import annotations

from coach.cli.choices import REFERENCE, Count, Json, Minutes, Pace, Seed, Talk, Voice, Which
from coach.cli.progress import progress
from coach.cli.session import Wanted, session
from coach.cli.terminal import out_json


def script_command(
    routine: Which,
    minutes: Minutes = None,
    talk: Talk = None,
    count: Count = "chime",
    voice: Voice = REFERENCE,
    pace: Pace = 135,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Print every spoken line with its time and its name, to read aloud or to record."""
    with progress() as bar, session(Wanted(routine, minutes, talk, count, voice, pace, seed), bar) as made:
        pass
    if json:
        from coach.plan.sheet import sheet

        out_json(sheet(made.timeline)["cues"])
        return
    from coach.cli.page import print_script

    print_script(made.timeline)
