"""How the rows of campaigns and their changes are printed; contacts only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from _run import Format, console, say, say_csv, say_error, say_json
from _table import Row as Line
from _table import Table as Shown
from _table import show

from backline.names import shown

if TYPE_CHECKING:
    from backline.campaigns.book import Book, Row
    from backline.campaigns.editing.forms import Difference

_LISTED = {
    "clients": (("id", "name", "contact_person", "emails", "phone", "notes"),),
    "vendors": (
        ("id", "name", "cost_per_1000", "max_streams_per_day", "active", "contact", "notes"),
    ),
    "campaigns": (
        ("id", "client", "name", "status", "start", "end", "stream_goal", "budget"),
        ("id", "client", "status", "start", "end", "stream_goal"),
        ("id", "client", "status", "end"),
    ),
    "placements": (
        ("id", "campaign", "title", "vendor", "status", "goal", "price_paid"),
        ("id", "vendor", "status", "goal", "price_paid"),
        ("id", "status", "goal"),
    ),
    "playlists": (("id", "name", "vendor", "followers"), ("id", "vendor", "followers")),
}  # fmt: skip
"""By table, the columns of a list on a terminal, the widest form first; CSV and JSON have all."""

_NUMBERS = (
    "cost_per_1000", "max_streams_per_day", "stream_goal", "budget", "goal", "price_paid",
    "followers",
)  # fmt: skip


def print_rows(
    book: Book, name: str, rows: Sequence[Row], output: Format, *, contacts: bool
) -> None:
    """A list of rows of one table."""
    from backline.campaigns.editing.lists import record, visible
    from backline.campaigns.tables import TABLES

    columns = [f.name for f in visible(TABLES[name], contacts=contacts)]
    if output is Format.json:
        say_json([record(book, name, row, contacts=contacts) for row in rows])
    elif output is Format.csv:
        say_csv([columns, *([row[column] for column in columns] for row in rows)])
    elif rows:
        _list(name, rows, contacts)
    else:
        say(f"No {TABLES[name].one} to show.")


def _list(name: str, rows: Sequence[Row], contacts: bool, without: str = "") -> None:
    """The widest form that fits; where none does, the widest with a line for each cell."""
    forms = [_form(name, one, rows, contacts, without) for one in _LISTED[name]]
    show(console(), *forms, forms[0])


def _form(
    name: str, wanted: Sequence[str], rows: Sequence[Row], contacts: bool, without: str
) -> Shown:
    from backline.campaigns.editing.lists import visible
    from backline.campaigns.tables import TABLES

    may = {f.name for f in visible(TABLES[name], contacts=contacts)}
    columns = [column for column in wanted if column in may and column != without]
    lines = [Line([shown(row[column], 60) or "–" for column in columns]) for row in rows]
    headings = [column.replace("_", " ") for column in columns]
    right = [column.replace("_", " ") for column in columns if column in _NUMBERS]
    return Shown(headings, lines, right)


def print_row(book: Book, name: str, key: str, output: Format, *, contacts: bool) -> None:
    """One row with its references in words, and the rows that name it."""
    from backline.campaigns.editing.forms import words_of
    from backline.campaigns.editing.lists import RELATED, record, related, visible
    from backline.campaigns.tables import TABLES

    row, table = book.rows[name][key], TABLES[name]
    others = related(book, name, key)
    if output is Format.csv:
        print_rows(book, name, [row], output, contacts=contacts)
        return
    if output is Format.json:
        found = record(book, name, row, contacts=contacts)
        beside = {
            n: [record(book, n, r, contacts=contacts) for r in rs] for n, rs in others.items()
        }
        say_json({"table": name, **found, **beside})
        return
    lines = [
        Line((field.name, shown(words_of(book, name, row, field.name), 2000)))
        for field in visible(table, contacts=contacts)
        if row[field.name]
    ]
    hidden = [f.name for f in table.fields if f.private and row[f.name] and not contacts]
    show(console(), Shown((table.one, "what it says"), lines, folds="what it says"))
    if hidden:
        say(f"Private, shown with --contacts: {', '.join(hidden)}.")
    columns = dict(RELATED.get(name, ()))
    for other, rows in others.items():
        say(f"\n{len(rows):,} {other if len(rows) != 1 else TABLES[other].one}")
        if rows:
            _list(other, rows, contacts, without=columns[other])


def tell(before: Book, after: Book, *, contacts: bool) -> None:
    """What changed: a sentence for each row, field by field."""
    from backline.campaigns.editing.forms import differences

    found = differences(before, after)
    for (name, key), cells in groupby(found, key=lambda one: (one.table, one.row)):
        _tell_row(name, key, list(cells), contacts)
    if not found:
        say("Nothing was changed: the tables have that already.")


def _tell_row(name: str, key: str, cells: Sequence[Difference], contacts: bool) -> None:
    from backline.campaigns.tables import TABLES

    table = TABLES[name]
    came = [cell for cell in cells if not cell.field]
    parts = []
    for cell in cells:
        if not cell.field:
            continue
        hidden = table.field(cell.field).private and not contacts
        was, now = (shown(text, 80) or "empty" for text in (cell.before, cell.after))
        if hidden:
            parts.append(f"{cell.field} (private)")
        else:
            parts.append(f"{cell.field} {now}" if came else f"{cell.field} {was} -> {now}")
    if came and came[0].before:
        say(f"Removed the {table.one} {key}.")
    elif came:
        say(f"Added the {table.one} {key}: {', '.join(parts)}.")
    else:
        say(f"Changed the {table.one} {key}: {', '.join(parts)}.")


def tell_unreadable(book: Book) -> bool:
    """Say what of the tables could not be read, so that no list is taken for whole."""
    for fault in book.unreadable:
        say_error(fault.sentence)
    return bool(book.unreadable)
