"""The engine that draws charts: the same letters on every machine, and no variable left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backline.exports.pictures.engine import _NOWHERE, engine
from backline.exports.pictures.fonts import _USUAL, Fonts

THERE = [path for folder in _USUAL if (path := Path(folder).expanduser()).is_dir()]
OWN = ("Liberation", "DejaVu", "Arimo")
OTHERS = sorted(name for name in Fonts(THERE)._families if not name.startswith(OWN))
"""Families of this machine that the engine does not bring along."""


def drawn(family):
    return engine().svg_to_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><text x="3" y="22" '
        f'font-family="{family}" font-size="18">Rings</text></svg>'
    )


@pytest.mark.skipif(not OTHERS, reason="This machine has no font that the engine lacks.")
def test_a_font_of_the_machine_is_not_seen():
    assert {drawn(family) for family in OTHERS} == {drawn("Nobody's Sans")}


def test_its_own_font_is():
    assert drawn("Liberation Sans") != drawn("Liberation Mono")


@pytest.mark.parametrize("own", [None, "fonts of somebody's own.conf"])
def test_what_is_started_afterwards_has_the_machines_fonts(own):
    """In a process of its own, since the engine looks for fonts once."""
    asks = (
        "import os; from backline.exports.pictures.engine import engine; engine(); "
        "print(os.environ.get('FONTCONFIG_FILE'))"
    )
    own_one = {"FONTCONFIG_FILE": own} if own else {}
    bare = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    told = subprocess.run(
        [sys.executable, "-c", asks],
        env={**bare, **own_one},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (told.stdout, told.stderr) == (f"{own}\n", "")


def test_the_file_that_says_so_is_there():
    assert _NOWHERE.is_file()
