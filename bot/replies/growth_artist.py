"""``/growth`` with an artist: every metric of theirs over the window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from backline.analysis.coverage import from_days
from backline.analysis.first_days import FirstDays, first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.marks import marks
from backline.analysis.points import points
from backline.analysis.verdicts import verdicts_in
from backline.exports.pictures.charts import FEWEST_POINTS, Line, line_panels
from backline.exports.pictures.drawing import Picture, drawable
from backline.measure import VOCABULARY
from backline.people import Artist
from backline.words import MISSING, number, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import grown, safe, safe_name
from bot.replies.who import find_artist, last_day, membership, own_rows, section_name


def growth_of_artist(label: Label, days: int, name: str) -> Reply:
    """One artist's growth in every metric, with coverage and a chart of the window.

    Raises:
        UnknownArtistError: nobody has this name.
    """
    artist = find_artist(label.warehouse.roster, name)
    title = f"{safe_name(artist.name, 80)}: growth over {days} days"
    newest = label.warehouse.latest_day
    if newest is None:
        return nothing_measured(label, title)
    day = last_day(artist, newest)
    found = growth(label.warehouse, days, as_of=day, artist=artist.key)
    rows = own_rows(found, artist.key)
    first = min([day - timedelta(days=days), *(row.then_date for row in rows if row.then_date)])
    young = None
    if all(row.growth is None for row in rows):
        young = first_days(label.warehouse, [days], day, artist.key)
    sections = [
        Section(heading, tuple(_line(row, days, young) for row in group))
        for heading, group in groupby(rows, key=section_name)
    ]
    parts = [f"{day - timedelta(days=days)} to {day}", membership(artist, newest)]
    if not rows:
        parts.append("no number of this artist in or near this window")
    return reply(
        title,
        [", ".join(part for part in parts if part), *([young.sentence] if young else [])],
        sections,
        footer(label, day, (row.source for row in rows)),
        _picture(label, artist, rows, first, day, days),
    )


def _line(row: Growth, days: int, young: FirstDays | None) -> str:
    metric = VOCABULARY[row.platform, row.metric]
    if row.now is None:
        return f"{metric.label} {MISSING} ({safe(row.note, 200)})"
    if young:
        return f"{metric.label} **{number(row.now)}**"
    covered = from_days(row.days_measured, row.days_in_window)
    older = f" on {row.now_date}" if row.growth is None else ""
    return f"{metric.label} **{number(row.now)}**{older}: {grown(row, days)}, {covered}"


def _picture(
    label: Label, artist: Artist, rows: Sequence[Growth], first: date, day: date, days: int
) -> Picture | None:
    """The window of every series with a number in it, the two compared points emphasised."""
    happened = marks(label.warehouse, artist.key, first, day, days)
    found = points(label.warehouse, first, day, artist=artist.key)
    lines = [
        Line(
            row.platform,
            series_name(VOCABULARY[row.platform, row.metric]),
            row.now,
            row.growth,
            row.then,
            row.span_days,
            tuple(series),
            tuple(end for end in (row.then_date, row.now_date) if end),
            unusual=bool(verdicts_in(row.note)),
            marks=happened.get((row.platform, row.metric), ()),
        )
        for row in rows
        if len(series := found.get((artist.key, row.platform, row.metric), ())) >= FEWEST_POINTS
    ]
    return line_panels(lines, first, day, drawable(artist.name, artist.key, 40))
