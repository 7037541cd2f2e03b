"""Soundcharts' ranking lines: one place of one chart day each, with the answer it was taken from.

A chart that tells places only has the number 0 for everything, which means not measured. A column
called weeks may hold days; the answer's own unit, or how often the chart comes, says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backline.countries import country_code
from backline.imports.charts.file_name import Options
from backline.imports.charts.lines import ChartLine, Told, ToldDay, kind_of_metric, place_of
from backline.imports.days import why_not
from backline.imports.json_lines import Lines, Sort, calendar_day, platform_key, text_of
from backline.imports.reading import Unplaced
from backline.names import shown, slug
from backline.numbers import whole
from backline.store.charts import FREQUENCIES, RANK, SPINS, STREAMS, week_of

_UNITS = {"DOC": "days", "WOC": "weeks"}

_Place = tuple[date, str, str, str, str]
"""Date, platform, chart, country and how often it comes."""


@dataclass(slots=True)
class _Ranking:
    """The lines of one chart day, by the time it was ranked."""

    by_time: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)


def read_rankings(file: Lines, charts: Iterable[Lines], options: Options, today: date) -> Told:
    """The chart days that the lines of a file are of.

    Args:
        file: with ranking lines.
        charts: tables that tell of charts what their lines do not.
        options: what a person says where neither does.
        today: the UTC day of the run.
    """
    told = Told(unread=list(file.unread))
    about = _about(charts)
    rankings: dict[_Place, _Ranking] = {}
    for number, line in file.lines:
        answer = _answer(line)
        known = about.get(text_of(line.get("slug")), {})
        place, why = _place(line, answer, known, options, today)
        if place is None:
            found = shown(text_of(line.get("slug")) or text_of(line.get("chart")), 60)
            told.unread.append(Unplaced(f"{file.name}:{number}", found, "", why, why))
            continue
        time = text_of(answer.get("rankDate")) or text_of(line.get("ranking_date"))
        rankings.setdefault(place, _Ranking()).by_time.setdefault(time, []).append((number, line))
    for place, ranking in sorted(rankings.items()):
        kind = _kind(about.get(place[2], {}), ranking)
        _day(place, ranking, kind, file.name, told)
    return told


def _answer(line: Mapping[str, Any]) -> Mapping[str, Any]:
    """The platform's own answer, where a line has kept it; else the line itself."""
    found = line.get("api_data")
    return found if isinstance(found, dict) else line


def _about(charts: Iterable[Lines]) -> dict[str, dict[str, Any]]:
    """By a chart's slug, what a table says of it."""
    return {
        text_of(line.get("slug")): line
        for file in charts
        if file.sort is Sort.CHARTS
        for _, line in file.lines
    }


def _place(
    line: Mapping[str, Any],
    answer: Mapping[str, Any],
    known: Mapping[str, Any],
    options: Options,
    today: date,
) -> tuple[_Place | None, str]:
    """Which chart day a line is of, or why that cannot be said."""
    day = calendar_day(answer.get("rankDate")) or calendar_day(line.get("ranking_date"))
    platform = platform_key(line.get("platform"))
    chart = text_of(line.get("slug")) or slug(text_of(line.get("chart")), "")
    said = line.get("country_code", line.get("countryCode", known.get("country_code")))
    frequency = text_of(line.get("frequency") or known.get("frequency")).lower()
    frequency = frequency or options.frequency or ""
    try:
        country = country_code(said) if isinstance(said, str) else options.country or ""
    except ValueError as error:
        return None, str(error)
    if day is None:
        return None, "it has no day of the calendar"
    if not platform or not chart:
        return None, "it does not say which chart of which platform it is"
    if frequency not in FREQUENCIES:
        return None, "it does not say whether the chart is daily or weekly: use --frequency"
    why = why_not(day, today, [platform])
    return (None, why) if why else ((day, platform, chart, country, frequency), "")


def _kind(known: Mapping[str, Any], ranking: _Ranking) -> str | None:
    """What a chart says it counts; None where nothing says it."""
    lines = [line for listed in ranking.by_time.values() for _, line in listed]
    for source in (known, *lines[:1]):
        metric = source.get("metric")
        said = metric.get("type") if isinstance(metric, dict) else None
        words = text_of(said or source.get("metric_type") or source.get("metricType")).lower()
        if words:
            counts = "stream" in words or "view" in words
            return STREAMS if counts else SPINS if "spin" in words else RANK
    return None


def _day(place: _Place, ranking: _Ranking, kind: str | None, source: str, told: Told) -> None:
    """Add one chart day; of several rankings of it the last one of the day."""
    day, platform, chart, country, frequency = place
    newest = max(ranking.by_time)
    lines, unit = _lines(ranking.by_time[newest], source, told)
    if not lines:
        return
    found = ToldDay(
        day,
        chart,
        platform,
        country,
        frequency,
        unit or ("days" if frequency == "daily" else "weeks"),
        kind or kind_of_metric(platform, [line.metric for line in lines]),
        source,
        lines,
    )
    told.days.append(found)
    if others := len(ranking.by_time) - 1:
        told.said.append(
            f"{source} has {found.words} {others + 1} times; the one ranked last ({newest}) counts."
        )
    if frequency == "weekly" and platform in ("spotify", "youtube") and not week_of(platform, day):
        told.said.append(
            f"{source} has {found.words}, a {day:%A}, on which no week of this platform is dated; "
            "its places are kept, and its streams are of no certain days."
        )


def _lines(
    listed: list[tuple[int, dict[str, Any]]], name: str, told: Told
) -> tuple[list[ChartLine], str]:
    """The lines of a day, each place once, and the unit of the time on the chart."""
    by_place: dict[int, ChartLine] = {}
    unit = ""
    for number, line in listed:
        answer = _answer(line)
        song = answer.get("song")
        song = song if isinstance(song, dict) else {}
        position = place_of(whole(answer.get("position", line.get("position"))))
        if position is None:
            why = "it has no rank"
            told.unread.append(Unplaced(f"{name}:{number}", "", shown(_title(song, line), 60), why))
            continue
        unit = unit or _UNITS.get(text_of(answer.get("timeOnChartUnit")), "")
        found = ChartLine(
            number,
            position,
            _title(song, line),
            text_of(song.get("creditName")) or text_of(line.get("credit_name")),
            soundcharts=text_of(song.get("uuid")) or text_of(line.get("track_uuid")),
            previous=place_of(whole(_either(answer, line, "oldPosition", "previous_position"))),
            time_on_chart=place_of(whole(_either(answer, line, "timeOnChart", "weeks_on_chart"))),
            metric=_metric(answer) or None,
        )
        before = by_place.setdefault(position, found)
        if (before.soundcharts, before.title) != (found.soundcharts, found.title):
            why = "another track has the same place of the same day"
            told.unread.append(Unplaced(f"{name}:{number}", "", shown(found.title, 60), why))
    return list(by_place.values()), unit


def _either(answer: Mapping[str, Any], line: Mapping[str, Any], own: str, column: str) -> object:
    return answer[own] if own in answer else line.get(column)


def _title(song: Mapping[str, Any], line: Mapping[str, Any]) -> str:
    return text_of(song.get("name")) or text_of(line.get("track"))


def _metric(answer: Mapping[str, Any]) -> int | None:
    """What the chart counts of a line; 0 stands for not measured."""
    number = whole(answer.get("metric"))
    return number if number is not None and number > 0 else None
