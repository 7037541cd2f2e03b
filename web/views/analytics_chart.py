"""The daily chart of an answer: the number each platform is known by, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backline.analysis.audience import Answer, Asked
from backline.analysis.audience.rows import Row, Series, is_lower_bound
from backline.analysis.marks import marks
from backline.exports.pictures.charts import FEWEST_POINTS, Line, line_panels
from backline.exports.pictures.drawing import shortened
from backline.measure import Metric
from backline.names import shown
from backline.warehouse import Warehouse
from backline.words import MISSING, number, series_name
from bot.replies.analysis import leading
from web.figures import Drawn, drawn

MOST = 8
"""So many lines are read side by side; a page says which it shows."""

_MEANING = "first to latest"


class _Named(NamedTuple):
    """A line: its name, its number, and whose; nobody's where several are added up."""

    name: str
    metric: Metric
    series: Series
    whom: str = ""


def chart(answer: Answer, warehouse: Warehouse) -> Drawn | None:
    """The lead numbers of one artist, or of several by artist or added up; None without a line."""
    question = answer.asked
    if len(question.artists) == 1:
        named = [
            _Named(series_name(row.metric, question.country), row.metric, row.series, row.whom.key)
            for row in leading(answer)
        ]
        title = f"{shown(question.artists[0].name)}, day by day"
    elif len(question.platforms) == 1:
        rows = [row for row in leading(answer) if row.series.values]
        named = [
            _Named(shortened(r.whom.name, 30), r.metric, r.series, r.whom.key) for r in _most(rows)
        ]
        title = f"{series_name(rows[0].metric, question.country)}, day by day" if rows else ""
    else:
        sums = [one for one in answer.sums if one.series.values and one.metric.additive]
        named = [_Named(series_name(one.metric, question.country), one.metric, one.series)
                 for one in sums if one.metric.name in _leads(answer)]  # fmt: skip
        title = "All artists together, day by day"
    lines = list(_lines(question, named[:MOST], warehouse))
    picture = line_panels(lines, question.first, min(question.last, question.today), "", _MEANING)
    return drawn(picture, title, *_table(question, named[:MOST]))


def _leads(answer: Answer) -> set[str]:
    return {row.metric.name for row in leading(answer)}


def _most(rows: Iterable[Row]) -> list[Row]:
    """The rows with the largest numbers."""
    return sorted(rows, key=lambda row: -(row.series.latest or (None, 0))[1])


def _lines(question: Asked, named: Iterable[_Named], warehouse: Warehouse) -> Iterable[Line]:
    last = min(question.last, question.today)
    whose = {one.whom for one in named if one.whom and not question.country}
    happened = {whom: marks(warehouse, whom, question.first, last) for whom in whose}
    for name, metric, series, whom in named:
        points = tuple(series.values.items())
        if len(points) < FEWEST_POINTS or series.first is None or series.latest is None:
            continue
        yield Line(
            metric.platform,
            name,
            series.latest[1],
            series.difference,
            series.first[1],
            (series.latest[0] - series.first[0]).days,
            points,
            at_least=bool(question.country) and is_lower_bound(metric),
            marks=happened.get(whom, {}).get((metric.platform, metric.name), ()),
        )


def _table(
    question: Asked, named: Sequence[_Named]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The numbers behind the chart, a row a day, the newest first."""
    days = [
        day for day in reversed(question.days) if any(day in one.series.values for one in named)
    ]
    rows = [
        [
            str(day),
            *(
                number(s.values[day]) if day in s.values else MISSING
                for s in (one.series for one in named)
            ),
        ]
        for day in days
    ]
    return ["Day", *(one.name for one in named)], rows
