"""Chart days: who stood where on which chart, a file a month (``data/charts/YYYY-MM.parquet``).

A chart tells more of a song than a measurement does (its place, the one before, the weeks so far),
and nothing of whoever is below its cut-off, hence a table of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from backline.store.months import MonthTable

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


def _place(entry: ChartEntry) -> tuple[object, ...]:
    """Country by country, since one is asked about at a time: the others' stretches stay unread."""
    of_country = (entry.platform, entry.country, entry.chart, entry.date)
    return *of_country, entry.position, entry.track


def _columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    small = ("position", "previous", "peak", "time_on_chart")
    return {
        **dict.fromkeys(small, pa.int32()),
        "metric": pa.int64(),
        "artists": pa.list_(pa.string()),
    }


CHARTS = MonthTable(
    folder="charts",
    entry=ChartEntry,
    day_of=day_of_chart,
    order=_place,
    columns=_columns,
    maybe=("previous", "peak", "time_on_chart", "metric"),
)
"""``data/charts``."""
