"""What was off in the mix already, told of a file that is made and of one that is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.terminal import Styled, note

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_mixed(found: Sequence[str], most: int) -> None:
    """Tell ``most`` of what was ``found``, and how many more there are."""
    for what in found[:most]:
        note(Styled("note: ", "yellow"), f"{what[:1].upper()}{what[1:]}, in the mix already.")
    if len(found) > most:
        note(Styled("note: ", "yellow"), f"And {len(found) - most} more.")
