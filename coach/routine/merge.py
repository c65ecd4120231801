"""Laying one description of a step over another: what a variant or a file says wins over the technique."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from coach.routine.base import Model
from coach.routine.duration import DurationPatch
from coach.routine.step import CuePatch, StepPatch

Plain = dict[str, Any]
"""A model as plain values, with nothing in it that was left out."""

FORMS = ("short_text", "giver_text", "whisper_text", "lighter_text", "second_receiver_text", "alternatives")
"""Other forms of a cue's text; a layer that brings a new text leaves the old forms behind."""

WAYS = ("offset_s", "lead_s", "ends_before_s")
"""The three ways to place a cue; a layer that names one takes the others away."""

_APART = {"duration", "cues", "without"}


def said(model: StepPatch | CuePatch | DurationPatch) -> Plain:
    """Return what ``model`` says, without what it leaves out."""
    plain: Plain = _plain(model)
    return plain


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Return a value without models in it; ``model_dump`` would first build what dumps each of them."""
    if isinstance(value, Model):
        given = value.model_fields_set
        fields = [(called, getattr(value, name)) for name, called in _names(type(value)) if name in given]
        return {called: _plain(of) for called, of in fields if of is not None}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value


@cache
def _names(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Return each field of a model and what it is called in a file."""
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


def merge_fields(layers: Iterable[StepPatch]) -> Plain:
    """Return the plain fields of a step: of each, what the last layer says that says anything."""
    names = set(StepPatch.model_fields) - _APART
    merged: Plain = {}
    for layer in layers:
        merged.update({name: value for name, value in said(layer).items() if name in names})
    return merged


def merge_duration(layers: Iterable[StepPatch]) -> Plain | None:
    """Return the duration: laid over while the kind stays the same, replaced whole when another is named."""
    merged: Plain = {}
    for layer in layers:
        if layer.duration is None:
            continue
        new = said(layer.duration)
        merged = _over(merged, new) if merged.keys() == new.keys() else new
    return merged or None


def _over(below: Plain, above: Plain) -> Plain:
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        merged[name] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def merge_cues(layers: Iterable[StepPatch]) -> tuple[dict[str, Plain], list[tuple[int, int]]]:
    """Return the cues by name, in order, and each ``without`` that names no cue as (layer, index)."""
    merged: dict[str, Plain] = {}
    strangers: list[tuple[int, int]] = []
    for number, layer in enumerate(layers):
        for index, name in enumerate(layer.without):
            if merged.pop(name, None) is None:
                strangers.append((number, index))
        for patch in layer.cues:
            merged[patch.id] = over_cue(merged.get(patch.id, {}), said(patch))
    return merged, strangers


def over_cue(below: Plain, above: Plain) -> Plain:
    """Return a cue with a change laid over it.

    A new way to place it takes the place of the old one, and a new text that of every old form: a
    short form of other words would say something else.
    """
    gone: set[str] = set()
    if any(way in above for way in WAYS):
        gone.update(WAYS)
    if "text" in above:
        gone.update(FORMS)
        if below.get("sides") == "second_short" and "short_text" not in above:
            gone.add("sides")
    return {**{name: value for name, value in below.items() if name not in gone}, **above}
