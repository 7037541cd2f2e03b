"""The id of a new row, made once from what the row says; a later change of it keeps the id."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from backline.campaigns.book import Book
from backline.campaigns.kinds import LONGEST_ID, Day, is_id
from backline.campaigns.tables import Table
from backline.names import slug

_ROOM = LONGEST_ID - 8
"""So long is what an id is made of at most, so that ``-2`` has room behind it."""

_INSTEAD = {"title": "song"}
"""What names a row where nobody filled in the field that should: a song not named has its id."""


def new_id(book: Book, table: Table, row: Mapping[str, str]) -> str:
    """A free id for a new row, made of the fields the table is named by.

    A campaign's has the month of its start (``night-drive-2026-10``), so that two people who add
    different campaigns rarely meet. What a spreadsheet would take for a number or a day gets the
    thing's word before it (``client-007``); what is taken gets a number behind it.

    Args:
        book: has the ids that are taken.
        table: the row's table.
        row: what it says so far, by column; columns that are not named are empty.
    """
    base = _fitting(_parts(table, row)) or slug("", table.one)
    if not is_id(base):
        base = _fitting([table.one, base])
    taken = book.rows[table.name]
    for number in count(1):
        found = base if number == 1 else f"{base}-{number}"
        if found not in taken and is_id(found):
            return found
    raise AssertionError  # count() never ends


def _parts(table: Table, row: Mapping[str, str]) -> list[str]:
    parts = []
    for column in table.named_by:
        text = row.get(column, "")
        if not text and column in _INSTEAD:
            instead = row.get(_INSTEAD[column], "")
            # Some signs of a song's id are enough to tell the songs of a campaign apart.
            parts.append(slug(instead, table.one)[:8] if instead else "")
        elif text and isinstance(table.field(column).kind, Day):
            parts.append(text[:7])
        elif text:
            parts.append(slug(text, table.one))
    return [part for part in parts if part]


def _fitting(parts: list[str]) -> str:
    """The parts with hyphens between them, the longest cut until all have room."""
    parts = list(parts)
    while len("-".join(parts)) > _ROOM:
        longest = max(range(len(parts)), key=lambda place: len(parts[place]))
        parts[longest] = parts[longest][:-1].rstrip("-")
    return "-".join(parts)
