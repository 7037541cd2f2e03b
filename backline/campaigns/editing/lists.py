"""Rows as people list them: filtered, their references followed, contacts only when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from backline.campaigns.book import Book, Row, file_name
from backline.campaigns.editing.finding import find
from backline.campaigns.editing.forms import words_of
from backline.campaigns.kinds import Choice, Day, said
from backline.campaigns.tables import TABLES, Field, Table
from backline.errors import ConfigError
from backline.names import folded, same_name


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are wanted; an empty text asks for nothing.

    Attributes:
        status: one of the statuses.
        client: id or name of whom the rows belong to.
        vendor: the same; a campaign is listed where any of its placements is the vendor's.
        salesperson: in any spelling.
        search: a part of any text of the row, in any case and without accents.
    """

    status: str = ""
    client: str = ""
    vendor: str = ""
    salesperson: str = ""
    search: str = ""


def visible(table: Table, *, contacts: bool) -> list[Field]:
    """The columns that may be shown: private ones only when they were asked for by name."""
    return [field for field in table.fields if contacts or not field.private]


def matching(book: Book, name: str, wanted: Filters, *, contacts: bool = False) -> list[Row]:
    """The rows that are wanted, by id.

    Args:
        book: the tables.
        name: of the table.
        wanted: the filters.
        contacts: whether private fields are searched; what is not shown is not searched either.

    Raises:
        ConfigError: a filter says nothing about this table, or names nothing there is.
    """
    rows = [row["id"] for row in book.all(name)]
    for filter_ in fields(wanted):
        if typed := getattr(wanted, filter_.name).strip():
            keep = set(_kept(book, name, filter_.name, typed, contacts))
            rows = [key for key in rows if key in keep]
    return [book.rows[name][key] for key in rows]


def _kept(book: Book, name: str, by: str, typed: str, contacts: bool) -> Iterator[str]:
    table = TABLES[name]
    if by == "search":
        for row in book.all(name):
            shown = [words_of(book, name, row, f.name) for f in visible(table, contacts=contacts)]
            if any(folded(typed) in folded(text) for text in shown):
                yield row["id"]
        return
    if by in table.references:
        key = find(book, table.references[by], typed)
        yield from (row["id"] for row in book.all(name) if row[by] == key)
    elif by in table.header:
        value = _one_of(table.field(by), typed)
        yield from (row["id"] for row in book.all(name) if same_name(row[by]) == value)
    elif name == "campaigns" and by == "vendor":
        theirs = set(_kept(book, "placements", by, typed, contacts))
        yield from (book.rows["placements"][key]["campaign"] for key in theirs)
    elif name == "placements":  # what only the campaign says
        campaigns = set(_kept(book, "campaigns", by, typed, contacts))
        yield from (row["id"] for row in book.all(name) if row["campaign"] in campaigns)
    else:
        raise ConfigError(f"{file_name(name)} has no {by}, so --{by} cannot choose rows of it.")


def _one_of(field: Field, typed: str) -> str:
    if not isinstance(field.kind, Choice):
        return same_name(typed)
    try:
        return field.kind.tidy(typed)
    except ValueError as error:
        raise ConfigError(f"--{field.name} {said(typed)!r}: {error}.") from None


def record(book: Book, name: str, row: Row, *, contacts: bool = False) -> dict[str, object]:
    """A row for programs: numbers and lists as such, money and days as text, None where empty.

    A cell that cannot be read is the text that stands there.
    """
    found: dict[str, object] = {}
    for field in visible(TABLES[name], contacts=contacts):
        value = book.value(name, row, field.name)
        text = row[field.name]
        if value is None or isinstance(value, Decimal) or isinstance(field.kind, Day):
            found[field.name] = text or None
        else:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


RELATED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "clients": (("campaigns", "client"),),
    "vendors": (("placements", "vendor"), ("playlists", "vendor")),
    "campaigns": (("placements", "campaign"),),
}
"""By table, which rows of others are shown with a row, and the column that names it."""


def related(book: Book, name: str, key: str) -> dict[str, list[Row]]:
    """The rows of other tables that name a row, by table."""
    return {
        other: [row for row in book.all(other) if row[column] == key]
        for other, column in RELATED.get(name, ())
    }
