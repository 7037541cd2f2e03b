"""Charts and songs of artists outside the roster: nothing the label reads knows of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from backline.imports import import_charts, import_songs
from backline.imports.charts.file_name import Options
from backline.store import Store
from tests.bot_roots import small_label
from tests.roots import DAY
from tests.test_chart_import import old
from tests.test_scripts import run
from tests.test_song_counts import count

LATER = 70
"""Days by which the songs of others are known later than the label's own numbers."""


def import_others(root, folder):
    """A chart, and 70 days of a song's counts, those after the label's last day among them."""
    folder.mkdir()
    chart = folder / "regional-it-daily-2026-08-31.csv"
    chart.write_text(old((1, "Half Light", "Zoe Outside", 5000)))
    days = [DAY + timedelta(n - 10) for n in range(LATER)]
    rows = (
        count(10**6 + 1000 * n, day=str(day), credit_name="Zoe Outside & Artist 3")
        for n, day in enumerate(days)
    )
    counts = folder / "counts.jsonl"
    counts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    store = Store(root)
    import_charts([chart], store, Options(), today=days[-1])
    import_songs([counts], store, today=days[-1])


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """The same label twice, one with songs and charts of others."""
    folder = tmp_path_factory.mktemp("roots")
    plain, more = small_label(folder / "plain" / "root"), small_label(folder / "more" / "root")
    import_others(more, folder / "files")
    assert run("export", "--root", plain).returncode == 0
    return plain, more


@pytest.mark.parametrize(
    "command",
    [
        ["growth"],
        ["growth", "--days", "7", "--format", "json"],
        pytest.param(["growth", "--by", "snapshot", "--format", "csv"], marks=pytest.mark.heavy),
        ["audit", "--format", "json"],
        pytest.param(["ask", "/stats"], marks=pytest.mark.heavy),
        pytest.param(["ask", "/growth period:30"], marks=pytest.mark.heavy),
        pytest.param(["ask", "/artist name:Artist 3"], marks=pytest.mark.heavy),
        ["ask", "/weekly"],
        ["artists", "list"],
    ],
    ids=" ".join,
)
def test_every_answer_is_what_it_was(command, roots):
    script, *rest = command
    plain, more = (run(script, *rest, "--root", root, COLUMNS="120") for root in roots)
    assert (more.returncode, more.stderr) == (plain.returncode, plain.stderr)
    assert more.stdout == plain.stdout


@pytest.mark.parametrize("report", ["latest", "growth", "growth_long", "coverage"])
def test_every_report_is_what_it_was(report, roots):
    plain, more = ((root / f"reports/{report}.csv").read_text() for root in roots)
    assert more == plain


def test_no_file_for_people_names_them(roots):
    _, root = roots
    assert "zoe-outside" in (root / "data/subjects.csv").read_text()
    for path in [*(root / "reports").rglob("*.csv"), *(root / "data/historical").glob("*.json")]:
        assert "zoe" not in path.read_text().lower(), path.name


def test_the_roster_is_as_it_was(roots):
    plain, more = ((root / "roster.toml").read_text() for root in roots)
    assert more == plain
