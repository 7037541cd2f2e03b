"""A day of a chart is kept as a whole, in its month's file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backline.errors import DataError
from backline.store import Store
from backline.store.charts import CHARTS, STREAMS, ChartEntry, day_of_chart

DAY = date(2026, 8, 31)
FIRST = ChartEntry(
    DAY, "regional-it-daily", "spotify", "IT", "daily", 1, "track1", "Ada & Bo", ("ada", "bo"),
    previous=2, peak=1, time_on_chart=9, time_unit="days", metric=500_000, metric_kind=STREAMS,
    source="regional-it-daily-2026-08-31.csv",
)  # fmt: skip
SECOND = ChartEntry(DAY, "regional-it-daily", "spotify", "IT", "daily", 2, "track2")


def write(root, *entries):
    days = {}
    for entry in entries:
        days.setdefault(day_of_chart(entry), []).append(entry)
    store = Store(root)
    with store.writing(), store.change() as change:
        return CHARTS.write(change, store.data, days)


def test_what_is_written_is_read_back(tmp_path):
    assert write(tmp_path, SECOND, FIRST) == 1
    assert CHARTS.read(CHARTS.file(tmp_path / "data", DAY)) == [FIRST, SECOND]


def test_the_same_again_changes_nothing(tmp_path):
    write(tmp_path, FIRST, SECOND)
    (path,) = CHARTS.files(tmp_path / "data")
    stamp = path.stat().st_mtime_ns
    assert write(tmp_path, FIRST, SECOND) == 0
    assert path.stat().st_mtime_ns == stamp


def test_a_day_is_replaced_as_a_whole_and_others_stay(tmp_path):
    other, later = replace(FIRST, chart="viral-it-daily"), replace(FIRST, date=date(2026, 9, 1))
    write(tmp_path, FIRST, SECOND, other, later)
    assert write(tmp_path, replace(FIRST, metric=500_001)) == 1
    files = CHARTS.files(tmp_path / "data")
    assert [path.name for path in files] == ["2026-08.parquet", "2026-09.parquet"]
    assert CHARTS.read(files[0]) == [replace(FIRST, metric=500_001), other]
    assert CHARTS.read(files[1]) == [later]


def test_a_month_that_cannot_be_read_is_named_and_kept(tmp_path):
    write(tmp_path, FIRST)
    path = CHARTS.file(tmp_path / "data", DAY)
    path.write_bytes(b"PAR1 no")
    with pytest.raises(DataError, match=r"^data/charts/2026-08.parquet cannot be read; restore"):
        write(tmp_path, SECOND)
    assert path.read_bytes() == b"PAR1 no"
