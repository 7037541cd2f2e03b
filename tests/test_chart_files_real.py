"""Every recorded chart file is taken or refused with its reason, and equals an independent reading.

The other reader here is pandas and a few plain lines; it shares nothing with the import.
"""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from backline.errors import DataError
from backline.imports import import_charts
from backline.imports.charts.file_name import Options
from backline.store import Store
from backline.store.charts import CHARTS

SHARED = Path(__file__).resolve().parent.parent.parent / "shared/data"
FILES = sorted((SHARED / "spotify_charts").rglob("*.csv"))
RANKINGS = SHARED / "italy_charts/chart_ranking_entries.jsonl"
TODAY = date(2026, 9, 10)

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/spotify_charts is not here")

WEEK = Options("", date(2021, 5, 6), "weekly")
ASKED = {
    "200Glob__2021-05-13__5b187b6.csv": WEEK,
    "200It__2021-05-15__5ba3025.csv": Options("IT", date(2021, 5, 13), "weekly"),
    "global200__2021-05-11__0977a50.csv": WEEK,
    "global200__2021-05-11__482c52e.csv": WEEK,
    "global200__2021-05-11__b3fab03.csv": WEEK,
    "usa200__2021-05-13__60498cf.csv": Options("US", date(2021, 5, 11), "daily"),
}
"""What a person has to say of files whose names do not; others named ``latest`` lack a day."""


def options_of(path):
    if path.name.endswith("-latest.csv"):
        return Options(date=date(2019, 11, 30))
    return ASKED.get(path.name, Options())


def independent(path):
    """Position and streams of each line, the first and last cells of it, with pandas alone."""
    text = path.read_text(encoding="utf-8-sig")
    if text.startswith(("Position", "rank,uri", ",,,")) and '\n"1,' not in text:
        skip = 1 if text.startswith(",,,") else 0
        table = pd.read_csv(io.StringIO(text), skiprows=skip)
        first, streams = table.columns[0], next(c for c in table.columns if c.lower() == "streams")
        return list(zip(table[first].astype(int), table[streams].astype(int), strict=True))
    found = []
    for line in text.splitlines():
        row = re.sub(r'[;"\s]+$', "", line.lstrip('"'))
        row = re.sub(r"[;,]https://\S+$", "", row)
        position, streams = re.match(r"\d+", row), re.search(r'[;,]"*([\d.]+)(?:,00)?$', row)
        if position:  # all but the header
            found.append((int(position[0]), int(streams[1].replace(".", ""))))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rows_positions_and_streams_equal_an_independent_reading(path, tmp_path):
    store = Store(tmp_path / "label")
    report = import_charts([path], store, options_of(path), today=TODAY)
    assert report.refused == []
    assert report.unplaced == []
    (month,) = CHARTS.files(store.data)
    entries = CHARTS.read(month)
    expected = independent(path)
    assert len(expected) >= 50
    assert [(e.position, e.metric) for e in entries] == sorted(expected)
    assert {e.source for e in entries} == {path.name}
    assert all(e.track and e.credit for e in entries)


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if p.name in ASKED or p.name.endswith("-latest.csv")],
    ids=lambda path: path.name,
)
def test_what_does_not_say_its_day_is_refused_with_the_option_that_says_it(path, tmp_path):
    with pytest.raises(DataError, match=r"does not say by its name .* repeat with --\w+.*\.$"):
        import_charts([path], Store(tmp_path / "label"), Options(), today=TODAY)


def test_all_of_them_at_once_are_taken_and_none_contradicts_another(tmp_path):
    store = Store(tmp_path / "label")
    named = [p for p in FILES if options_of(p) == Options()]
    report = import_charts(named, store, Options(), today=TODAY)
    assert report.refused == []
    world = [p for p in FILES if options_of(p) is WEEK]
    report = import_charts(world, store, WEEK, today=TODAY)
    assert report.refused == []  # four tellings of one week, with and without ids
    assert len(report.days) == 1
    entries = [e for path in CHARTS.files(store.data) for e in CHARTS.read(path)]
    days = {(e.date, e.chart, e.country) for e in entries}
    assert len(days) == len(named) - 1 + 1  # one day has two files


@pytest.mark.skipif(not RANKINGS.exists(), reason="../shared/data/italy_charts is not here")
def test_the_ranking_lines_of_italy_are_all_there(tmp_path):
    store = Store(tmp_path / "label")
    report = import_charts([RANKINGS], store, Options(), today=TODAY)
    assert (report.refused, report.unplaced) == ([], [])
    expected = defaultdict(list)
    for text in RANKINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        answer = row["api_data"]
        expected[answer["rankDate"][:10], row["slug"]].append(
            (row["position"], answer["metric"] or None, answer["song"]["uuid"])
        )
    found = defaultdict(list)
    for path in CHARTS.files(store.data):
        for e in CHARTS.read(path):
            found[e.date.isoformat(), e.chart].append((e.position, e.metric, e.track))
            assert e.time_unit == ("days" if e.frequency == "daily" else "weeks")
    assert found == {day: sorted(rows) for day, rows in expected.items()}
