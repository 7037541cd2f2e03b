"""Chart days: who stood where on which chart, a file a month (``data/charts/YYYY-MM.parquet``).

A chart tells more of a song than a measurement does (its place, the one before, the weeks so far),
and nothing of whoever is below its cut-off, hence a table of its own. One day of one chart is one
thing: what is written of it replaces what there was, never a part of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from backline.errors import DataError
from backline.store.files import Change

if TYPE_CHECKING:
    import pyarrow as pa

FREQUENCIES = ("daily", "weekly")

STREAMS = "streams"
"""The kind of a metric that counts plays in the chart's day or week."""

SPINS = "spins"
"""The kind of a metric that counts plays on the radio."""

RANK = "rank"
"""The kind of a chart that tells places only; its metric is never a number."""


@dataclass(frozen=True, slots=True, order=True)
class ChartEntry:
    """One line of one day of a chart.

    Attributes:
        date: the day a daily chart describes; of a weekly one the day its platform dates it by,
            which :func:`week_of` turns into days.
        chart: its slug, e.g. ``regional-it-daily``; unique within a platform.
        platform: as in :mod:`backline.measure`, also one that has no metric there.
        country: ISO 3166 alpha-2; empty for worldwide.
        frequency: ``daily`` or ``weekly``.
        position: from 1.
        track: key of ``data/subjects.csv``; the id alone while no file told the track's title,
            empty where a line names no track at all.
        credit: the artists as the chart credits them.
        artists: roster keys of those the credit names, the first one first; an artist outside the
            roster has the key the roster would give.
        previous: the place before; None for a new entry and where the chart does not say.
        peak: the best place so far.
        time_on_chart: so many days or weeks it has been there, as ``time_unit`` says.
        time_unit: ``days`` or ``weeks``; empty where the chart does not say.
        metric: what the chart counts; None where it counts nothing or does not say.
        metric_kind: :data:`STREAMS`, :data:`SPINS` or :data:`RANK`.
        source: the file, or the client, that told it.
    """

    date: date
    chart: str
    platform: str
    country: str
    frequency: str
    position: int
    track: str
    credit: str = ""
    artists: tuple[str, ...] = ()
    previous: int | None = None
    peak: int | None = None
    time_on_chart: int | None = None
    time_unit: str = ""
    metric: int | None = None
    metric_kind: str = RANK
    source: str = ""


_THURSDAY = 3


def week_of(platform: str, day: date) -> tuple[date, date] | None:
    """The first and the last day that a weekly chart describes, or None where that is not certain.

    Spotify dates a week by the Thursday on which it ends, YouTube by the Monday after such a
    Thursday. On another weekday neither has a week; other platforms do not say what their weeks
    are.

    Args:
        platform: of the chart.
        day: by which it dates the week.
    """
    ends = {"spotify": day, "youtube": day - timedelta(days=4)}.get(platform)
    if ends is None or ends.weekday() != _THURSDAY:
        return None
    return ends - timedelta(days=6), ends


ChartDay = tuple[date, str, str, str]
"""Date, platform, chart and country: what is written as a whole."""


def day_of_chart(entry: ChartEntry) -> ChartDay:
    """Which day of which chart an entry is of."""
    return entry.date, entry.platform, entry.chart, entry.country


def chart_file(data: Path, month: date) -> Path:
    """Where the charts of a month are, below a root's ``data``."""
    return data / "charts" / f"{month:%Y-%m}.parquet"


def chart_files(data: Path) -> list[Path]:
    """The months there are, the oldest first."""
    return sorted((data / "charts").glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].parquet"))


def chart_schema() -> pa.Schema:
    """The columns of a month's file (see :class:`ChartEntry`)."""
    import pyarrow as pa

    kinds = {
        "date": pa.date32(),
        "artists": pa.list_(pa.string()),
        **dict.fromkeys(("position", "previous", "peak", "time_on_chart"), pa.int32()),
        "metric": pa.int64(),
    }
    maybe = ("previous", "peak", "time_on_chart", "metric")
    return pa.schema(
        [
            pa.field(f.name, kinds.get(f.name, pa.string()), nullable=f.name in maybe)
            for f in fields(ChartEntry)
        ]
    )


def read_charts(path: Path) -> list[ChartEntry]:
    """The entries of a month.

    Raises:
        DataError: the file cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.exists():
        return []
    try:
        rows = pq.read_table(path, schema=chart_schema()).to_pylist()
        return [ChartEntry(**{**row, "artists": tuple(row["artists"])}) for row in rows]
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        raise DataError(
            f"data/charts/{path.name} cannot be read; restore it with: "
            f"git checkout -- data/charts/{path.name}."
        ) from None


def write_charts(change: Change, data: Path, days: Mapping[ChartDay, Sequence[ChartEntry]]) -> int:
    """Stage whole chart days in their months; a day that would say the same stays.

    Args:
        change: what they are written with.
        data: a root's ``data``.
        days: the entries of each day.

    Returns:
        How many chart days are new or say something else than before.

    Raises:
        DataError: a month's file cannot be read.
    """
    changed = 0
    for month in sorted({day[0].replace(day=1) for day in days}):
        path = chart_file(data, month)
        kept: dict[ChartDay, list[ChartEntry]] = {}
        for entry in read_charts(path):
            kept.setdefault(day_of_chart(entry), []).append(entry)
        news = {
            day: sorted(entries, key=_place)
            for day, entries in days.items()
            if day[0].replace(day=1) == month and sorted(entries, key=_place) != kept.get(day)
        }
        if news:
            changed += len(news)
            entries = [entry for listed in (kept | news).values() for entry in listed]
            change.write(path, _parquet(sorted(entries, key=_place)))
    return changed


def _place(entry: ChartEntry) -> tuple[object, ...]:
    return *day_of_chart(entry), entry.position, entry.track


def _parquet(entries: Iterable[ChartEntry]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = zip(*map(astuple, entries), strict=True)
    schema = chart_schema()
    named = dict(zip(schema.names, map(list, columns), strict=True))
    out = io.BytesIO()
    pq.write_table(pa.table(named, schema=schema), out, compression="zstd", compression_level=19)
    return out.getvalue()
