"""The gallery of charts: what is shown, on both grounds, and that nothing of it is missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.bot_roots import roster_of, save, series_rows
from tests.roots import before
from tests.test_scripts import refused, run

PROJECT = Path(__file__).parent.parent
CHARTS = PROJECT / "docs" / "charts"


@pytest.fixture(scope="module")
def gallery():
    sys.path.insert(0, str(PROJECT / "scripts"))
    try:
        import gallery as script
    finally:
        sys.path.remove(str(PROJECT / "scripts"))
    return script


def test_every_chart_is_there_on_both_grounds_with_what_it_shows(gallery):
    page = (CHARTS / "README.md").read_text(encoding="utf-8")
    for name, command, caption in gallery.CHARTS:
        assert f"## {caption}\n" in page
        assert f"`{command.split()[0]}" in page
        shown = re.search(rf'<img src="{name}-light.svg" alt="([^"]+)">', page)
        assert shown and len(shown[1]) > 20
        dark, light = ((CHARTS / f"{name}-{g}.svg").read_text() for g in ("dark", "light"))
        assert "#313338" in dark and "#313338" not in light
        assert len(dark) == len(light)
    assert len(list(CHARTS.glob("*.svg"))) == 2 * len(gallery.CHARTS)


def test_every_command_with_a_chart_is_among_them(gallery):
    drawn = {command.split()[0].removeprefix("/") for _, command, _ in gallery.CHARTS}
    assert drawn >= {"growth", "artist", "leaderboard", "compare", "predict", "tracks", "analyze"}


def test_a_root_that_is_no_demo_is_one_sentence(tmp_path):
    rows = series_rows("ada-0", [before(n) for n in range(5)])
    root = save(tmp_path / "root", rows, roster_of(["Ada"]))
    said = refused(run("gallery", "--root", root, "--out", tmp_path / "out"), 1)
    assert said == f"{root} has too few artists to compare: play scripts/demo.py first.\n"
    assert not (tmp_path / "out").exists()
