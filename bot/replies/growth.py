"""``/growth``: what changed over a window, of the label or of one artist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.totals import NO_ROW, Total, totals
from backline.analysis.verdicts import PURGE, verdicts_in
from backline.exports.pictures.charts import Bar, BarPanel, change_bars
from backline.exports.pictures.drawing import Picture, drawable
from backline.measure import VOCABULARY, Kind, Metric
from backline.people import Artist
from backline.words import MISSING, change, listed, number, of_artists, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured, of_roster
from bot.replies.text import grown, reasons, remark, safe, safe_name, see_all
from bot.replies.who import own_rows, worldwide

PERIODS = (7, 14, 30, 60, 90)
"""The windows people may choose, in days."""

TOP = 3
_BARS = 4
_OWN_DOING = {("youtube", "videos"), ("instagram", "posts")}
"""Counts of what an artist put out, not of an audience; they stand in the artist's reply."""


@dataclass(frozen=True, slots=True)
class _Metric:
    """One metric over the label's artists.

    Attributes:
        rows: those with a growth, the largest first.
        missing: key and reason of the artists without.
        total: of an additive metric that anybody was measured in.
    """

    metric: Metric
    rows: tuple[Growth, ...]
    missing: tuple[tuple[str, str], ...]
    total: Total | None


def growth_of_label(label: Label, days: int) -> Reply:
    """The label's growth per platform, its top gainers, and who has no figure."""
    roster = label.warehouse.roster
    day = label.warehouse.latest_day
    title = f"{safe_name(roster.label, 80)}: growth over {days} days"
    if day is None:
        return nothing_measured(label, title)
    artists = roster.on(day)
    rows, found = _found(label, days, day)
    names = {artist.key: safe_name(artist.name, 40) for artist in artists}
    had = [one for one in found if one.rows]
    window = f"{day - timedelta(days=days)} to {day}, {of_roster(artists)}"
    young = None if had else first_days(label.warehouse, [days], day)
    if young:
        return reply(title, [window, young.sentence], footer=footer(label, day))
    own = tuple(
        f"{VOCABULARY[row.platform, row.metric].label} {grown(row, days)}"
        for row in own_rows(rows, "")
        if not VOCABULARY[row.platform, row.metric].of_moment
    )
    sections = [
        *(Section(series_name(one.metric), _lines(one, names, days)) for one in had),
        Section("The label's Discord server", own),
        Section("No figure", tuple(_without(one) for one in found if not one.rows)),
    ]
    return reply(
        title,
        [window],
        sections,
        footer(label, day, (row.source for row in rows)),
        _picture(had, artists, days, day),
    )


def picture_of_label(label: Label, days: int, day: date) -> Picture | None:
    """The bars of ``/growth`` of the label; None where nothing has a growth.

    Raises:
        DataError: the files cannot be read.
    """
    _, found = _found(label, days, day)
    had = [one for one in found if one.rows]
    return _picture(had, label.warehouse.roster.on(day), days, day)


def _found(label: Label, days: int, day: date) -> tuple[list[Growth], list[_Metric]]:
    """The growth of all worldwide series over a window, and the artists' by metric."""
    roster = label.warehouse.roster
    rows = worldwide(growth(label.warehouse, days, as_of=day, subjects=False))
    return rows, _by_metric(rows, roster.on(day), totals(rows, roster, day))


def _by_metric(
    rows: Sequence[Growth], artists: Sequence[Artist], added: Iterable[Total]
) -> list[_Metric]:
    by_series = {(row.platform, row.metric, row.artist): row for row in rows if row.subject == ""}
    sums = {(total.metric.platform, total.metric.name): total for total in added}
    found = []
    for place, metric in VOCABULARY.items():
        if place in _OWN_DOING or metric.kind is Kind.RANK or metric.platform == "discord":
            continue
        if metric.exported:
            continue  # it stands in the artist's reply, since most artists have none
        pairs = [(artist.key, by_series.get((*place, artist.key))) for artist in artists]
        if all(row is None for _, row in pairs):
            continue  # nothing this label asks for
        had = [row for _, row in pairs if row is not None and row.growth is not None]
        missing = tuple(
            (key, row.note if row else NO_ROW)
            for key, row in pairs
            if row is None or row.growth is None
        )
        ordered = tuple(sorted(had, key=lambda row: -(row.growth or 0)))
        found.append(_Metric(metric, ordered, missing, sums.get(place)))
    return found


def _lines(one: _Metric, names: dict[str, str], days: int) -> tuple[str, ...]:
    gained = [row for row in one.rows if (row.growth or 0) > 0]
    fell = [row for row in reversed(one.rows) if (row.growth or 0) < 0]
    lines = [*_total_lines(one.total, days)]
    lines += [
        f"{place}. {names[row.artist]}: {grown(row, days)}"
        for place, row in enumerate(gained[:TOP], 1)
    ]
    if len(gained) > TOP:
        more = len(gained) - TOP
        lines.append(f"and {more:,} more artist{'s' if more != 1 else ''} gained: {see_all(days)}")
    if not gained:
        lines.append("no artist gained")
    if fell:
        shown = [
            f"{names[row.artist]} {change(row.growth or 0, row.then or 0)}{remark(row.note)}"
            for row in fell
        ]
        lines.append(f"fell: {listed(shown, 2)}")
    lines.append(_coverage(one))
    return (*lines, *reasons(((names[key], why) for key, why in one.missing), most=2))


def _total_lines(total: Total | None, days: int) -> list[str]:
    """The label's sum, over the artists with both ends of the window alone."""
    if total is None or total.growth is None or total.then is None or total.spans is None:
        return []
    low, high = total.spans
    remarks = [of_artists(total.compared, total.artists)]
    if (low, high) != (days, days):
        remarks.append(f"over {low} days" if low == high else f"over {low} to {high} days")
    if total.uncertain and abs(total.growth) < total.uncertain:
        remarks.append(f"within the platforms' rounding of up to {total.uncertain:,}")
    remarks += [_remark(note, count) for note, count in total.notes]
    now = number(total.then + total.growth)
    return [f"**{change(total.growth, total.then)}** to {now} ({'; '.join(remarks)})"]


def _remark(note: str, count: int) -> str:
    """What to know of the figures of some artists; a purge says itself how many it is of."""
    if note.startswith(PURGE):
        return safe(note, 120)
    return f"{safe(note, 120)} ({count} artist{'s' if count != 1 else ''})"


def _coverage(one: _Metric) -> str:
    artists = of_artists(len(one.rows), len(one.rows) + len(one.missing))
    return f"{artists}, {measured_days(one.rows)}"


def measured_days(rows: Sequence[Growth]) -> str:
    """On how many days of the window artists were measured: ``from 24 to 28 of 28 days``."""
    days = {row.days_measured for row in rows}
    low, high, of = min(days), max(days), rows[0].days_in_window
    measured = f"{low}" if low == high else f"{low} to {high}"
    return f"from {measured} of {of} days"


def _without(one: _Metric) -> str:
    whys = [why for _, why in one.missing]
    if not whys:
        return f"{series_name(one.metric)} {MISSING}"
    common = max(whys, key=whys.count)
    whose = of_artists(whys.count(common), len(whys))
    return f"{series_name(one.metric)} {MISSING} ({safe(common, 120)}: {whose})"


def _picture(
    had: Sequence[_Metric], artists: Sequence[Artist], days: int, day: date
) -> Picture | None:
    """Bars of the largest changes, falls included, of the first metrics."""
    labels = {artist.key: drawable(artist.name, artist.key, 32) for artist in artists}
    most = _BARS if len(had) <= 4 else TOP
    return change_bars([_panel(one, labels, most) for one in had], days, day)


def _panel(one: _Metric, labels: dict[str, str], most: int) -> BarPanel:
    changed = [row for row in one.rows if row.growth]
    largest = sorted(changed, key=lambda row: -abs(row.growth or 0))[:most] or one.rows[:1]
    bars = tuple(
        Bar(
            labels[row.artist],
            row.growth,
            row.then,
            row.then_date,
            row.span_days,
            unusual=bool(verdicts_in(row.note)),
        )
        for row in sorted(largest, key=lambda row: -(row.growth or 0))
        if row.growth is not None
        and row.then is not None
        and row.then_date is not None
        and row.span_days is not None
    )
    counted = of_artists(len(changed), len(one.rows))
    said = f"{counted} changed" + ("" if len(bars) >= len(changed) else ", the largest")
    return BarPanel(series_name(one.metric), said if changed else "no change", bars)
