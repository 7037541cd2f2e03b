"""An analysis for the terminal and as a table of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from _figures import days as _days
from _figures import least as _least
from _figures import number as _number
from _places import show_cities, show_months
from _shown_beside import show_beside
from _table import Row, Table, folded, show

from backline.names import shown
from backline.words import listed

if TYPE_CHECKING:
    from rich.console import Console

_SAID_BY_A_DASH = ("no change", "no peak", "no place", "no weeks", "the chart tells no weeks")


def show_answer(out: Console, document: dict[str, Any]) -> None:
    """Print an answer's document for a person to read."""
    whole, summary = document["summary"]["date_range"], document["summary"]
    where = summary["country"] or "worldwide"
    title = f"{whole['start']} to {whole['end']} ({_days(whole['days'])}), {where}"
    rows = [row for row in document["detailed_breakdown"] if _says(row)]
    if rows:
        first_to_latest = f"{title}: first to latest measured day"
        wide, narrow = (_rows_table(rows, first_to_latest, wide=wide) for wide in (True, False))
        narrower = _without(narrow, "Average")
        show(out, wide, narrow, narrower, _without(narrower, "Peak"))
        _sums(out, document)
    else:
        folded(out, title, style="italic")
    for text in _nothing_of(document):
        folded(out, text)
    for one in document["track_breakdowns"]:
        out.print()
        _tracks(out, one)
    show_beside(out, document)
    show_months(out, document["months"])
    show_cities(out, document["cities"])
    streams = document["track_breakdowns"] or document["months"]
    for note in document["metadata"]["notes"] if streams else ():
        folded(out, note)


def _nothing_of(document: dict[str, Any]) -> Iterator[str]:
    """A line for each artist and platform without any number, with the reason."""
    said = {
        (row["id"], row["platform__slug"]) for row in document["detailed_breakdown"] if _says(row)
    }
    for row in document["detailed_breakdown"]:
        place = row["id"], row["platform__slug"]
        if place not in said:
            said.add(place)
            why = "; ".join(row["notes"]) or "nothing is measured"
            yield f"{shown(row['artist__name'], 60)}, {row['platform__name']}: {why}."


def _without(table: Table, heading: str) -> Table:
    """A table without one column."""
    place = list(table.headings).index(heading)

    def others(cells: Sequence[str]) -> list[str]:
        return [*cells[:place], *cells[place + 1 :]]

    rows = [replace(row, cells=others(row.cells)) for row in table.rows]
    return replace(table, headings=others(table.headings), rows=rows)


def _says(row: dict[str, Any]) -> bool:
    """Whether a row has a number, or a reason other than that nobody ever asked."""
    return bool(row["data_points"]) or any(
        missing["reason"] != "not measured" for missing in row["coverage"]["missing"]
    )


def _rows_table(rows: Sequence[dict[str, Any]], title: str, *, wide: bool) -> Table:
    headings = ("Number", "First", "Latest", "Difference", "Average", "Peak", "Days")
    return Table(
        headings,
        [
            Row(
                (
                    row["platform__audience_metric_name"],
                    _at(row, "first", wide=wide),
                    _at(row, "latest", wide=wide),
                    "–" if row["difference"] is None else f"{row['difference']:+,}",
                    _number(row["period_average"]),
                    _at(row, "peak", wide=wide),
                    f"{row['data_points']} of {row['days']}",
                ),
                group=f"{shown(row['artist__name'], 60)}, {row['platform__name']}",
                note="; ".join([*row["notes"], *_why(row)]),
            )
            for row in rows
        ],
        right=headings[1:],
        title=title,
    )


def _at(row: dict[str, Any], name: str, *, wide: bool) -> str:
    value, day = row[f"{name}_value"], row[f"{name}_date"]
    return f"{_number(value)} on {day}" if wide and day else _number(value)


def _why(row: dict[str, Any]) -> list[str]:
    """Why days are missing, where any was measured or a row says so."""
    return [f"{_days(m['days'])}: {m['reason']}" for m in row["coverage"]["missing"]]


def _sums(out: Console, document: dict[str, Any]) -> None:
    if document["summary"]["total_artists"] < 2:
        return
    out.print()
    metrics = [m for one in document["platform_summaries"] for m in one["metrics"]]
    headings = ("All artists", "First", "Latest", "Difference", "Days")
    table = Table(
        headings,
        [
            Row(
                (
                    f"{m['platform__name']} {m['platform__audience_metric_name']}",
                    _number(m["first_value"]),
                    _number(m["latest_value"]),
                    "–" if m["difference"] is None else f"{m['difference']:+,}",
                    f"{m['data_points']} of {m['days']}",
                ),
                note="; ".join([*m["notes"], *_span(m)]),
            )
            for m in metrics
            if m["artists_measured"]
        ],
        right=headings[1:],
    )
    show(out, table)


def _span(metric: dict[str, Any]) -> list[str]:
    lowest, highest = metric["range"]["lowest"], metric["range"]["highest"]
    return [] if metric["data_points"] or lowest is None else [f"from {lowest:,} to {highest:,}"]


def _tracks(out: Console, one: dict[str, Any]) -> None:
    country = one["country"] or "worldwide"
    name = f"{shown(one['artist'], 60)} on {one['platform_name']}, {country}"
    if one["tracks"]:
        show(out, *_track_tables(one, name))
        total, at_least = one["summary"]["total_streams"], one["summary"]["at_least"]
        songs = one["summary"]["total_tracks"]
        counted = f"{songs:,} song{'s' if songs != 1 else ''}"
        folded(out, f"{counted}, {_least(total, at_least=at_least)} streams in all.")
    for text in _remarks(one):
        folded(out, text)


def _track_tables(one: dict[str, Any], title: str) -> Iterator[Table]:
    """The songs with less and less of their titles; a column that says nothing is left out."""
    days = one["period"]["days"]
    columns = {
        "Streams": [_least(t["total_streams"], at_least=t["at_least"]) for t in one["tracks"]],
        "A day": [_number(t["avg_daily_streams"]) for t in one["tracks"]],
        "Best day": [_number(t["peak_streams"]) for t in one["tracks"]],
        "Change": ["–" if t["change"] is None else f"{t['change']:+,}" for t in one["tracks"]],
        "Place": [_number(t["best_position"]) for t in one["tracks"]],
        "Days": [f"{t['data_points']} of {days}" for t in one["tracks"]],
    }
    told = {name: cells for name, cells in columns.items() if set(cells) != {"–"}}
    for room in (40, 26, 20, 15):
        songs = [shown(track["track_name"], room) for track in one["tracks"]]
        rows = [Row(cells) for cells in zip(songs, *told.values(), strict=True)]
        yield Table(("Song", *told), rows, right=tuple(told), title=title)


def _remarks(one: dict[str, Any]) -> Iterator[str]:
    """What to know about the songs, once for all whom it concerns, and what the figures mean."""
    count = len(one["tracks"])
    if any(track["at_least"] for track in one["tracks"]):
        yield "≥: some days are unknown, so that it is at least this much."
    remarks: Counter[str] = Counter()
    for track in one["tracks"]:
        told = [f"from the {track['source']}"] if track["source"] else []
        notes = [note for note in track["notes"] if not note.startswith(_SAID_BY_A_DASH)]
        remarks.update([*told, *notes])
    sources = sorted({source for track in one["tracks"] for source in track["sources"]})
    if sources:
        yield f"Told by {listed(sources)}."
    for text, songs in (*remarks.items(), *_gaps(one["tracks"])):
        whose = "" if songs == count else f" ({songs} song{'s' if songs != 1 else ''})"
        yield f"{text[:1].upper()}{text[1:]}{whose}."
    yield one["note"]


def _gaps(tracks: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    """Why days of songs are unknown, each reason once, and of how many songs."""
    days: dict[str, list[int]] = {}
    for track in tracks:
        for missing in track["coverage"]["missing"]:
            days.setdefault(missing["reason"], []).append(missing["days"])
    for reason, several in days.items():
        least, most = min(several), max(several)
        span = _days(most) if least == most else f"{least} to {_days(most)}"
        yield f"{span}: {reason}", len(several)
