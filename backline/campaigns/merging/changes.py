"""What changed between two books, in words: for commit messages and for whoever looks back.

No value of a private field is in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from backline.campaigns.book import Book, Row
from backline.campaigns.kinds import said
from backline.campaigns.tables import TABLES, Table
from backline.words import many

MOST = 3
"""So many changes a title tells before the rest is counted."""

LONGEST = 100
"""Signs of a title at most."""


def changes(before: Book, after: Book) -> list[str]:
    """Each changed row in a line; added and removed rows are counted by table."""
    lines = []
    for name, table in TABLES.items():
        old, new = before.rows[name], after.rows[name]
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                lines.append(", ".join(_of_row(table, old[key], new[key])))
        for there, here, what in ((new, old, "added"), (old, new, "removed")):
            if count := len(there.keys() - here.keys()):
                lines.append(f"{many(count, table.one)} {what}")
    return lines


def _of_row(table: Table, old: Row, new: Row) -> Iterator[str]:
    key = f"{said(new['id']) or 'a row without an id'} "
    for field in table.fields:
        before, after = old[field.name], new[field.name]
        if before == after:
            continue
        told = f"{key}{field.name}"
        if field.private:
            yield f"{told} changed"
        elif not before or not after:
            yield f"{told} {_short(after) if after else 'emptied'}"
        else:
            yield f"{told} {_short(before)} to {_short(after)}"
        key = ""


def _short(text: str) -> str:
    found = said(text)
    return found if len(found) <= 30 else f"{found[:29].rstrip()}…"


def title(lines: list[str]) -> str:
    """The lines as one: those that there is room for, and how many there are beside them."""
    told = lines[:1]
    for line in lines[1:MOST]:
        if len("; ".join([*told, line])) > LONGEST:
            break
        told.append(line)
    rest = len(lines) - len(told)
    return "; ".join([*told, *([f"{rest:,} more"] if rest else [])])
