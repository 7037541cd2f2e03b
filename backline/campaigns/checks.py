"""What is wrong in a book: every fault with its file, line and field."""

from __future__ import annotations

from collections.abc import Iterator

from backline.campaigns.book import Book, Fault, Row, file_name
from backline.campaigns.kinds import said
from backline.campaigns.tables import TABLES
from backline.names import same_name


def faults(book: Book) -> list[Fault]:
    """Every fault of a book, in the order of files and lines."""
    found = [*book.unreadable]
    for name in TABLES:
        for row in book.all(name):
            found += _of_cells(book, name, row)
            found += _of_references(book, name, row)
    for check in (_doubles, _orders, _names_of_two):
        found += check(book)
    order = {file_name(name): place for place, name in enumerate(TABLES)}
    return sorted(found, key=lambda fault: (order[fault.file], fault.line, fault.field))


def fault_of(book: Book, name: str, row: Row, column: str, why: str) -> Fault:
    """A fault of one cell, with the line it was read from; a private one's text is not repeated."""
    line = book.lines.get((name, row["id"]), 0)
    found = "" if TABLES[name].field(column).private else row.get(column, "")
    return Fault(file_name(name), line, row["id"], column, found, why)


def _of_cells(book: Book, name: str, row: Row) -> Iterator[Fault]:
    for field in TABLES[name].fields:
        text = row[field.name]
        if not text:
            if field.required:
                yield fault_of(
                    book, name, row, field.name, f"it is empty; write {field.kind.words}"
                )
            continue
        try:
            field.kind.read(text)
        except ValueError as error:
            yield fault_of(book, name, row, field.name, str(error))


def _of_references(book: Book, name: str, row: Row) -> Iterator[Fault]:
    for column, other in TABLES[name].references.items():
        if row[column] and row[column] not in book.rows[other]:
            one = TABLES[other].one
            yield fault_of(
                book, name, row, column,
                f"{file_name(other)} has no such {one}: add it, or name one that is there",
            )  # fmt: skip


def _doubles(book: Book) -> Iterator[Fault]:
    """Two clients, two vendors or two playlists that cannot be told apart."""
    for name, column in (("clients", "name"), ("vendors", "name"), ("playlists", "link")):
        seen: dict[str, Row] = {}
        for row in book.all(name):
            same = same_name(row[column]) if column == "name" else row[column]
            if same and same in seen:
                first = seen[same]["id"]
                yield fault_of(
                    book, name, row, column,
                    f"{said(first)} has the same {column}; merge the two, or tell them apart",
                )  # fmt: skip
            seen.setdefault(same, row)


def _orders(book: Book) -> Iterator[Fault]:
    """Days in the wrong order."""
    for name in ("campaigns", "placements"):
        for row in book.all(name):
            start, end = (book.value(name, row, column) for column in ("start", "end"))
            if start and end and end < start:
                yield fault_of(book, name, row, "end", f"it is before the start, {start}")
    for row in book.all("placements"):
        campaign = book.rows["campaigns"].get(row["campaign"])
        if campaign is None:
            continue
        start = book.value("placements", row, "start")
        begun = book.value("campaigns", campaign, "start")
        over = book.value("campaigns", campaign, "end")
        if start and begun and start < begun:
            why = f"it is before its campaign begins, {begun}"
            yield fault_of(book, "placements", row, "start", why)
        elif start and over and start > over and row["status"] != "cancelled":
            why = f"it is after its campaign ends, {over}"
            yield fault_of(book, "placements", row, "start", why)


def names_of(book: Book, row: Row) -> tuple[str, ...]:
    """Every name a playlist goes by."""
    return (row["name"], *(book.value("playlists", row, "aliases") or ()))


def _names_of_two(book: Book) -> Iterator[Fault]:
    """An alias that another vendor's playlist goes by: no stream of it could be credited."""
    owners: dict[str, Row] = {}
    for row in book.all("playlists"):
        for name in names_of(book, row):
            other = owners.setdefault(same_name(name), row)
            if other["vendor"] != row["vendor"] and name != row["name"]:
                yield fault_of(
                    book, "playlists", row, "aliases",
                    f"{said(name)} is also a name of {said(other['id'])}, which is another "
                    "vendor's; take it from one of them",
                )  # fmt: skip
