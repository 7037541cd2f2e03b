"""Ids of new rows, made of what names them, so that a diff reads like a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from backline.campaigns.book import Book
from backline.campaigns.kinds import is_id
from backline.campaigns.tables import TABLES
from backline.names import slug


def new_id(book: Book, table: str, row: Mapping[str, str]) -> str:
    """An id that no row of the table has: ``night-drive-2026-03`` for a campaign of that month.

    What cannot stand as an id alone, since a spreadsheet would change it, has the table's own word
    before it; where the id is taken, ``-2`` and so on follow.

    Args:
        book: the rows there are.
        table: the table's name.
        row: the new row's cells, those of :attr:`Table.named_by` at least.
    """
    one = TABLES[table]
    words = [row.get(name, "") for name in one.named_by if name != "start"]
    made = slug(" ".join(filter(None, words)), one.one)
    if "start" in one.named_by and row.get("start"):
        made = f"{made}-{row['start'][:7]}"
    if not is_id(made):
        made = f"{one.one}-{made}"
    taken = book.rows[table]
    free = (made if n == 1 else f"{made}-{n}" for n in count(1))
    return next(found for found in free if found not in taken)
