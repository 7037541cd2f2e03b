"""``/analyze``: how much an artist did in a period, on each platform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from backline.analysis.audience import Answer, Asked, analyse, asked
from backline.analysis.audience.asked import lead_metric
from backline.analysis.audience.rows import Row, is_lower_bound
from backline.analysis.coverage import from_days
from backline.analysis.marks import Marks, marks
from backline.errors import DataError
from backline.exports.pictures.charts import FEWEST_POINTS, Line, line_panels
from backline.exports.pictures.drawing import Picture, drawable
from backline.measure import PLATFORM_LABELS
from backline.warehouse import Warehouse
from backline.words import change, number, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.reply import LARGEST, Attachment, Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import reasons, safe, safe_name
from bot.replies.who import find_artist, last_day, membership, platform_name

DAYS = 30
"""So long is a period of which no beginning is said."""

MEANING = "from the first to the latest measured day; /growth has the growth over a number of days"

_PLATFORMS = tuple(name for name in PLATFORM_LABELS if name != "discord")


def analysis_of_artist(
    label: Label,
    name: str,
    first: date | None = None,
    last: date | None = None,
    country: str = "",
    *,
    with_file: bool = True,
) -> tuple[Reply, Attachment | None]:
    """The lead number of each platform over a period, and the workbook with every day.

    Args:
        label: the files.
        name: as people write it.
        first: the first day; 30 days up to the last one when None.
        last: the last day, which counts; the newest measured one when None.
        country: two letters in any case; empty for worldwide.
        with_file: whether the workbook is wanted.

    Raises:
        ConfigError: the period or the country cannot be, or the name fits several artists.
        UnknownArtistError: the roster has no such artist.
    """
    artist = find_artist(label.warehouse.roster, name)
    title = f"{safe_name(artist.name, 80)}: analysis"
    newest = label.warehouse.latest_day
    if newest is None:
        return nothing_measured(label, title), None
    if last is None:
        end = last_day(artist, newest)
        last = max(end, first or end)
    question = asked(
        label.warehouse.roster,
        [artist.key],
        _PLATFORMS,
        first or last - timedelta(days=DAYS - 1),
        last,
        today=label.today,
        country=country.strip().upper(),
    )
    answer = analyse(label.warehouse, question, tracks=with_file and _has_titles(label))
    rows = leading(answer)
    period = f"{question.first} to {question.last}, {question.country or 'worldwide'}"
    measured = [row for row in rows if row.series.values]
    about = [f"{period}: {MEANING}" if measured else f"No number is known from {period}."]
    file, too_large = _file(answer, artist.key) if with_file else (None, "")
    sources = {source for row in measured for source in row.series.sources}
    told = reply(
        title,
        [*about, *filter(None, [membership(artist, newest)])],
        [*(_section(row, question) for row in measured), _without(rows)],
        [*footer(label, _newest(measured) or newest, sources), too_large],
        _picture(label.warehouse, measured, question, drawable(artist.name, artist.key, 40)),
    )
    return told, file


def _has_titles(label: Label) -> bool:
    """Whether songs have titles; where their file is broken, which the reply says, none is told."""
    try:
        label.warehouse.subjects()
    except DataError:
        return False
    return True


def leading(answer: Answer) -> list[Row]:
    """The row each platform is known by; where it has no value, the first one that has.

    A platform on which the artist has no account and no number is left out.
    """
    found = []
    for platform in answer.asked.platforms:
        own = [row for row in answer.rows if row.metric.platform == platform]
        name = lead_metric(platform, answer.asked.country)
        lead = next((row for row in own if row.metric.name == name), None)
        if lead is None:
            continue
        if not lead.series.values:
            lead = next((row for row in own if row.series.values), lead)
        has_account = lead.whom.artist is not None and lead.whom.artist.account(platform)
        if lead.series.values or has_account or len(own) > 1:
            found.append(lead)
    return found


def _newest(rows: Sequence[Row]) -> date | None:
    """The newest day that any of the numbers is of."""
    return max((row.series.latest[0] for row in rows if row.series.latest), default=None)


def _at_least(row: Row, question: Asked) -> bool:
    return bool(question.country) and is_lower_bound(row.metric)


def _section(row: Row, question: Asked) -> Section:
    """First, latest, difference, average and peak, on how many days, and what to know."""
    series, mark = row.series, "≥" if _at_least(row, question) else ""
    (begun, first), (ended, latest) = series.first or _NONE, series.latest or _NONE
    line = f"**{mark}{number(latest)}** on {ended}"
    if series.difference is not None:
        line += f": {change(series.difference, first)} from {number(first)} on {begun}"
    peak = series.peak or _NONE
    days, told_by = len(question.days), ", ".join(series.sources).replace("_", " ")
    lines = [
        line,
        f"average {series.average or 0:,.0f}, peak {number(peak[1])} on {peak[0]}",
        f"{from_days(len(series.values), days)}, told by {safe(told_by, 120)}",
        *(safe(note, 200) for note in series.notes[:3]),
        *(f"{_days(count)}: {safe(why, 120)}" for why, count in [*series.missing.items()][:2]),
    ]
    return Section(series_name(row.metric, question.country), tuple(lines))


_NONE = (date.min, 0)


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def _without(rows: Sequence[Row]) -> Section:
    """The platforms without a number, by the commonest reason."""
    told = [
        (platform_name(row.metric.platform), next(iter((*row.series.missing, *row.series.notes))))
        for row in rows
        if not row.series.values
    ]
    return Section("Not measured", tuple(reasons(told)))


def _picture(
    warehouse: Warehouse, rows: Sequence[Row], question: Asked, title: str
) -> Picture | None:
    last = min(question.last, question.today)
    happened: Marks = {}
    if not question.country:  # nothing is known of what happened to a country's numbers
        happened = marks(warehouse, question.artists[0].key, question.first, last)
    lines = []
    for row in rows:
        series = row.series
        points = tuple(series.values.items())
        if len(points) < FEWEST_POINTS or series.first is None or series.latest is None:
            continue
        lines.append(
            Line(
                row.metric.platform,
                series_name(row.metric, question.country),
                series.latest[1],
                series.difference,
                series.first[1],
                (series.latest[0] - series.first[0]).days,
                points,
                at_least=_at_least(row, question),
                marks=happened.get((row.metric.platform, row.metric.name), ()),
            )
        )
    return line_panels(lines, question.first, last, title, "first to latest")


def _file(answer: Answer, key: str) -> tuple[Attachment | None, str]:
    """The workbook, or why there is none."""
    from backline.exports.analysis_workbook import analysis_workbook

    content = analysis_workbook(answer)
    if len(content) > LARGEST:
        return None, "the workbook is too large for Discord"
    asked = answer.asked
    where = f" {asked.country}" if asked.country else ""
    return Attachment(f"{key} {asked.first} to {asked.last}{where}.xlsx", content), ""
