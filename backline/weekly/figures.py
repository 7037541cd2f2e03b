"""The weekly artist tracking report: each artist's numbers week by week, with their growth.

A column is a dated snapshot of an artist. Growth is counted by the calendar
(:mod:`backline.analysis.growth`) or by snapshots, as an agency's sheet does: N days are
round(N / 7) columns back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from backline.analysis.growth import By, Growth, growth, snapshots_back, tolerance
from backline.analysis.verdicts import verdicts
from backline.measure import LEVEL_BREAKS
from backline.people import Artist
from backline.warehouse import Warehouse

Series = tuple[str, str, str]
"""Platform, metric, subject."""

MOST_ARTIST_DAYS = 100_000
"""The numbers of about so many days, each of one artist, are put below their columns at a time."""

TOGETHER = 50
"""So many artists' columns and numbers are read at a time."""

Young = Literal["empty", "first"]
"""What a series younger than the window is compared with: nothing, or its first value."""


_Columns = tuple[list[date], dict[Series, dict[date, "Point"]]]


@dataclass(frozen=True, slots=True)
class Point:
    """A number and the day it was measured, which may be a few before its column's."""

    value: int
    date: date


@dataclass(frozen=True, slots=True)
class Figure:
    """A growth over a window, or nothing.

    Attributes:
        now: the number it ends with; None with ``then`` where there is no growth.
        then: the number it begins with.
        since_first: compared with the series' first value, since it is younger than the window.
        remark: whether the real span is to be said beside the figure.
        note: what else to know, e.g. that the platform began to count differently.
    """

    now: Point | None = None
    then: Point | None = None
    since_first: bool = False
    remark: bool = False
    note: str = ""

    @property
    def growth(self) -> int | None:
        """The later number less the earlier one."""
        return self.now.value - self.then.value if self.now and self.then else None

    @property
    def span_days(self) -> int | None:
        """Days that really lie between the two numbers."""
        return (self.now.date - self.then.date).days if self.now and self.then else None


@dataclass(frozen=True, slots=True)
class WeeklySeries:
    """One row of numbers.

    Attributes:
        now: the current value, None where the current column has none.
        cells: by column, the older values.
        figures: by window in days, its growth.
    """

    now: Point | None
    cells: Mapping[date, Point]
    figures: Mapping[int, Figure]


@dataclass(frozen=True, slots=True)
class WeeklyBlock:
    """Everything of one artist.

    Attributes:
        current: the day of the current values; None where nothing was ever measured.
        columns: the days of the older columns, newest first.
    """

    artist: Artist
    current: date | None
    columns: tuple[date, ...]
    series: Mapping[Series, WeeklySeries] = field(default_factory=dict)


class Weekly:
    """The weekly report's numbers of a root, up to a day.

    Attributes:
        as_of: the day looked back from; None where nothing was ever measured.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        *,
        as_of: date | None = None,
        week_ends: int = 5,
        artist: str | None = None,
        metrics: Collection[str] | None = None,
    ) -> None:
        """Find the columns of every artist.

        Args:
            warehouse: the measurements; one ``in_memory`` where many artists will be asked for.
            as_of: the latest measured day when None.
            week_ends: the last day of the music week, 1 for Monday to 7 for Sunday.
            artist: roster key, to prepare this artist alone.
            metrics: of these numbers alone, e.g. ``spotify/followers``; of all when None. What
                days the columns are of stays the same.
        """
        self._warehouse = warehouse
        self._metrics = None if metrics is None else sorted(metrics)
        self._alone = artist is not None
        self._grown: dict[tuple[int, date], dict[str, list[Growth]]] = {}
        self._read: dict[str, _Columns] = {}
        self.as_of = as_of or warehouse.latest_day
        if self.as_of is not None:
            warehouse.let(as_of=self.as_of, week_ends=week_ends, artist=artist)
            warehouse.as_one(self._gather)

    def _gather(self) -> None:
        """Leave the columns and their numbers, those of some months after the other.

        The numbers of many artists and years would not fit into memory at once.
        """
        warehouse = self._warehouse
        warehouse.prepare("weekly_columns")
        warehouse.drop("weekly_cell")
        (extent,) = warehouse.ask("weekly_extent")
        first, end = extent["first"], extent["last"]
        artists = 1 if self._alone else max(1, len(warehouse.roster.artists))
        together = timedelta(days=max(7, MOST_ARTIST_DAYS // artists))
        while first is not None and first <= end:
            last = min(end, first + together)
            warehouse.look_at(first - timedelta(days=6), last)
            values = {"first": first, "last": last, "metrics": self._metrics}
            warehouse.prepare("weekly_numbers", into="weekly_cell", **values)
            first = last + timedelta(days=1)

    def block(
        self,
        artist: Artist,
        windows: Iterable[int],
        *,
        by: By = "calendar",
        young: Young = "empty",
    ) -> WeeklyBlock:
        """One artist's columns, numbers and growth over each window, in days."""
        if self.as_of is None:
            return WeeklyBlock(artist, None, ())
        days, points = self._columns(artist)
        if not days:
            return WeeklyBlock(artist, None, ())
        found = self._figures(artist, days, points, tuple(windows), by, young)
        return WeeklyBlock(
            artist,
            days[0],
            tuple(days[1:]),
            {
                series: WeeklySeries(cells.get(days[0]), cells, found[series])
                for series, cells in points.items()
            },
        )

    def _columns(self, artist: Artist) -> _Columns:
        """The days of an artist's columns, the newest first, and the points below them.

        Those who stand near in the roster are read with them, and kept until others are.
        """
        found = self._read.get(artist.key)
        if found is None:
            keys = [] if self._alone else [one.key for one in self._warehouse.roster.artists]
            place = keys.index(artist.key) if artist.key in keys else 0
            begin = place - place % TOGETHER
            self._read = self._columns_of([artist.key, *keys[begin : begin + TOGETHER]])
            found = self._read[artist.key]
        return found

    def _columns_of(self, artists: Iterable[str]) -> dict[str, _Columns]:
        found: dict[str, _Columns] = {key: ([], {}) for key in artists}
        ask = self._warehouse.ask
        for row in ask("weekly_dates", artists=[*found]):
            found[row["artist"]][0].append(row["date"])
        if not any(days for days, _ in found.values()):
            return found  # no number was put below a column
        for row in ask("weekly_cells", artists=[*found]):
            points = map(Point, row["values"], row["dates"])
            series = (row["platform"], row["metric"], row["subject"])
            found[row["artist"]][1][series] = dict(zip(row["columns"], points, strict=True))
        return found

    def _figures(
        self,
        artist: Artist,
        days: list[date],
        points: Mapping[Series, Mapping[date, Point]],
        windows: tuple[int, ...],
        by: By,
        young: Young,
    ) -> dict[Series, dict[int, Figure]]:
        found: dict[Series, dict[int, Figure]] = {series: {} for series in points}
        for window in windows:
            by_series: dict[Series, Growth] = {}
            if by == "calendar":
                rows = self._growth(artist, window, days[0])
                by_series = {(g.platform, g.metric, g.subject): g for g in rows if not g.country}
            for series, cells in points.items():
                if by == "calendar":
                    figure = _by_calendar(by_series.get(series), window)
                else:
                    figure = _by_snapshot(cells, days, window)
                    figure = self._noted(figure, artist, series, window)
                if figure.growth is None and young == "first":
                    figure = _since_first(cells, days, window, by)
                    figure = self._noted(figure, artist, series, window)
                found[series][window] = figure
        return found

    def _noted(self, figure: Figure, artist: Artist, series: Series, window: int) -> Figure:
        """The figure with what to know of its numbers; nothing where another account answers."""
        if figure.now is None or figure.then is None or self.as_of is None:
            return figure
        then, now = figure.then.date, figure.now.date
        if self._warehouse.identities.changed_between(artist.key, series[0], then, now):
            return Figure()
        notes = [
            change.note
            for change in LEVEL_BREAKS
            if (change.platform, change.metric) == series[:2] and then < change.date <= now
        ]
        known = verdicts(self._warehouse, self.as_of, window)
        notes += known.notes((artist.key, *series, ""), then, now)
        return replace(figure, note="; ".join(notes))

    def _growth(self, artist: Artist, window: int, day: date) -> list[Growth]:
        """The growth of an artist's series; of everybody's at once, where many are asked for."""
        if self._alone or (artist.until is not None and artist.until < day):
            return growth(self._warehouse, window, as_of=day, artist=artist.key)
        if (window, day) not in self._grown:
            by_artist = self._grown.setdefault((window, day), {})
            for row in growth(self._warehouse, window, as_of=day):
                by_artist.setdefault(row.artist, []).append(row)
        return self._grown[window, day].get(artist.key, [])


def _by_calendar(found: Growth | None, window: int) -> Figure:
    if found is None or found.now is None or found.then is None:
        return Figure()
    if found.now_date is None or found.then_date is None:
        return Figure()
    notes = [note for note in found.note.split("; ") if note and not note.startswith("no change")]
    return Figure(
        Point(found.now, found.now_date),
        Point(found.then, found.then_date),
        remark=found.span_days != window,
        note="; ".join(notes),
    )


def _by_snapshot(cells: Mapping[date, Point], days: list[date], window: int) -> Figure:
    """The current column minus the one round(window / 7) before it; nothing where one is blank."""
    back = snapshots_back(window)
    now = cells.get(days[0])
    then = cells.get(days[back]) if back < len(days) else None
    if now is None or then is None:
        return Figure()
    span = (now.date - then.date).days
    return Figure(now, then, remark=abs(span - window) > tolerance(window))


def _since_first(cells: Mapping[date, Point], days: list[date], window: int, by: By) -> Figure:
    """The growth of a series that is younger than the window, since its first value."""
    now = cells.get(days[0])
    first = cells[min(cells)]
    if now is None or first.date >= now.date:
        return Figure()
    back = snapshots_back(window)
    if by == "snapshot":
        is_young = back >= len(days) or min(cells) > days[back]
    else:
        is_young = (now.date - first.date).days < window
    return Figure(now, first, since_first=True, remark=True) if is_young else Figure()
