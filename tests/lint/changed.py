"""Examples of rules made real: a built-in routine with a change, its plan with another, and what is found."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coach.lint.book import RULES
from coach.lint.examine import lint, lint_plan, lint_sound, score_of
from coach.lint.fitted import Fitted
from coach.lint.sounded import Sounded
from coach.plan.options import Options
from coach.plan.planner import plan
from coach.plan.timeline import Strike, Timeline
from coach.problem import Problem
from coach.routine.lengths import default_s
from coach.routine.library import routine_files
from coach.routine.load import Opened, load_tables, open_routine
from coach.routine.tables import Tables
from coach.units import RATE, Frames

SAY_IN = {"head-15": "3.2", "feet-15": "2.3", "hands-10": "2.3"}


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@cache
def base(name: str) -> str:
    return json.dumps(read(routine_files()[name][1]))


@cache
def tables() -> Tables:
    return load_tables()


def over(below: Any, above: Any) -> Any:
    """Lay one mapping over another; None takes a value away, cues are laid over each other by their id."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = dict(below)
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif key == "cues" and isinstance(merged.get(key), list):
            named = {cue["id"]: cue for cue in merged[key]}
            for cue in value:
                named[cue["id"]] = over(named.get(cue["id"], {}), cue)
            merged[key] = list(named.values())
        else:
            merged[key] = over(merged.get(key), value)
    return merged


def steps(data: dict[str, Any]) -> Any:
    for section in data["sections"]:
        for part in ("steps", "between"):
            for index, step in enumerate(section.get(part, ())):
                yield section[part], index, step


def edited(data: dict[str, Any], change: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a routine with the part of a change that is about the file."""
    data = over(copy.deepcopy(data), change.get("routine", {}))
    for key, value in change.items():
        what, _, which = key.partition(" ")
        if what == "step":
            found = [(rows, index) for rows, index, step in steps(data) if step["id"] == which]
            (rows, index) = found[0]
            rows[index] = over(rows[index], value)
        elif what == "section":
            index = next(i for i, section in enumerate(data["sections"]) if section["id"] == which)
            data["sections"][index] = over(data["sections"][index], value)
    for new in change.get("add", ()):
        other = new.get("before") or new["after"]
        rows, index = next((r, i) for r, i, step in steps(data) if step["id"] == other)
        rows.insert(index if "before" in new else index + 1, new["step"])
    if new := change.get("add_section"):
        index = next(i for i, section in enumerate(data["sections"]) if section["id"] == new["after"])
        data["sections"].insert(index + 1, new["section"])
    for section in data["sections"]:
        section["steps"] = [s for s in section["steps"] if s["id"] not in change.get("drop", ())]
    if "say" in change:
        rows, index = next(
            (r, i) for r, i, step in steps(data) if step["id"] == change.get("in", SAY_IN[name])
        )
        cue = {"id": "example", "kind": "detail", "level": "full", "text": change["say"]}
        rows[index] = over(rows[index], {"cues": [cue]})
    return data


def opened(change: dict[str, Any], name: str, folder: Path) -> Opened:
    """Return the changed routine; its length is the sum of its steps unless the change says another."""
    known = tables()
    if "tables" in change:
        known = Tables.model_validate(
            over(known.model_dump(exclude_unset=True, by_alias=True), change["tables"])
        )
    data = edited(json.loads(base(name)), change, name)
    path = folder / f"{data['id']}.yaml"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    found = open_routine(path, known)
    if found.routine is not None and "target_s" not in change.get("routine", {}):
        total = default_s(found.routine)
        if total != found.routine.target_s:
            path.write_text(json.dumps({**data, "target_s": total}, indent=1), encoding="utf-8")
            found = open_routine(path, known)
    return found


def planned(found: Opened, change: dict[str, Any]) -> Timeline:
    """Return the plan that a change asks for."""
    wanted = change.get("plan", {})
    words = wanted.get("pace", 130)

    def measure(lines: Any) -> Any:
        return {line: Frames(round(len(line.text.split()) * 60 * RATE / words)) for line in lines}

    options = Options(profile=wanted.get("profile", "adult"))
    assert found.routine is not None
    timeline = plan(found.routine, options, measure)
    if length := wanted.get("length"):
        seconds = int(getattr(timeline.fit, length) // RATE)
        timeline = plan(found.routine, replace(options, seconds=seconds), measure)
    return bent(timeline, change.get("bend", {}))


def bent(timeline: Timeline, bend: dict[str, Any]) -> Timeline:
    """Return a plan with faults that the planner does not make."""
    cues, chimes, spans = list(timeline.cues), list(timeline.chimes), list(timeline.steps)
    for name, seconds in bend.get("move", {}).items():
        shift = seconds * RATE
        cues = [
            replace(c, start=c.start + shift, end=c.end + shift) if c.id == str(name) else c for c in cues
        ]
    cues = [c for c in cues if c.kind != bend.get("drop_kind") and c.step != bend.get("drop_step")]
    if slower := bend.get("slower"):
        cues = [replace(c, end=Frames(c.start + round((c.end - c.start) * slower))) for c in cues]
    if ring := bend.get("ring"):
        at = next(c.start for c in cues if c.id == str(ring["in_cue"]))
        chimes += [Strike(name, Frames(at + 100)) for name in (ring["name"], *bend.get("also", ()))]
    chimes = [c for c in chimes if c.name != bend.get("mute")]
    if more := bend.get("longer"):
        spans = [
            replace(s, end=s.end + more["seconds"] * RATE)
            if (s.step, s.side) == (more["step"], more["side"])
            else s
            for s in spans
        ]
    if reps := bend.get("reps"):
        spans = [
            replace(s, reps=reps["n"]) if (s.step, s.side) == (reps["step"], reps["side"]) else s
            for s in spans
        ]
    return replace(
        timeline,
        cues=tuple(sorted(cues, key=lambda c: c.start)),
        chimes=tuple(sorted(chimes, key=lambda c: c.start)),
        steps=tuple(spans),
        chapters=timeline.chapters[: bend.get("chapters")],
    )


def problems(code: str, change: Any, name: str, folder: Path) -> tuple[Problem, ...]:
    """Return everything that is found in an example of a rule."""
    change = {} if change == "as it is" else change
    found = opened(change, change.get("base", name), folder)
    rule = RULES[code]
    told = [*found.problems, *lint(found)]
    if rule.on_plan is not None and found.routine is not None:
        told += lint_plan(found, planned(found, change))
    if rule.on_sound is not None:
        score = score_of(found)
        assert score is not None
        fitted = Fitted(score, planned(found, change))
        levels = tuple(zip(fitted.timeline.cues, map(float, change["sound"]), strict=False))
        told += lint_sound(found, Sounded(fitted, levels))
    return tuple(told)
