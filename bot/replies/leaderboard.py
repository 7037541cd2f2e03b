"""``/leaderboard``: the roster's artists by one number, or by how much it grew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.totals import NO_ROW
from backline.analysis.verdicts import verdicts_in
from backline.exports.pictures.charts import Bar, BarPanel, change_bars
from backline.exports.pictures.drawing import Picture, drawable
from backline.exports.pictures.levels import LevelBar, level_bars
from backline.measure import Kind, Metric
from backline.people import Artist
from backline.words import change, number, of_artists, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.growth import measured_days
from bot.replies.metrics import find_metric
from bot.replies.pages import Page
from bot.replies.reply import Reply, Section, reply, size
from bot.replies.stats import nothing_measured, of_roster
from bot.replies.text import grown, reasons, remark, rounded, safe_name, see_all
from bot.replies.who import worldwide

MOST = 20
"""So many places are named on a page."""

BARS = 10
"""So many bars are a phone's screen."""

MEDALS = ("🥇", "🥈", "🥉")

_WINDOW = 30
"""How far back the reason of a missing number is looked for; the numbers are of today."""

_ROOM = 1000  # of a field's 1,024 units


@dataclass(frozen=True, slots=True)
class Placed:
    """An artist's place; who has the same figure has the same place."""

    place: int
    row: Growth
    figure: int


def leaderboard(label: Label, metric_name: str, days: int, page: int = 1) -> Reply:
    """The artists with the most of a number, or whose number grew most.

    Args:
        label: the files.
        metric_name: as it was typed; empty for the usual one.
        days: the window of the growth; 0 ranks by the number itself.
        page: from 1 on; the last one where there are no longer so many.

    Raises:
        UnknownMetricError: no number has this name, or several have.
    """
    metric = find_metric(metric_name)
    roster, day = label.warehouse.roster, label.warehouse.latest_day
    what = f"growth over {days} days" if days else "leaderboard"
    title = f"{safe_name(roster.label, 80)}: {series_name(metric)}, {what}"
    if day is None:
        return nothing_measured(label, title)
    artists = roster.on(day)
    rows = growth(label.warehouse, days or _WINDOW, as_of=day, subjects=False)
    own = {
        row.artist: row
        for row in worldwide(rows)
        if (row.platform, row.metric, row.subject) == (metric.platform, metric.name, "")
    }
    own = {artist.key: own[artist.key] for artist in artists if artist.key in own}
    placed = places(own.values(), lower_first=metric.kind is Kind.RANK, grown=bool(days))
    names = {artist.key: safe_name(artist.name, 40) for artist in artists}
    here = Page.of(len(placed), MOST, page)
    lines = [_line(one, names, days, day) for one in here.part(placed)]
    if here.left:
        lines.append(f"and {here.left:,} more: {_all_are(days)}")
    when = f"{day - timedelta(days=days)} to {day}" if days else f"{day}"
    about = [", ".join(filter(None, (when, of_roster(artists), here.said)))]
    young = first_days(label.warehouse, [days], day) if days and not placed else None
    if young:
        about.append(young.sentence)
    elif not placed:
        about.append(
            f"No artist has {'a growth' if days else 'a number'} of {series_name(metric)}."
        )
    missing = reasons(_missing(artists, own, placed, names))
    sections = [*_fields(series_name(metric), lines), _known(placed, artists, missing, days)]
    sources = (one.row.source for one in placed)
    chart = _picture(metric, placed, here, artists, days, day)
    made = reply(title, about, sections, footer(label, day, sources), chart)
    return replace(made, page=here)


def places(rows: Iterable[Growth], *, lower_first: bool, grown: bool) -> list[Placed]:
    """The rows that have a figure by their places; after two first ones comes the third.

    Args:
        rows: of one number, each of another artist.
        lower_first: whether the smallest is the best, as of a rank.
        grown: whether the growth is the figure, or the number itself.
    """
    sign = 1 if lower_first else -1
    told = [(row.growth if grown else row.now, row) for row in rows]
    ordered = sorted(
        ((figure, row) for figure, row in told if figure is not None),
        key=lambda pair: sign * pair[0],
    )
    found: list[Placed] = []
    for place, (figure, row) in enumerate(ordered, 1):
        tied = found and found[-1].figure == figure
        found.append(Placed(found[-1].place if tied else place, row, figure))
    return found


def _line(one: Placed, names: Mapping[str, str], days: int, day: date) -> str:
    row = one.row
    # Nobody wins by a fall; that somebody stands before others is said by the place.
    wins = one.place <= len(MEDALS) and (not days or one.figure > 0)
    medal = f"{MEDALS[one.place - 1]} " if wins else ""
    start = f"{one.place}. {medal}{names[row.artist]}: "
    if days:
        figure = change(row.growth or 0, row.then or 0)
        told = grown(row, days).removeprefix(figure)
        return f"{start}**{figure}**{rounded(row.resolution)}{told}"
    older = f" on {row.now_date}" if row.now_date != day else ""
    told = f"{rounded(row.now_resolution)}{older}{remark(row.now_note)}"
    return f"{start}**{number(one.figure)}**{told}"


def _all_are(days: int) -> str:
    return see_all(days) if days else "see reports/latest.csv"


def _fields(heading: str, lines: Sequence[str]) -> list[Section]:
    """The lines in as many fields as they need, none of them cut."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if size("\n".join([*parts[-1], line])) > _ROOM:
            parts.append([])
        parts[-1].append(line)
    return [
        Section(heading if place == 0 else f"{heading}, further places", tuple(part))
        for place, part in enumerate(parts)
    ]


def _missing(
    artists: Sequence[Artist],
    own: Mapping[str, Growth],
    placed: Sequence[Placed],
    names: Mapping[str, str],
) -> list[tuple[str, str]]:
    there = {one.row.artist for one in placed}
    return [
        (
            names[artist.key],
            (own[artist.key].note or "not measured") if artist.key in own else NO_ROW,
        )
        for artist in artists
        if artist.key not in there
    ]


def _known(
    placed: Sequence[Placed], artists: Sequence[Artist], missing: Sequence[str], days: int
) -> Section:
    """How many artists the places are of, and who has none and why."""
    lines = []
    if artists:
        counted = of_artists(len(placed), len(artists))
        covered = f", {measured_days([one.row for one in placed])}" if days and placed else ""
        lines.append(f"{counted} measured{covered}" if not days else f"{counted}{covered}")
    return Section("Coverage", (*lines, *missing))


def _picture(
    metric: Metric,
    placed: Sequence[Placed],
    page: Page,
    artists: Sequence[Artist],
    days: int,
    day: date,
) -> Picture | None:
    labels = {artist.key: drawable(artist.name, artist.key, 32) for artist in artists}
    first = page.part(placed)[:BARS]
    counted = of_artists(len(first), len(placed))
    if page.first:
        counted = f"{counted}, from place {first[0].place} on"
    elif len(first) < len(placed):
        counted = f"the first {counted}"
    if not days:
        bars = [
            LevelBar(
                f"{one.place}. {labels[one.row.artist]}",
                one.figure,
                unusual=bool(verdicts_in(one.row.now_note)),
            )
            for one in first
        ]
        return level_bars(bars, metric.platform, series_name(metric), f"{day}, {counted}")
    grew = tuple(
        Bar(
            f"{one.place}. {labels[one.row.artist]}",
            one.figure,
            one.row.then or 0,
            one.row.then_date,
            one.row.span_days,
            unusual=bool(verdicts_in(one.row.note)),
        )
        for one in first
        if one.row.then_date is not None and one.row.span_days is not None
    )
    return change_bars([BarPanel(series_name(metric), counted, grew)], days, day)
