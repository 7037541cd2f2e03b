"""Show what changed over a window of days, and from how many of them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
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
    say,
    say_csv,
    say_error,
    say_json,
)
from _table import Row, Table, show

from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth, snapshots_back
from backline.analysis.order import of_the_label
from backline.errors import ConfigError
from backline.measure import VOCABULARY
from backline.names import shown
from backline.people.roster import NOBODY
from backline.people.roster_edit import free_key
from backline.warehouse import Warehouse
from backline.words import series_name

app = new_app(__doc__ or "")

USUAL = 30
"""Days of the window where nothing is said."""

LONGEST = 3660

DAY = ["%Y-%m-%d"]

_INNER = ("source", "now_resolution", "now_note")
COLUMNS = tuple(f.name for f in fields(Growth) if f.name not in _INNER)
"""What readers build on; a source is named in the note where the two ends have different ones."""


@app.command()
def main(
    root: Root = PROJECT,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=LONGEST, help=f"Length of the window; {USUAL} if not said."),
    ] = None,
    as_of: AsOf = None,
    from_: Annotated[
        datetime | None, typer.Option("--from", formats=DAY, help="Day to compare with.")
    ] = None,
    to: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Its other end; the latest measured day.")
    ] = None,
    artist: OneArtist = None,
    by: Counted = By.calendar,
    format_: Printed = Format.table,
) -> None:
    """Show what changed over a window of days, and from how many of them."""
    with Warehouse(root) as warehouse:
        somebody = bool(warehouse.roster.artists)
        key = _key(warehouse, artist) if artist is not None else None
        if from_ or to:
            _refuse_contradictions(days, as_of, from_, by)
            as_of = to
        day = as_of.date() if as_of else warehouse.latest_day
        if from_ and day:
            days = _between(from_.date(), day)
        window = days or USUAL
        rows = growth(warehouse, window, as_of=day, artist=key, by=by.value)
        # Where nobody is followed, whoever has numbers is meant: charts and songs were imported.
        rows = of_the_label(rows, warehouse.roster) if somebody else rows
        names = {a.key: a.name for a in warehouse.roster.artists} | {"": warehouse.roster.label}
        too_young = _too_young(warehouse, rows, window, day, key, by)
        for problem in warehouse.problems:
            say_error(problem)
    if format_ is Format.json:
        records = [{n: _plain(getattr(row, n)) for n in COLUMNS} for row in rows]
        say_json(records)
    elif format_ is Format.csv:
        say_csv([COLUMNS, *([_plain(getattr(row, n)) for n in COLUMNS] for row in rows)])
    elif not rows:
        nothing = f"{root} has measured nothing up to {day}." if day else "Nothing is measured yet."
        say_error(nothing if somebody else NOBODY)
    elif too_young:
        say(too_young)
    elif not any(not row.subject for row in rows):
        say_error(f"{len(rows):,} songs have numbers and no artist has: --format csv lists them.")
    else:
        _table(rows, names, window, day)


def _key(warehouse: Warehouse, name: str) -> str:
    """Whose growth is asked for; an empty roster is no reason to know nobody."""
    if warehouse.roster.artists or warehouse.latest_day is None:
        return warehouse.roster.named(name).key
    return free_key(warehouse.roster, name)


def _refuse_contradictions(
    days: int | None, as_of: datetime | None, from_: datetime | None, by: By
) -> None:
    """Two named days are a whole window; nothing else may name another one."""
    if from_ is None:
        raise ConfigError("--to needs --from; for a window up to a day use --days and --as-of.")
    if days is not None or as_of is not None:
        raise ConfigError("--from and --to name the window; leave out --days and --as-of.")
    if by is By.snapshot:
        raise ConfigError("--from and --to are days; --by snapshot counts columns. Leave out one.")


def _between(first: date, last: date) -> int:
    days = (last - first).days
    if not 1 <= days <= LONGEST:
        raise ConfigError(
            f"From {first} to {last} is no window: --from must be 1 to {LONGEST:,} days before "
            "--to, which is the latest measured day where it is not given."
        )
    return days


def _too_young(
    warehouse: Warehouse, rows: list[Growth], days: int, day: date | None, key: str | None, by: By
) -> str:
    """One sentence where nothing can be compared yet, instead of a row for every dash."""
    newest = day or warehouse.latest_day
    if newest is None or not rows or any(row.growth is not None for row in rows):
        return ""
    if by is By.snapshot:
        needed = snapshots_back(days) + 1
        return f"Nothing can be compared yet: {days} days by snapshot take {needed} of them."
    young = first_days(warehouse, [days], newest, key)
    return young.sentence if young else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _table(rows: list[Growth], names: dict[str, str], days: int, day: date | None) -> None:
    own = [row for row in rows if not row.subject]
    title = f"{days} days to {day}"
    wide = Table(
        ("Number", "Now", "Then", "Growth", "Change", "Measured"),
        [_row(row, names, days, wide=True) for row in own],
        right=("Now", "Then", "Growth", "Change", "Measured"),
        title=title,
    )
    narrow = Table(
        ("Number", "Now", "Then", "Growth", "Change", "Days"),
        [_row(row, names, days, wide=False) for row in own],
        right=("Now", "Then", "Growth", "Change", "Days"),
        title=f"{title}; Days: on how many of them it was measured",
    )
    show(console(), wide, narrow, _without(narrow, "Then"))


def _without(table: Table, heading: str) -> Table:
    """A table without one column."""
    place = list(table.headings).index(heading)
    headings = [h for h in table.headings if h != heading]
    rows = [replace(r, cells=[*r.cells[:place], *r.cells[place + 1 :]]) for r in table.rows]
    return replace(table, headings=headings, rows=rows)


def _row(row: Growth, names: dict[str, str], days: int, *, wide: bool) -> Row:
    """A number's row; where there is little room, the older value's day is said only if unusual."""
    metric = VOCABULARY[row.platform, row.metric]
    then, measured = _count(row.then), f"{row.days_measured} of {row.days_in_window}"
    notes = [row.note] if row.note else []
    if wide:
        then = f"{then} on {row.then_date}" if row.then_date else "–"
        measured = f"from {measured} days"
    elif row.then_date and row.span_days != days:
        notes.insert(0, f"then: {row.then_date}")
    return Row(
        (
            series_name(metric, row.country),
            _count(row.now),
            then,
            "–" if row.growth is None else f"{row.growth:+,}",
            "–" if row.change is None else f"{row.change:+.1%}",
            measured,
        ),
        group=shown(names.get(row.artist, row.artist), 60),
        note="; ".join(notes),
    )


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


if __name__ == "__main__":
    entry(app)
