"""Growth of every series: Backline from its files, pandas from the same, JSON, and a plain scan."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from backline.store import Store
from backline.store.day import FIELDS
from benchmarks.made_up import LAST
from benchmarks.measuring import Facts, repeated

Row = list[Any]
"""Artist, platform, metric, now, its date, then, its date, growth, change, days measured."""

KEYS = ["artist", "platform", "metric", "subject", "country", "source"]


def tolerance(days: int) -> int:
    """By how many days a window may miss its length."""
    return -(-days // 7)


def reach(days: int) -> int:
    """How many days back any number lies that a window may need."""
    return days + max(tolerance(days), 3) + 7


def _kept(rows: list[Row], into: str) -> int:
    """Write the rows where the caller can compare them; how many there are."""
    rows.sort(key=lambda row: row[:3])
    Path(into).write_text("\n".join(json.dumps(row, default=str) for row in rows))
    return len(rows)


def backline(root: str, days: int, repeat: int, into: str) -> Facts:
    """As a script asks: open the files, then the growth of every series.

    Returns:
        ``seconds`` of each repetition, and ``audit``, which of them the audit's look takes.
    """
    from backline.analysis.growth import Growth, growth
    from backline.analysis.verdicts import verdicts
    from backline.warehouse import Warehouse

    found: list[Growth] = []
    audit: list[float] = []

    def work() -> None:
        with Warehouse(Path(root)) as warehouse:
            before = time.perf_counter()
            if warehouse.latest_day is not None:
                verdicts(warehouse, warehouse.latest_day, days)  # which growth asks for first
            audit.append(time.perf_counter() - before)
            found[:] = growth(warehouse, days)

    seconds = repeated(repeat, work)
    rows: list[Row] = [
        [
            *(g.artist, g.platform, g.metric, g.now, g.now_date, g.then, g.then_date, g.growth),
            None if g.change is None else round(g.change, 9),
            g.days_measured,
        ]
        for g in found
        if g.subject == ""
    ]
    return {"seconds": seconds, "audit": audit, "rows": _kept(rows, into)}


def scan(root: str, repeat: int) -> Facts:
    """DuckDB reads every row of the columns growth needs, and does nothing with them."""
    import duckdb

    columns = ("date", *KEYS, "state", "detail", "resolution")
    every = ", ".join(f"max({column})" for column in columns)

    def work() -> None:
        files = [str(path) for path in Store(Path(root)).measurement_files()]
        with duckdb.connect() as connection:
            connection.execute("set preserve_insertion_order = false")
            connection.execute(
                f"select count(*), sum(value), {every} "  # noqa: S608 (names of columns)
                "from read_parquet($files, hive_partitioning = false)",
                {"files": files},
            ).fetchall()

    return {"seconds": repeated(repeat, work)}


def from_pandas(root: str, days: int, repeat: int, into: str) -> Facts:
    """The same with pandas and its filters on the folder of all days."""
    found: list[Row] = []

    def work() -> None:
        found[:] = _pandas_growth(Path(root) / "data" / "measurements", days)

    seconds = repeated(repeat, work)
    return {"seconds": seconds, "rows": _kept(found, into)}


def _pandas_growth(folder: Path, days: int) -> list[Row]:
    import pandas as pd

    columns = ["date", *KEYS, "value", "state"]
    first = LAST - timedelta(days=reach(days))
    window = [("date", ">", first), ("date", "<=", LAST)]
    frame = pd.read_parquet(folder, columns=columns, filters=window)
    frame["date"] = pd.to_datetime(frame["date"])
    frame["series"] = frame.groupby(KEYS, sort=False).ngroup()
    every = frame.drop_duplicates("series").set_index("series")[KEYS]
    had = frame.loc[frame["state"] == "measured", ["series", "date", "value"]]
    now = had.sort_values("date").drop_duplicates("series", keep="last")
    now["age"] = (pd.Timestamp(LAST) - now["date"]).dt.days
    pairs = had.merge(now, on="series", suffixes=("_then", "")).query("date_then < date")
    wanted = pairs["date"] - pd.Timedelta(days=days)
    pairs["distance"] = (pairs["date_then"] - wanted).abs().dt.days
    strict = (pairs["age"] <= 2) & (pairs["distance"] <= tolerance(days))
    undecided = set(now.loc[now["age"] <= 7, "series"]) - set(pairs.loc[strict, "series"])
    weekly = _pandas_weekly(folder, every.loc[sorted(undecided)]) if undecided else set()
    loose = pairs["series"].isin(weekly)
    near = loose & (pairs["age"] <= 7) & (pairs["distance"] <= max(tolerance(days), 3))
    then = pairs[strict | near].sort_values(["distance", "date_then"]).drop_duplicates("series")
    now = now[now["age"].le(2) | (now["age"].le(7) & now["series"].isin(weekly))]
    # Days count up to now where there is one, else up to the day that was asked for.
    ends = now.set_index("series")["date"].reindex(every.index).fillna(pd.Timestamp(LAST))
    end = had["series"].map(ends)
    inside = (had["date"] <= end) & (had["date"] > end - pd.Timedelta(days=days))
    counted = had[inside].groupby("series").size()
    result = every.join(now.set_index("series")[["value", "date"]])
    result = result.join(then.set_index("series")[["value_then", "date_then"]])
    result["growth"] = result["value"] - result["value_then"]
    result["change"] = result["growth"] / result["value_then"].replace(0, float("nan"))
    result["days_measured"] = counted.reindex(result.index).fillna(0)
    return _plain(result)


def _pandas_weekly(folder: Path, series: Any) -> set[int]:
    """The series whose usual step, over all of their history, is more than four days."""
    import pandas as pd

    mine = [("artist", "in", sorted(series["artist"].unique())), ("state", "==", "measured")]
    history = pd.read_parquet(folder, columns=["date", *KEYS], filters=mine)
    history = history.merge(series.reset_index(), on=KEYS).sort_values("date")
    history["date"] = pd.to_datetime(history["date"])
    steps = history.groupby("series")["date"].diff().dt.days.groupby(history["series"]).median()
    return set(steps[steps > 4].index)


def _plain(result: Any) -> list[Row]:
    """The rows of a frame in the form they are compared in."""
    import pandas as pd

    def whole(value: float) -> int | None:
        return None if pd.isna(value) else int(value)

    def day(value: Any) -> date | None:
        return None if pd.isna(value) else value.date()

    return [
        [
            *(r.artist, r.platform, r.metric, whole(r.value), day(r.date), whole(r.value_then)),
            day(r.date_then),
            whole(r.growth),
            None if pd.isna(r.change) else round(r.change, 9),
            int(r.days_measured),
        ]
        for r in result.itertuples()
    ]


def from_json(root: str, days: int, repeat: int, into: str) -> Facts:
    """Plain Python over the daily JSON, the way a small bot does it: only the days it needs."""
    found: list[Row] = []

    def work() -> None:
        found[:] = _json_growth(Path(root) / "data" / "historical", days)

    seconds = repeated(repeat, work)
    return {"seconds": seconds, "rows": _kept(found, into)}


Series = tuple[str, str, str]
History = dict[Series, dict[date, int | None]]


def _read_json(paths: list[Path]) -> History:
    history: History = {}
    for path in paths:
        with path.open(encoding="utf-8") as file:
            document = json.load(file)
        day = date.fromisoformat(document["date"])
        gaps = document["gaps"]["artists"]
        for artist in document["artists"]:
            missing = gaps.get(artist["key"], {})
            for platform, fields in FIELDS.items():
                if platform == "discord":
                    continue
                unknown = missing.get(platform, {})
                for field, metric in fields.items():
                    if unknown.get(field, {}).get("state") != "not_recorded":
                        series = (artist["key"], platform, metric)
                        history.setdefault(series, {})[day] = artist[platform][field]
    return history


def _json_growth(folder: Path, days: int) -> list[Row]:
    paths = sorted(folder.glob("*.json"))
    first = str(LAST - timedelta(days=reach(days)))
    history = _read_json([path for path in paths if path.stem > first])
    every: History = {}
    rows = []
    for series, points in history.items():
        row, decided = _grown(series, points, days, weekly=False)
        if not decided:  # only the whole history tells whether it is measured about weekly
            every = every or _read_json(paths)
            had = sorted(day for day, value in every[series].items() if value is not None)
            steps = [(b - a).days for a, b in pairwise(had)]
            row, _ = _grown(series, points, days, weekly=bool(steps) and median(steps) > 4)
        rows.append(row)
    return rows


def _grown(
    series: Series, points: dict[date, int | None], days: int, *, weekly: bool
) -> tuple[Row, bool]:
    """One series' row, and whether it could be any other if the series were a weekly one."""
    had = {day: value for day, value in points.items() if value is not None}
    newest = max(had, default=None)
    oldest, tol = (7, max(tolerance(days), 3)) if weekly else (2, tolerance(days))
    age = (LAST - newest).days if newest else None
    if newest is None or age is None or age > oldest:
        counted = sum(LAST - timedelta(days=days) < day <= LAST for day in had)
        return [*series, None, None, None, None, None, None, counted], age is None or age > 7
    wanted = newest - timedelta(days=days)
    near = [day for day in had if day < newest and abs((day - wanted).days) <= tol]
    then = min(near, key=lambda day: (abs((day - wanted).days), day), default=None)
    counted = sum(wanted < day <= newest for day in had)
    now, before = had[newest], had[then] if then else None
    growth = now - before if before is not None else None
    change = round(growth / before, 9) if growth is not None and before else None
    return [*series, now, newest, before, then, growth, change, counted], then is not None
