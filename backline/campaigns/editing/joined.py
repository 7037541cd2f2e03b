"""Two rows that are one thing made one: nothing of either is lost, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping

from backline.campaigns.book import Book, Row, file_name
from backline.campaigns.editing.finding import find
from backline.campaigns.editing.forms import field_of, refuse_new_faults, words_of
from backline.campaigns.kinds import Many, Text, said
from backline.campaigns.tables import TABLES, Field, Table
from backline.errors import ConfigError
from backline.names import same_name

_NAMING = ("name", "title")


def merge(
    book: Book, name: str, kept: str, other: str, take: Mapping[str, str] | None = None
) -> tuple[Book, str]:
    """Make two rows one: whatever referred to the other refers to the kept one, the other goes.

    Fields that one of them leaves empty come from the other; several values in a cell and notes
    are joined. The kept row's name stays, and another name of the other is kept as an alias or in
    the notes.

    Args:
        book: as it is.
        name: of the table.
        kept: id or name of the row that stays, with its id.
        other: of the one that goes into it.
        take: by column, the id of the row whose value counts where both say something else.

    Returns:
        The changed copy and the id that stays.

    Raises:
        ConfigError: the rows differ where nobody said which counts (all such fields are named), or
            the result would have a fault.
    """
    table = TABLES[name]
    first, second = find(book, name, kept), find(book, name, other)
    if first == second:
        raise ConfigError(f"{said(kept)!r} and {said(other)!r} are the same row, {first}.")
    a, b = book.rows[name][first], book.rows[name][second]
    chosen = _choices(book, table, first, second, take or {})
    open_ = [f for f in undecided(book, name, first, second) if f.name not in chosen]
    if open_:
        raise ConfigError(_differ(book, table, a, b, open_))
    row = _one(book, table, a, b, chosen)
    after = book.copy()
    del after.rows[name][second]
    after.put(name, row)
    for other_name, one in TABLES.items():
        for column, to in one.references.items():
            if to == name:
                _point(after, other_name, column, second, first)
    refuse_new_faults(book, after)
    return after, first


def undecided(book: Book, name: str, first: str, second: str) -> list[Field]:
    """The fields in which two rows say different things, so that a person has to choose."""
    a, b = book.rows[name][first], book.rows[name][second]
    return [
        field
        for field in TABLES[name].fields
        if field.name not in ("id", *_NAMING)
        and not isinstance(field.kind, Many)
        and not (isinstance(field.kind, Text) and field.kind.lines)
        and a[field.name]
        and b[field.name]
        and a[field.name] != b[field.name]
    ]


def _choices(
    book: Book, table: Table, first: str, second: str, take: Mapping[str, str]
) -> dict[str, str]:
    """By column, which of the two counts."""
    chosen = {}
    for column, typed in take.items():
        field = field_of(table, column)
        key = typed.strip() if typed.strip() in (first, second) else find(book, table.name, typed)
        if key not in (first, second):
            raise ConfigError(f"{field.name} is taken from {first} or from {second}, not {key}.")
        chosen[field.name] = key
    return chosen


def _differ(book: Book, table: Table, a: Row, b: Row, fields: list[Field]) -> str:
    """The sentence that names every field somebody has to choose."""
    both = [
        f"{f.name} (private, differs)" if f.private else
        f"{f.name} is {said(words_of(book, table.name, a, f.name))!r} of {a['id']} and "
        f"{said(words_of(book, table.name, b, f.name))!r} of {b['id']}"
        for f in fields
    ]  # fmt: skip
    way = " ".join(f"--take {f.name}={a['id']}" for f in fields)
    return (
        f"Nothing was changed: in {file_name(table.name)} {'; '.join(both)}. Say whose counts, "
        f"such as {way}."
    )


def _one(book: Book, table: Table, a: Row, b: Row, chosen: Mapping[str, str]) -> Row:
    row = dict(a)
    for field in table.fields:
        column = field.name
        if column == "id":
            continue
        if column in chosen:
            row[column] = (a if chosen[column] == a["id"] else b)[column]
        elif isinstance(field.kind, Many):
            values = (*(book.value(table.name, a, column) or ()), *_values(book, table, b, column))
            readable = _readable(field, a[column]) and _readable(field, b[column])
            text = field.kind.write(tuple(dict.fromkeys(values)))
            row[column] = text if readable else "; ".join(filter(None, (a[column], b[column])))
        elif isinstance(field.kind, Text) and field.kind.lines:
            texts = dict.fromkeys(filter(None, (a[column], b[column])))
            row[column] = "\n".join(texts)
        elif not a[column]:
            row[column] = b[column]
    return _with_other_name(book, table, row, a, b)


def _values(book: Book, table: Table, row: Row, column: str) -> tuple[str, ...]:
    values: tuple[str, ...] = book.value(table.name, row, column) or ()
    return values


def _readable(field: Field, text: str) -> bool:
    try:
        field.kind.tidy(text)
    except ValueError:
        return False
    return True


def _with_other_name(book: Book, table: Table, row: Row, a: Row, b: Row) -> Row:
    """Keep the name that did not stay: it is how people and files call the thing."""
    column = next(c for c in _NAMING if c in table.header)
    others = [one[column] for one in (a, b) if one[column] and one[column] != row[column]]
    for other in others:
        if "aliases" in table.header:
            known = _values(book, table, row, "aliases")
            kind = table.field("aliases").kind
            if same_name(other) not in map(same_name, known):
                row["aliases"] = kind.write((*known, other))
        elif "notes" in table.header and same_name(other) != same_name(row[column]):
            row["notes"] = "\n".join(filter(None, (row["notes"], f"Also called {other}.")))
    return row


def _point(book: Book, name: str, column: str, old: str, new: str) -> None:
    for row in list(book.all(name)):
        if row[column] == old:
            book.put(name, {**row, column: new})
