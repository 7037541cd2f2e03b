"""``/compare``: two artists' one number beside each other, from a day both have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.coverage import from_days
from backline.analysis.growth import Growth, growth
from backline.analysis.marks import marks
from backline.analysis.points import OwnPoints, own_points
from backline.analysis.totals import NO_ROW
from backline.analysis.verdicts import verdicts, verdicts_in
from backline.errors import DataError
from backline.exports.pictures.charts import FEWEST_POINTS
from backline.exports.pictures.drawing import Picture, drawable
from backline.exports.pictures.pair import IndexedLine, indexed_pair
from backline.exports.pictures.series import Point
from backline.measure import LEVEL_BREAKS, Metric
from backline.names import shown
from backline.people import Artist
from backline.words import MISSING, number, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.metrics import find_metric
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import grown, remark, rounded, safe, safe_name
from bot.replies.who import find_artist, last_day, membership, own_rows

DAYS = 90
"""How far back the lines reach."""

WINDOW = 28
"""The days over which the growth is told."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: their growth, None without a row, and the points of their account."""

    artist: Artist
    row: Growth | None
    own: OwnPoints

    @property
    def points(self) -> tuple[Point, ...]:
        return self.own.points

    @property
    def name(self) -> str:
        return safe_name(self.artist.name, 60)


def compare_artists(label: Label, name: str, other: str, metric_name: str) -> Reply:
    """Both numbers, their growth, and both as lines that begin at 100 on one day.

    Raises:
        UnknownArtistError: nobody has one of the names.
        UnknownMetricError: no number has this name, or several have.
        DataError: both names are one artist's.
    """
    roster, newest = label.warehouse.roster, label.warehouse.latest_day
    pair = (find_artist(roster, name), find_artist(roster, other))
    if pair[0].key == pair[1].key:
        raise DataError(
            f"Both names are {shown(pair[0].name, 60)}: name two artists, or ask /growth for one."
        )
    metric = find_metric(metric_name)
    named = " and ".join(safe_name(artist.name, 45) for artist in pair)
    title = f"{named}: {series_name(metric)}"
    if newest is None:
        return nothing_measured(label, title)
    day = min(last_day(artist, newest) for artist in pair)
    first = day - timedelta(days=DAYS)
    sides = [_side(label, artist, metric, first, day) for artist in pair]
    start = common_day(*(side.points for side in sides))
    notes = _notes(label, sides, metric, start, day)
    sections = [Section(side.name, tuple(_lines(side, day))) for side in sides]
    return reply(
        title,
        [f"{first} to {day}", *_memberships(pair, newest), *_breaks(sides, metric, start, day)],
        [*sections, _index(sides, notes, start)],
        footer(label, day, (side.row.source for side in sides if side.row)),
        _picture(label, sides, notes, metric, start, day),
    )


def common_day(one: Sequence[Point], other: Sequence[Point]) -> date | None:
    """The first day on which both have a number that others can be a part of, so no 0."""
    there = {day for day, value in other if value > 0}
    return next((day for day, value in one if value > 0 and day in there), None)


def _side(label: Label, artist: Artist, metric: Metric, first: date, day: date) -> _Side:
    found = own_rows(growth(label.warehouse, WINDOW, as_of=day, artist=artist.key), artist.key)
    place = (metric.platform, metric.name)
    row = next((row for row in found if (row.platform, row.metric) == place), None)
    points = own_points(label.warehouse, artist.key, first, day)
    return _Side(artist, row, points.get(place, OwnPoints(())))


def _notes(
    label: Label, sides: Sequence[_Side], metric: Metric, start: date | None, day: date
) -> list[str]:
    """What the audit knows of each one's numbers between the common day and the last."""
    if start is None:
        return ["" for _ in sides]
    known = verdicts(label.warehouse, day, DAYS)
    place = (metric.platform, metric.name, "", "")
    return [
        "; ".join(known.notes((side.artist.key, *place), start, side.points[-1][0]))
        for side in sides
    ]


def _breaks(sides: Sequence[_Side], metric: Metric, start: date | None, day: date) -> list[str]:
    """Since when another account answers, or the platform counts anew."""
    lines = [
        f"{side.name}: another account since {side.own.since}; what was before is left out"
        for side in sides
        if side.own.since
    ]
    of_metric = (metric.platform, metric.name)
    return lines + [
        one.note
        for one in LEVEL_BREAKS
        if (one.platform, one.metric) == of_metric and start and start < one.date <= day
    ]


def _memberships(pair: Sequence[Artist], newest: date) -> list[str]:
    told = ((artist, membership(artist, newest)) for artist in pair)
    return [f"{safe_name(artist.name, 60)}: {when}" for artist, when in told if when]


def _lines(side: _Side, day: date) -> list[str]:
    """The number, its growth and from how many days; a dash with its reason where it is missing."""
    row = side.row
    if row is None:
        return [f"{MISSING} ({NO_ROW})"]
    if row.now is None:
        return [f"{MISSING} ({safe(row.note, 200)})"]
    older = f" on {row.now_date}" if row.now_date != day else ""
    # A growth has the whole note beside it, which holds what is known of the number alone.
    alone = remark(row.now_note) if row.growth is None else ""
    return [
        f"**{number(row.now)}**{rounded(row.now_resolution)}{older}{alone}",
        f"{WINDOW} days: {grown(row, WINDOW)}, {from_days(row.days_measured, row.days_in_window)}",
    ]


def _index(sides: Sequence[_Side], notes: Sequence[str], start: date | None) -> Section:
    """Where both are now, of 100 on the day they have in common."""
    if start is None:
        none = [side.name for side in sides if not side.points]
        why = f": {' and '.join(none)} has none" if len(none) == 1 else ""
        line = (
            f"no day of these {DAYS} on which both have a number above 0{why}; so there is no chart"
        )
        return Section("Beside each other", (line,))
    lines = []
    for side, note in zip(sides, notes, strict=True):
        then, (last, now) = dict(side.points)[start], side.points[-1]
        index = f"{side.name}: **{100 * now / then:,.1f}** on {last}, from {number(then)}"
        lines.append(f"{index}{remark(note)}")
    return Section(f"Beside each other, {start} = 100", tuple(lines))


def _picture(
    label: Label,
    sides: Sequence[_Side],
    notes: Sequence[str],
    metric: Metric,
    start: date | None,
    day: date,
) -> Picture | None:
    if start is None:
        return None
    place = (metric.platform, metric.name)
    lines = [
        IndexedLine(
            drawable(side.artist.name, side.artist.key, 30),
            tuple(point for point in side.points if point[0] >= start),
            unusual=bool(verdicts_in(note)),
            marks=marks(label.warehouse, side.artist.key, start, day, DAYS).get(place, ()),
        )
        for side, note in zip(sides, notes, strict=True)
    ]
    if any(len(line.points) < FEWEST_POINTS for line in lines):
        return None
    return indexed_pair(lines[0], lines[1], start, day, series_name(metric))
