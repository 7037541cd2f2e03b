"""What a form or a program wants in a table, put together with what the table has meanwhile.

Nothing here opens a file: each function gives an operation on a book, which raises an error that
knows everything that is wrong by its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backline.campaigns.book import Book, Fault, Row
from backline.campaigns.editing.forms import FaultsError, end, field_of, put_new, refuse_new_faults
from backline.campaigns.kinds import Day
from backline.campaigns.merging.merge import merge
from backline.campaigns.tables import Table
from backline.errors import ConfigError
from backline.names import shown
from web.refusals import Clash, RefusedError, fitting, placed, refuse, sentence, stored

Operation = Callable[[Book], tuple[Book, str]]
"""Gives a changed copy of a book, and the id of the row it is about."""

MINE, THEIRS = "mine", "theirs"
"""What a person chooses where two changed the same field."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent about a row.

    Attributes:
        typed: by column, as it was typed; a reference may be a name.
        was: by column, what the sender saw before that; columns that are not named are taken to
            have been as they are.
        take: by column, :data:`MINE` or :data:`THEIRS`, where a clash was shown and decided.
        open: the columns of which a clash was shown, with what both began from.
    """

    typed: Mapping[str, str]
    was: Mapping[str, str] = field(default_factory=dict)
    take: Mapping[str, str] = field(default_factory=dict)
    open: Mapping[str, str] = field(default_factory=dict)


def added(table: Table, typed: Mapping[str, str]) -> Operation:
    """Add a row of what was typed.

    The operation raises :class:`RefusedError` with all that is wrong.
    """

    def operation(book: Book) -> tuple[Book, str]:
        right, errors = fitting(book, table, typed)
        after, key, found = tried_new(book, table, right, errors)
        refuse({**found.errors, **errors}, found.others)
        return after, key

    return operation


def tried_new(
    book: Book, table: Table, right: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Book, str, RefusedError]:
    """A copy with a new row, and what is wrong with the row as a whole.

    Args:
        book: as it is.
        table: the row's.
        right: the cells that can stand there.
        errors: the fields that are wrong by themselves; something stands in for them.
    """
    stand_ins = {f.name: "?" for f in table.fields if f.required and f.name in errors}
    after, key = book.copy(), ""
    faults: Sequence[Fault] = ()
    try:
        key = put_new(after, table, {**right, **stand_ins})
        refuse_new_faults(book, after)
    except FaultsError as error:
        faults = error.faults
    return after, key, placed(faults, after, table, key, right)


def edited(table: Table, key: str, sent: Sent) -> Operation:
    """Change a row to what was sent, and keep what somebody else changed of it meanwhile.

    The operation raises :class:`RefusedError` with all that is wrong, and with every field that
    both changed to different values.
    """

    def operation(book: Book) -> tuple[Book, str]:
        row = _row(book, table, key)
        was = {f.name: stored(f, sent.was.get(f.name, row[f.name])) for f in table.fields}
        typed = {c: t for c, t in _changed(table, sent, was).items() if sent.take.get(c) != THEIRS}
        right, errors = fitting(book, table, typed, key)
        mine = {**was, **{c: t.strip() for c, t in typed.items()}, **right}
        base, ours, theirs = (_of_one(table, one) for one in (was, mine, row))
        merged = merge(base, ours, theirs)
        clashes = {
            one.field: Clash(one.ours or "", one.theirs or "", one.base or "")
            for one in merged.conflicts
        }
        for column, before in sent.open.items():
            chosen = sent.take.get(column) == MINE
            if column in typed and not chosen and mine[column] != row[column]:
                clashes.setdefault(column, Clash(mine[column], row[column], before))
        result = merged.book.rows[table.name][key]
        after, edits = book.copy(), [column for column in right if right[column] != row[column]]
        found = RefusedError()
        # What is wrong by itself stays as it is, so that the rest can be looked at.
        after.put(table.name, {**result, **{column: row[column] for column in errors}})
        try:
            refuse_new_faults(book, after, [(table.name, key, column) for column in edits])
        except FaultsError as error:
            found = placed(error.faults, after, table, key, table.header)
        refuse({**found.errors, **errors}, found.others, clashes, row)
        return after, key

    return operation


def ended(table: Table, key: str, on: str, status: str, today: date) -> Operation:
    """End a campaign with its placements, or a placement.

    The operation raises :class:`RefusedError`, with ``on`` for what is wrong with the day.

    Args:
        table: ``campaigns`` or ``placements``.
        key: the row.
        on: the last day as it was typed; empty for today, or an earlier end that it has.
        status: what it is then.
        today: the day it is.
    """

    def operation(book: Book) -> tuple[Book, str]:
        _row(book, table, key)
        try:
            last = Day().read(on) if on.strip() else None
        except ValueError as error:
            raise RefusedError({"on": sentence(str(error))}) from None
        try:
            return end(book, table.name, key, last, today=today, status=status)
        except FaultsError as error:
            found = placed(error.faults, book, table, key, table.header)
            on_it = [why for column, why in found.errors.items() if column in ("start", "end")]
            rest = [why for column, why in found.errors.items() if column not in ("start", "end")]
            raise RefusedError(
                {"on": " ".join(on_it)} if on_it else {}, [*found.others, *rest]
            ) from None
        except ConfigError as error:
            raise RefusedError(others=[str(error)]) from None

    return operation


def _changed(table: Table, sent: Sent, was: Mapping[str, str]) -> dict[str, str]:
    """What was typed otherwise than it stood there, in whatever spelling."""
    fields = {name: field_of(table, name) for name in sent.typed}
    return {
        one.name: sent.typed[name]
        for name, one in fields.items()
        if stored(one, sent.typed[name]) != was[one.name]
    }


def _row(book: Book, table: Table, key: str) -> Row:
    """The row as it is.

    Raises:
        RefusedError: it is not there any more.
    """
    row = book.rows[table.name].get(key)
    if row is None:
        raise RefusedError(
            gone=f"There is no {table.one} {shown(key, 80)} any more: somebody removed it, or "
            "merged it with another one. Nothing was saved."
        )
    return row


def _of_one(table: Table, row: Row) -> Book:
    book = Book()
    book.rows[table.name][row["id"]] = row
    return book
