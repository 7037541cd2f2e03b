"""What an account manager does to the tables: each operation gives a changed copy or an error.

Nothing here opens a file. Whoever calls reads the book and saves the copy inside one
``store.writing()``, so that two commands at once cannot lose a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backline.campaigns.book import Book, Fault, Row, file_name
from backline.campaigns.checks import faults
from backline.campaigns.editing.finding import called, find
from backline.campaigns.editing.ids import new_id
from backline.campaigns.kinds import Ref, Text, said
from backline.campaigns.tables import TABLES, Field, Table
from backline.errors import ConfigError

OPEN = ("planned", "active", "paused")
"""The statuses of what is not over."""

ENDED = ("completed", "cancelled")
"""The statuses of what is."""


class FaultsError(ConfigError):
    """What somebody wants in a row cannot stand there; the sentence is about the first fault.

    Attributes:
        faults: all that is wrong, so that a form can say each beside its field.
    """

    def __init__(self, sentence: str, faults: Sequence[Fault]) -> None:
        super().__init__(sentence)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two books.

    Attributes:
        table: its name.
        row: the row's id.
        field: the column; empty where the whole row came or went.
        before: the cell before; empty where there was none.
        after: the cell after.
    """

    table: str
    row: str
    field: str = ""
    before: str = ""
    after: str = ""


def differences(before: Book, after: Book) -> list[Difference]:
    """What an operation changed, in the order of tables, ids and columns.

    A row that came has one entry without a field and one for each cell it has; a row that went
    has the entry without a field alone, with its id in ``before``.
    """
    found = []
    for name, table in TABLES.items():
        old, new = before.rows[name], after.rows[name]
        for key in sorted({*old, *new}):
            if key not in new:
                found.append(Difference(name, key, before=key))
                continue
            if key not in old:
                found.append(Difference(name, key, after=key))
            was = old.get(key, {})
            found += [
                Difference(name, key, column, was.get(column, ""), new[key][column])
                for column in table.header
                if column != "id" and was.get(column, "") != new[key][column]
            ]
    return found


def field_of(table: Table, typed: str) -> Field:
    """The column somebody means; hyphens and underscores are the same.

    Raises:
        ConfigError: there is none, or it is the id, which never changes.
    """
    word = typed.strip().casefold().replace("-", "_").replace(" ", "_")
    if word == "id":
        raise ConfigError(
            f"The id of a {table.one} is made from its name and never changes, since other rows "
            "and the history refer to it; change the name instead."
        )
    if word not in table.header:
        raise ConfigError(
            f"{file_name(table.name)} has no field {said(typed)!r}; there are "
            f"{', '.join(table.header[1:])}."
        )
    return table.field(word)


def cell(book: Book, table: Table, field: Field, text: str, row: str = "") -> str:
    """A cell as the file has it, from what somebody typed; a reference may be a name.

    Args:
        book: what references are looked up in.
        table: the table.
        field: the column.
        text: what was typed; an empty text empties the cell.
        row: the row's id, for the error.

    Raises:
        FaultsError: it cannot stand there; what a private field was given is not repeated.
    """
    if isinstance(field.kind, Ref) and text.strip():
        try:
            return find(book, field.kind.table, text)
        except ConfigError as error:
            why = str(error)
            fault = Fault(file_name(table.name), 0, row, field.name, text, why.rstrip(".?"))
            raise FaultsError(why, [fault]) from None
    try:
        tidy = field.kind.tidy(text)
    except ValueError as error:
        why = str(error)
    else:
        if tidy or not field.required:
            return tidy
        why = f"it must not be empty; write {field.kind.words}"
    found = "" if field.private else text
    fault = Fault(file_name(table.name), 0, row, field.name, found, why)
    raise FaultsError(fault.sentence, [fault])


def cells(book: Book, table: Table, values: Mapping[str, str], row: str = "") -> dict[str, str]:
    """Several cells by column, as :func:`cell`.

    Raises:
        ConfigError: as for :func:`cell` and :func:`field_of`.
    """
    fields = {column: field_of(table, column) for column in values}
    return {f.name: cell(book, table, f, values[typed], row) for typed, f in fields.items()}


def refuse_new_faults(
    before: Book, after: Book, edited: Iterable[tuple[str, str, str]] = ()
) -> None:
    """Let no operation bring a fault in; those that stand elsewhere are not its business.

    Args:
        before: the book as it was.
        after: the book as it would be.
        edited: table, id and column of cells that somebody gave a value just now; these must be
            right, whether they were before or not.

    Raises:
        FaultsError: there are some.
    """
    given = {(file_name(name), row, column) for name, row, column in edited}
    known = Counter(_place(fault) for fault in faults(before))
    new = []
    for fault in faults(after):
        place = _place(fault)
        if known[place] and place not in given:
            known[place] -= 1
        else:
            new.append(fault)
    if new:
        raise FaultsError(f"Nothing was changed. {new[0].sentence}", new)


def _place(fault: Fault) -> tuple[str, str, str]:
    return fault.file, fault.row, fault.field


def put_new(book: Book, table: Table, values: Mapping[str, str]) -> str:
    """Put a row with a new id into the book that is given, without looking at faults.

    Args:
        book: is changed.
        table: the table.
        values: cells as the file has them, by column.

    Returns:
        The id.

    Raises:
        FaultsError: a field that is required is empty.
    """
    starts = {f.name: f.start for f in table.fields if f.start}
    row: Row = {**dict.fromkeys(table.header, ""), **starts, **values}
    missing = [f.name for f in table.fields if f.required and not row[f.name] and f.name != "id"]
    if missing:
        file, why = file_name(table.name), "it must not be empty"
        raise FaultsError(
            f"{file}: a new {table.one} needs {' and '.join(missing)}.",
            [Fault(file, 0, "", name, "", why) for name in missing],
        )
    row["id"] = new_id(book, table, row)
    book.put(table.name, row)
    return row["id"]


def add(book: Book, name: str, values: Mapping[str, str]) -> tuple[Book, str]:
    """Add one row.

    Args:
        book: as it is.
        name: of the table.
        values: what somebody typed, by column.

    Returns:
        The changed copy and the new row's id.

    Raises:
        ConfigError: a value cannot stand there, or the row would be a fault, such as a second
            vendor of one name.
    """
    table = TABLES[name]
    after = book.copy()
    key = put_new(after, table, cells(book, table, values))
    refuse_new_faults(book, after)
    return after, key


def edit(book: Book, name: str, typed: str, values: Mapping[str, str]) -> tuple[Book, str]:
    """Change fields of one row; an empty text empties a field.

    Returns:
        The changed copy and the row's id.

    Raises:
        ConfigError: there is no such row, a value cannot stand there, or the change would bring a
            fault in.
    """
    table = TABLES[name]
    key = find(book, name, typed)
    given = cells(book, table, values, key)
    after = book.copy()
    after.put(name, {**after.rows[name][key], **given})
    refuse_new_faults(book, after, [(name, key, column) for column in given])
    return after, key


def end(
    book: Book,
    name: str,
    typed: str,
    on: date | None = None,
    *,
    today: date,
    status: str = "completed",
) -> tuple[Book, str]:
    """End a campaign with its open placements, or one placement.

    What was to end earlier keeps that day, unless ``on`` names another for the row itself. What is
    cancelled before it began gets no end. A placement of a campaign that would begin after its end
    is refused: whether it is given up or moved is no guess to be made here.

    Args:
        book: as it is.
        name: ``campaigns`` or ``placements``.
        typed: the id or name of the row.
        on: the last day; today, or the end it has where that is earlier, when None.
        today: the day it is.
        status: what it is then; ``completed`` or ``cancelled``.

    Returns:
        The changed copy and the row's id.

    Raises:
        ConfigError: there is no such row, it is over already, or the day is before its start.
    """
    if status not in ENDED:
        raise ConfigError(f"What has ended is completed or cancelled, not {said(status)!r}.")
    key = find(book, name, typed)
    row = book.rows[name][key]
    if row["status"] not in OPEN and row["end"]:
        raise ConfigError(
            f"{called(book, name, key)} is {row['status']} since {row['end']} already; "
            f"scripts/campaigns.py edit {TABLES[name].one} {key} changes that."
        )
    after = book.copy()
    _end_row(after, name, key, on, today, status)
    ended = [(name, key, "end")]
    if name == "campaigns":
        last = book.value(name, after.rows[name][key], "end") or today
        for one in book.all("placements"):
            if one["campaign"] == key and one["status"] in OPEN:
                _end_row(after, "placements", one["id"], None, last, status)
                ended.append(("placements", one["id"], "end"))
    refuse_new_faults(book, after, ended)
    return after, key


def _end_row(book: Book, name: str, key: str, on: date | None, today: date, status: str) -> None:
    row = book.rows[name][key]
    start, planned = (book.value(name, row, column) for column in ("start", "end"))
    last = on or (min(planned, today) if planned else today)
    never = status == "cancelled" and start and start > last
    book.put(name, {**row, "status": status, "end": row["end"] if never else str(last)})


def words_of(book: Book, name: str, row: Row, column: str) -> str:
    """A cell as people read it: a reference with its name, lines of notes one after another."""
    kind = TABLES[name].field(column).kind
    if isinstance(kind, Ref) and row[column]:
        return called(book, kind.table, row[column])
    return " / ".join(row[column].splitlines()) if isinstance(kind, Text) else row[column]
