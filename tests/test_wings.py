"""The house keeps its order: a wing imports only wings before it, and no modules in a circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

WINGS = (
    "ground",
    "net",
    "people",
    "store",
    "sources",
    "engines",
    "warehouse",
    "analysis",
    "exports",
    "campaigns",
    "imports",
    "collecting",
    "weekly",
    "unattended",
    "bot",
    "web",
    "scripts",
)
"""Lowest first. ``docs/design.md`` draws them."""

GROUND = {
    "__init__",
    "countries",
    "credits",
    "errors",
    "measure",
    "names",
    "numbers",
    "percent",
    "spotify_links",
    "words",
}
"""The files of ``backline/`` that stand in no wing."""


def modules() -> dict[str, Path]:
    """Every module of the library, the bot, the pages and the scripts, by its dotted name."""
    found = {}
    for top in ("backline", "bot", "web", "scripts"):
        for path in (PROJECT / top).rglob("*.py"):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def wing_of(module: str) -> str:
    """``store`` for ``backline.store.day``; the ground for what stands in no folder."""
    top, *rest = module.split(".")
    if top != "backline":
        return top
    return rest[0] if rest and rest[0] in WINGS else "ground"


def imported(module: str) -> set[str]:
    """The modules of this project that a module's text imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name for name in inner if name in MODULES} or {node.module}
    return {name for name in found if name in MODULES} - {module}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_wing_imports_only_wings_before_it(module):
    place = WINGS.index(wing_of(module))
    wrong = [name for name in imported(module) if WINGS.index(wing_of(name)) > place]
    assert not wrong, f"{module} reaches up into {', '.join(sorted(wrong))}"


def test_no_modules_import_each_other_in_a_circle():
    # A package hands out names of its own modules, which is no circle of theirs.
    arrows = {
        module: {name for name in imported(module) if not name.startswith(f"{module}.")}
        for module in MODULES
    }
    TopologicalSorter(arrows).prepare()  # CycleError names the circle


def test_only_the_ground_stands_on_the_ground_floor():
    assert {path.stem for path in (PROJECT / "backline").glob("*.py")} == GROUND
    folders = {p.name for p in (PROJECT / "backline").iterdir() if (p / "__init__.py").exists()}
    assert folders == set(WINGS) - {"ground", "bot", "web", "scripts"}


def test_every_package_says_what_it_is_in_one_line():
    for path in PROJECT.glob("backline/**/__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert said, path
        assert "\n" not in said, path


def test_the_plan_of_the_house_names_every_wing_in_this_order():
    drawn = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1] for line in drawn.splitlines() if line.startswith("| `backline/")]
    wings = [row.split("/")[1] for row in rows if row.endswith("/")]
    assert wings == [wing for wing in WINGS if wing not in ("ground", "bot", "web", "scripts")]
