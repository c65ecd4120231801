"""Parts of a body in the large: what belongs together when hands go from one place to another."""

from __future__ import annotations

REGIONS: dict[str, tuple[str, ...]] = {
    "feet": (
        *("toes", "foot_bottom", "foot_arch", "foot_top", "ankle_front", "ankle_back", "ankle_inner"),
        *("ankle_outer", "calf", "calf_deep", "shin", "kneecap", "knee_back", "thigh_back", "thigh_front"),
    ),
    "hands": (
        *("fingers", "hand_palm", "hand_back", "thumb_pad", "thumb_web", "wrist", "wrist_point"),
        *("forearm", "elbow_front", "elbow_inner", "upper_arm"),
    ),
    "back": (
        "shoulder",
        "shoulder_top",
        "shoulder_blade",
        "blade_edge",
        "back_upper",
        "back_lower",
        "kidney_area",
    ),
    "head": (
        *("neck_back", "skull_base", "head", "temple", "forehead", "scalp_front", "scalp_crown"),
        *("scalp_back", "hair", "ear_lobe", "ear_rim"),
    ),
}
"""Areas by region; an area of nobody's table belongs to none."""

REGION = {area: region for region, areas in REGIONS.items() for area in areas}
"""The region of each area."""

LIMBS = frozenset({"feet", "hands"})
"""Regions in which strokes with weight go towards the heart."""

NECK = frozenset({"neck_back", "neck_side", "neck_front"})
"""Areas of the neck."""

SKULL_AND_NECK = frozenset({"neck_back", "neck_side", "neck_front", "skull_base"})
"""Areas that are worked with the throat near."""

EARS = frozenset({"ear_lobe", "ear_rim"})
"""Areas of the ears that may be touched."""

CALVES = frozenset({"calf", "calf_deep"})
"""Where clots hide."""
LOWER_LEG = CALVES | {"shin"}
"""Areas between knee and ankle."""

UNBORN = frozenset(
    {"thumb_web", "ankle_inner", "ankle_outer", "shoulder_top", "abdomen", "calf_deep", "wrist_point"}
)
"""Places that are left out in pregnancy."""


def regions(areas: list[str]) -> frozenset[str]:
    """Return the regions that ``areas`` lie in."""
    return frozenset(REGION[area] for area in areas if area in REGION)
