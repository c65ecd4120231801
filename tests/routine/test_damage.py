"""Whatever a file holds, the answer is a list of problems, never a crash."""

from __future__ import annotations

import copy
from random import Random  # seeded: the same damage in every run

import pytest

VALUES = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "no",
    "1:30",
    "a b",
    "last",
    [],
    {},
    [1],
    [[]],
    {"a": 1},
    {"[key]": 1},
    "x" * 500,
    "{n_words}",
    "{",
]


def paths(value, path=()):
    """Yield the path of every value inside another."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def damage(data, random):
    """Change one to three values: replace, take out, double, or put a stranger beside them."""
    for _ in range(random.randint(1, 3)):
        path = random.choice(list(paths(data)))
        holder = data
        for part in path[:-1]:
            holder = holder[part]
        change = random.randrange(4)
        if change == 0:
            del holder[path[-1]]
        elif change == 1 and isinstance(holder, dict):
            holder[random.choice(["id", "text", "cues", "[key]", "duration"])] = copy.deepcopy(
                random.choice(VALUES)
            )
        elif change == 2 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[0]))
        else:
            holder[path[-1]] = copy.deepcopy(random.choice(VALUES))
    return data


@pytest.mark.parametrize("seed", range(80))
def test_damaged_values_are_told_in_sentences(seed, findings, small):
    small["sections"][0]["steps"][1]["cues"] = [{"id": "start", "text": "Now rest.", "offset_s": "0:01"}]
    for problem in findings(damage(small, Random(seed))):  # noqa: S311
        assert problem.headline().isprintable()
        assert "does not have this shape" not in problem.message
        assert "pydantic" not in problem.message


@pytest.mark.parametrize("seed", range(80))
def test_damaged_text_is_told_in_sentences(seed, findings):
    from coach.routine.template import new_routine

    random, text = Random(seed), new_routine("small")  # noqa: S311
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text))
        text = text[:at] + random.choice("{}[]:\"'\n#&*!|>?\t%@`-,\\") + text[at + random.randint(0, 3) :]
    text = text[: random.randrange(600, 1800)]
    for problem in findings(text):
        assert all(line.isprintable() for line in problem.full().split("\n"))
