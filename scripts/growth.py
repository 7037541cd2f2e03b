"""Show what changed over a window of days, and from how many of them."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import fields
from datetime import date
from typing import Annotated, Any

import typer
from _run import (
    PROJECT,
    AsOf,
    By,
    Counted,
    Format,
    OneArtist,
    Printed,
    Root,
    console,
    entry,
    new_app,
    say_error,
)

from backline.analysis.growth import Growth, growth
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import guarded, shown
from backline.warehouse import Warehouse

app = new_app(__doc__ or "")

COLUMNS = tuple(f.name for f in fields(Growth) if f.name not in ("source", "now_resolution"))
"""What readers build on; a source is named in the note where the two ends have different ones."""


@app.command()
def main(
    root: Root = PROJECT,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Length of the window.")] = 30,
    as_of: AsOf = None,
    artist: OneArtist = None,
    by: Counted = By.calendar,
    format_: Printed = Format.table,
) -> None:
    """Show what changed over a window of days, and from how many of them."""
    with Warehouse(root) as warehouse:
        key = warehouse.roster.named(artist).key if artist is not None else None
        day = as_of.date() if as_of else None
        rows = growth(warehouse, days, as_of=day, artist=key, by=by.value)
        names = {a.key: a.name for a in warehouse.roster.artists} | {"": warehouse.roster.label}
        for problem in warehouse.problems:
            say_error(problem)
        day = day or warehouse.latest_day
    if format_ is Format.json:
        records = [{n: _plain(getattr(row, n)) for n in COLUMNS} for row in rows]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
    elif format_ is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(getattr(row, n)) for n in COLUMNS] for row in rows)
    elif not rows:
        say_error(
            f"{root} has measured nothing up to {day}." if day else "Nothing is measured yet."
        )
    else:
        _table(rows, names, days, day)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> str:
    return "" if value is None else guarded(value) if isinstance(value, str) else str(_plain(value))


def _table(rows: list[Growth], names: dict[str, str], days: int, day: date | None) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{days} days to {day}", title_justify="left", box=None, pad_edge=False)
    for heading in ("Artist", "Number"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Now", "Then", "Growth", "Change", "Measured"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Note", overflow="fold")
    above = None
    for row in (row for row in rows if not row.subject):
        metric = VOCABULARY[row.platform, row.metric].label
        cells = (
            shown(names.get(row.artist, row.artist), 24) if row.artist != above else "",
            f"{PLATFORM_LABELS[row.platform]} {metric}",
            _count(row.now),
            f"{_count(row.then)} on {row.then_date}" if row.then_date else "–",
            "–" if row.growth is None else f"{row.growth:+,}",
            "–" if row.change is None else f"{row.change:+.1%}",
            f"from {row.days_measured} of {row.days_in_window} days",
            row.note,
        )
        above = row.artist
        table.add_row(*(Text(cell) for cell in cells))
    console().print(table)


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


if __name__ == "__main__":
    entry(app)
