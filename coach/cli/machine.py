"""``coach voices``, ``coach devices``, ``coach doctor``: what this machine has, and how to mend the rest."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from coach.cli.choices import Json
from coach.cli.terminal import Styled, note, out, out_json, out_wrapped


def voices_command(
    everything: Annotated[bool, typer.Option("--all", help="Voices of all languages.")] = False,
    json: Json = False,
) -> None:
    """List the voices there are, what to do for those that are not ready, and what is kept of them."""
    from coach.speech.cache import stats
    from coach.speech.offer import available

    there, cache = available(), stats()
    if json:
        out_json({"voices": [asdict(voice) for voice in there], "cache": asdict(cache)})
        return
    shown = [voice for voice in there if everything or not voice.languages or _is_general(voice.languages)]
    wide = max(len(voice.name) for voice in shown)
    for voice in shown:
        mark = Styled("ok  ", "green") if voice.ready else Styled("no  ", "yellow")
        out(mark, f"{voice.name:<{wide}}  ", Styled(voice.note, "dim") if voice.ready else voice.note)
    if len(shown) < len(there):
        note(f"And {len(there) - len(shown)} of other languages: coach voices --all")
    out(f"Cache: {cache}")


def _is_general(languages: tuple[str, ...]) -> bool:
    return any(language == "*" or language.lower().startswith("en") for language in languages)


def devices_command(json: Json = False) -> None:
    """List the sound devices there are, for coach play --device."""
    from coach.speaker.choice import devices

    there = devices()
    if json:
        out_json([asdict(device) for device in there])
        return
    for device in there:
        out(device.name, Styled("  (default)", "dim") if device.default else "")
    if not there:
        note("There is no speaker now. Plug in or switch on one: a session waits for it.")


def doctor_command(json: Json = False) -> None:
    """Try what coach needs, and say in one line how to mend what does not work.

    The exit code is that of the first thing that is missing: 4 sounds, 5 voice, 6 cache, 7 sound device.
    What a session can do without, such as media keys, is marked with two dashes.
    """
    from coach.cli.doctor import examine

    findings = examine()
    if json:
        out_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            if finding.works:
                out(Styled("ok  ", "green"), f"{finding.name}: {finding.text}")
            else:
                mark = "no  " if finding.exit_code else "--  "
                out_wrapped(f"{finding.name}: {finding.text}", indent="    ", first=mark)
    missing = [finding.exit_code for finding in findings if not finding.works and finding.exit_code]
    if missing:
        raise typer.Exit(min(missing))
