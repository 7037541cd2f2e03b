"""Reading a download of Spotify Charts, in its forms and as spreadsheets leave them.

Until 2021: perhaps a line of notes, then ``Position,"Track Name",Artist,Streams,URL``. Since then:
``rank,uri,artist_names,track_name,source,peak_rank,previous_rank,days_on_chart,streams`` (or
``weeks_on_chart``). A spreadsheet takes away the header, puts ``;`` between cells, groups digits,
adds blank cells, or puts a whole line into one cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from backline.errors import DataError
from backline.imports.charts.file_name import Options, whole_name
from backline.imports.charts.lines import ChartLine, Told, ToldDay, kind_of_metric, place_of
from backline.imports.days import why_not
from backline.imports.reading import Unplaced
from backline.names import shown
from backline.numbers import whole
from backline.people.saved import read_saved, unmangled
from backline.people.tables import Line, separator_of, table

PLATFORM = "spotify"
USUAL_LENGTH = 200

_COLUMNS = {
    "position": "position",
    "rank": "position",
    "trackname": "title",
    "artist": "credit",
    "artistnames": "credit",
    "streams": "streams",
    "url": "id",
    "uri": "id",
    "peakrank": "peak",
    "previousrank": "previous",
    "daysonchart": "time",
    "weeksonchart": "time",
}
"""By a heading without case and signs, what stands below it."""

_OFTEN = {"daysonchart": "daily", "weeksonchart": "weekly"}

_OLD = ("position", "title", "credit", "streams", "id")
_NEW = ("position", "id", "credit", "title", "", "peak", "previous", "time", "streams")

_NOTES = 3
"""In so many first lines a header is looked for; the line of notes stands before it."""

_LOOKED_AT = 10
"""So many first lines are looked at where there is no header; a title may cut one in two."""

_TRACK = re.compile(r"(?:spotify:track:|open\.spotify\.com/(?:[a-z-]+/)?track/)(\w{22})")

Row = tuple[int, dict[str, str]]


def read_download(path: Path, options: Options, today: date) -> Told:
    """The chart day a download is.

    Args:
        path: the file.
        options: what a person says of it.
        today: the UTC day of the run.

    Raises:
        DataError: it is no download of a chart, its day or country is not said or cannot be, or
            no line can be read; one sentence with the way out.
    """
    saved = read_saved(path)
    text, repaired = unmangled(saved.text)
    told = Told(said=[saved.said] if saved.said else [])
    if repaired:
        told.said.append(
            f"{path.name} was saved in a wrong encoding; its names were put right: look at those "
            "with accents."
        )
    columns, often, rows = _columns(list(table(text, path.name)), path.name)
    lines = list(_lines(rows, path.name, told))
    if not lines:
        raise DataError(f"{path.name} has no line of a chart that can be read.")
    streams = [line.metric for line in lines]
    known = whole_name(path.name, options, streams=any(streams), header=often)
    if why := why_not(known.date, today, [PLATFORM]):
        raise DataError(f"{path.name} is of a day that cannot be: {why}.")
    kind = kind_of_metric(PLATFORM, streams)
    told.days.append(
        ToldDay(
            date=known.date,
            chart=known.chart,
            platform=PLATFORM,
            country=known.country,
            frequency=known.frequency,
            time_unit="" if "time" not in columns else _unit(known.frequency),
            metric_kind=kind,
            source=path.name,
            lines=lines,
        )
    )
    told.said += _oddities(path.name, lines)
    return told


def is_download(text: str, name: str) -> bool:
    """Whether a text has the header, or the lines, of a chart's download."""
    try:
        _columns(list(table(unmangled(text)[0], name)), name)
    except DataError:
        return False
    return True


def _unit(frequency: str) -> str:
    """A daily chart counts days, a weekly one weeks, whatever its column is called."""
    return "days" if frequency == "daily" else "weeks"


def _columns(lines: list[Line], name: str) -> tuple[Sequence[str], str | None, Iterator[Row]]:
    """What each column is, how often the chart comes where a heading says it, and the lines."""
    cells = [(line.number, _cells(line.cells)) for line in lines]
    for at, (_, row) in enumerate(cells[:_NOTES]):
        headings = [re.sub(r"[^a-z]", "", cell.lower()) for cell in row]
        columns = [_COLUMNS.get(heading, "") for heading in headings]
        if {"position", "title", "credit"} <= set(columns):
            often = next((_OFTEN[h] for h in headings if h in _OFTEN), None)
            return columns, often, _named_rows(cells[at + 1 :], columns)
    for _, row in cells[:_LOOKED_AT]:
        form = _NEW if len(row) == len(_NEW) else _OLD
        number = whole(row[form.index("streams")]) if 4 <= len(row) <= len(form) else None
        if whole(row[0]) is not None and number is not None:
            return form, None, _named_rows(cells, form[: len(row)])
    raise DataError(
        f"{name} is no chart file that is known: it has neither the header of a Spotify Charts "
        "download (Position,Track Name,Artist,Streams,URL or rank,uri,artist_names,track_name,…) "
        "nor lines of that form."
    )


def _cells(cells: list[str]) -> list[str]:
    """The cells of a line without blank ones behind them; of a line in one cell its own."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) == 1 and (separator := separator_of(cells[0])) in cells[0]:
        return _cells(_parted(cells[0], separator))
    return list(cells)


def _parted(text: str, separator: str) -> list[str]:
    """The cells of one line, quotation marks within titles not doubled, as some leave them."""
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        between = re.escape(separator)
        found = re.findall(rf'(?:^|{between})(?:"(.*?)"(?={between}|$)|([^{between}]*))', text)
        return [quoted or plain for quoted, plain in found]


def _named_rows(rows: list[tuple[int, list[str]]], columns: Sequence[str]) -> Iterator[Row]:
    for number, cells in rows:
        whole_cells = [cell.strip() for cell in _mended(cells, columns)]
        named = {c: cell for c, cell in zip(columns, whole_cells, strict=False) if c}
        if len(whole_cells) > len(columns):
            named["more"] = ""
        yield number, named


def _mended(cells: list[str], columns: Sequence[str]) -> list[str]:
    """The cells of a line whose titles lost their quotation marks, so that commas cut them.

    A comma of a title has a blank behind it, one between cells has none. Where that does not tell
    title and artist apart both stay blank: the ends of the line are certain.
    """
    if len(cells) <= len(columns) or tuple(columns) != _OLD[: len(columns)]:
        return cells
    joined: list[str] = []
    for cell in cells:
        if joined and cell.startswith(" "):
            joined[-1] += f",{cell}"
        else:
            joined.append(cell)
    if len(joined) <= len(columns):
        return joined
    ends = len(columns) - _OLD.index("streams")
    before, streams = joined[-ends - 1], joined[-ends]
    if re.fullmatch(r"\d{1,3}", before) and re.fullmatch(r"\d{3}", streams):
        return cells
    return [joined[0], "", "", *joined[-ends:]]


def _lines(rows: Iterable[Row], name: str, told: Told) -> Iterator[ChartLine]:
    seen: dict[int, int] = {}
    for number, cells in rows:
        position = whole(cells.get("position", ""))
        streams, metric = cells.get("streams", ""), whole(cells.get("streams", ""))
        why = ""
        if "more" in cells:
            why = "it has more cells than the chart has columns"
        elif position is None or position < 1:
            why = "it has no rank"
        elif position in seen:
            why = f"its rank {position} stands on line {seen[position]} as well"
        elif streams and (metric is None or metric < 0):
            why = "its streams are no whole number"
        elif re.fullmatch(r"\d+", cells.get("id", "")):
            why = "its streams are cut in two"
        if why or position is None:
            found = shown(", ".join(cell for cell in cells.values() if cell), 80)
            told.unread.append(Unplaced(f"{name}:{number}", "", found, why, why))
            continue
        seen[position] = number
        track = _TRACK.search(cells.get("id", ""))
        yield ChartLine(
            number,
            position,
            cells.get("title", ""),
            cells.get("credit", ""),
            spotify=track[1] if track else "",
            previous=place_of(whole(cells.get("previous", ""))),
            peak=place_of(whole(cells.get("peak", ""))),
            time_on_chart=place_of(whole(cells.get("time", ""))),
            metric=metric or None,
        )


def _oddities(name: str, lines: list[ChartLine]) -> Iterator[str]:
    """What is unusual about a chart and was taken as it stands."""
    places = {line.position for line in lines}
    last = max(places)
    if last < USUAL_LENGTH:
        yield f"{name} ends at place {last}; who stands below is not known."
    if lacking := sorted(set(range(1, last)) - places):
        which = ", ".join(map(str, lacking[:5])) + (" and others" if len(lacking) > 5 else "")
        yield f"{name} lacks place {which}."
    numbers = [line.title for line in lines if re.fullmatch(r"[\d.,]+", line.title)]
    if numbers:
        yield (
            f"{name} has a title that is a number ({', '.join(numbers[:3])}); it is kept as it "
            "stands."
        )
    if untitled := [line for line in lines if not line.title]:
        yield (
            f"{name} has {len(untitled):,} places without a title that can be read (the first is "
            f"{untitled[0].position}); place and streams are kept."
        )
    if "" in {line.spotify for line in lines if line.title}:
        yield f"{name} has tracks without an id; they are told apart by title and artist."
