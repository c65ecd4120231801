"""The cue sheet and the picture: the plan as others read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

from coach.plan.picture import picture, talk_share
from coach.plan.sheet import sheet
from coach.plan.timeline import Timeline
from coach.units import RATE

Planned = Callable[..., Timeline]


def test_the_sheet_is_json_and_exact_to_the_frame(planned: Planned) -> None:
    timeline = planned("head-15", seconds=901)
    data = json.loads(json.dumps(sheet(timeline)))
    assert data["format"] == "coach-cue-sheet/1"
    assert data["seconds"] == 901.0
    assert data["options"]["minutes"] == 901 / 60
    assert [round(cue["start"] * RATE) for cue in data["cues"]] == [cue.start for cue in timeline.cues]
    assert [round(cue["end"] * RATE) for cue in data["cues"]] == [cue.end for cue in timeline.cues]
    assert [round(hold["start"] * RATE) for hold in data["holds"]] == [h.start for h in timeline.holds]
    assert set(data["cues"][0]) >= {
        "id", "kind", "level", "start", "end", "text", "section", "step", "side", "rep", "addressee",
    }  # fmt: skip
    assert len({cue["id"] for cue in data["cues"]}) == len(data["cues"])
    assert data["fit"]["range"] == [timeline.fit.shortest / RATE, timeline.fit.longest / RATE]


def test_the_sheet_lists_what_was_dropped_and_changed(planned: Planned) -> None:
    fit = sheet(planned("head-15", seconds=480))["fit"]
    assert [change["step"] for change in fit["dropped"]] == ["2.3", "3.5", "4.3", "5.2"]
    assert {"step": "2.1", "what": "5 -> 3 times", "reason": "to fit the length"} in fit["changed"]
    assert fit["words_dropped"]


def test_the_picture_shows_everything_once_or_more(planned: Planned) -> None:
    timeline = planned("head-15")
    svg = picture(timeline)
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    titles = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}title")]
    for cue in timeline.cues:
        assert any(cue.line.text in title for title in titles)
    assert sum("hold," in title for title in titles) >= len(timeline.holds)
    texts = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
    for chapter in timeline.chapters:
        assert chapter.title in texts
    assert any(f"{talk_share(timeline):.0%} talk" in text for text in texts)
