"""The shape of the package: who may import whom, and how large a module and a function may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "coach"

FLOORS = (
    ("errors", "problem", "units"),
    ("places", "words"),
    ("routine",),
    ("plan",),
    ("drawing",),
    ("lint",),
    ("composing",),
    ("speech",),
    ("sound",),
    ("check",),
    ("output",),
    ("speaker", "hearing"),
    ("live",),
    ("remote", "shelf", "catalogue"),
    ("cli", "__main__"),
)
"""Rooms from the ground up; a room imports from its own floor and from those below it."""

DOOR = "__init__"
"""``coach/__init__.py`` names the public things of every room, and imports them only when asked for."""

FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
CODE = [*MODULES, *sorted((ROOT / "scripts").glob("*.py"))]

LONGEST_MODULE, LONGEST_FUNCTION = 300, 60

VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else DOOR


def imports(path: Path, *, at_run_time: bool = False) -> Iterator[str]:
    """Yield the modules of the package that ``path`` imports, wherever in it the import stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = set()
    if at_run_time:
        blocks = [
            n
            for n in ast.walk(tree)
            if isinstance(n, ast.If) and ast.unparse(n.test).endswith("TYPE_CHECKING")
        ]
        hidden = {id(inner) for block in blocks for line in block.body for inner in ast.walk(line)}
    known = {name_of(module) for module in MODULES}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "coach")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "coach":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else str(node.module)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down_only(path: Path) -> None:
    module = name_of(path)
    room = room_of(module)
    if room == DOOR:
        return
    assert room in FLOOR, f"{module} lies in no known room; add it to FLOORS where it belongs"
    above = [target for target in imports(path) if FLOOR.get(room_of(target), -1) > FLOOR[room]]
    assert not above, f"{module} imports from rooms above it: {', '.join(above)}"


def test_rooms_on_the_ground_import_no_third_party() -> None:
    ours = {"coach", *sys.stdlib_module_names}
    for path in MODULES:
        if room_of(name_of(path)) not in FLOORS[0]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign = [name for name in names if name.split(".")[0] not in ours]
            assert not foreign, f"{name_of(path)} imports {foreign}"


def test_nothing_imports_in_a_circle() -> None:
    graph = {name_of(path): set(imports(path, at_run_time=True)) - {name_of(path)} for path in MODULES}
    graph.pop("coach")
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle


@pytest.mark.parametrize(
    "path", CODE, ids=lambda path: path.stem if path.parent.name == "scripts" else name_of(path)
)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE, f"{path.name} has {text.count(chr(10))} lines; split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, (
                f"{path.name}:{node.lineno} {node.name} has {lines} lines; split it"
            )


def test_names_say_what_is_inside() -> None:
    vague = [name_of(path) for path in MODULES if path.stem in VAGUE]
    assert not vague, f"{vague}: name a module after what it holds"
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.name for path in PACKAGE.iterdir() if path.is_dir()
    }
    shadows = (rooms & set(sys.stdlib_module_names)) - {"__init__", "__main__"}
    assert not shadows, f"{shadows}: these are names of the standard library"


def test_only_the_command_line_prints() -> None:
    for path in MODULES:
        if room_of(name_of(path)) in {"cli"}:
            continue
        calls = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert not calls, f"{name_of(path)} prints in line {calls[0]}"
