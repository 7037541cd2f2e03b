"""What pages about campaigns are asked: which row, which rows of a table, which part of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar
from urllib.parse import urlencode

from backline.campaigns.asked import Campaigns
from backline.campaigns.editing.lists import Filters, matching, visible
from backline.campaigns.kinds import said
from backline.campaigns.tables import TABLES
from backline.errors import ConfigError
from backline.names import shown
from backline.store import Store
from web.visit import NotFoundError, Visit

Row = TypeVar("Row")

MOST_PROBLEMS = 5

WHOLE = 500
"""So many rows make one page, which filters look through as a whole."""

PARTED = 200
"""Rows a page where there are more."""


def keeps_campaigns(visit: Visit) -> bool:
    """Whether the label keeps any table of campaigns."""
    return Store(visit.label.root).keeps_campaigns()


def key_of(visit: Visit, table: str) -> str:
    """The id in a page's address.

    Raises:
        NotFoundError: the table has no such row.
        DataError: the files cannot be read.
    """
    key = visit.parts["key"]
    if not keeps_campaigns(visit) or key not in visit.label.campaigns().book.rows[table]:
        raise NotFoundError(f"There is no {TABLES[table].one} {said(key)!r}.")
    return key


def problems_of(campaigns: Campaigns) -> list[str]:
    """A sentence for each row and file that is left out, the first few of many."""
    every = list(campaigns.problems)
    rest = len(every) - MOST_PROBLEMS
    if rest <= 0:
        return every
    return [*every[:MOST_PROBLEMS], f"And {rest:,} more that scripts/campaigns.py check names."]


def keys_matching(
    visit: Visit, campaigns: Campaigns, table: str, **instead: str
) -> set[str] | None:
    """The ids of the rows that the query asks for; None where it asks for nothing.

    Private fields are not searched, since the page does not show them.

    Args:
        visit: the page.
        campaigns: the label's.
        table: whose rows.
        instead: what takes the place of the query's own words.

    Raises:
        ConfigError: the query names nothing there is.
    """
    wanted = Filters(**{name: visit.asked(name) for name in Filters.__slots__} | instead)
    if wanted == Filters():
        return None
    try:
        return {row["id"] for row in matching(campaigns.book, table, wanted)}
    except ConfigError as error:
        raise ConfigError(str(error).removeprefix("--")) from None


def contacts_of(visit: Visit, table: str, key: str) -> list[tuple[str, list[str]]] | None:
    """The private fields of a row, each with its lines; None unless they are asked for, live."""
    if not visit.live or visit.asked("contacts") != "yes":
        return None
    row = visit.label.campaigns().book.rows[table][key]
    private = [field for field in visible(TABLES[table], contacts=True) if field.private]
    return [
        (
            field.name.replace("_", " ").capitalize(),
            [shown(line, 500) for line in row[field.name].splitlines()],
        )
        for field in private
        if row[field.name]
    ]


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Some of the rows of a long table.

    Attributes:
        rows: those of this page.
        count: how many there are in all.
        number: which page it is, from 1.
        of: how many pages there are.
        before: the link to the page before; empty on the first.
        after: the link to the next one; empty on the last.
    """

    rows: Sequence[Row]
    count: int
    number: int
    of: int
    before: str
    after: str

    def title(self, words: str) -> str:
        """The title of the page."""
        return words if self.number == 1 else f"{words}, page {self.number}"


def part_of(visit: Visit, base: str, rows: Sequence[Row], whole: int = WHOLE) -> Part[Row]:
    """The rows of the page that is asked for.

    Live it is ``page`` in the query, so that filters stay; frozen it is in the address.

    Args:
        visit: the page.
        base: its address without an ending and a number.
        rows: all of them.
        whole: so many make one page.

    Raises:
        NotFoundError: there is no such page.
    """
    text = visit.parts.get("page") or visit.asked("page") or "1"
    pages = pages_of(len(rows), whole)
    number = int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0
    if not 1 <= number <= pages:
        raise NotFoundError(f"There is no page {said(text)!r}; there are {pages:,}.")

    def link(page: int) -> str:
        if not 1 <= page <= pages:
            return ""
        if visit.live:
            kept = {name: v for name, v in visit.query.items() if name != "page"}
            return visit.to(f"{base}.html?{urlencode({**kept, 'page': page}, doseq=True)}")
        return visit.to(f"{base}.html" if page == 1 else f"{base}-{page}.html")

    chosen = rows[(number - 1) * PARTED : number * PARTED] if pages > 1 else rows
    return Part(chosen, len(rows), number, pages, link(number - 1), link(number + 1))


def pages_of(rows: int, whole: int = WHOLE) -> int:
    """How many pages some rows take, one at least."""
    return 1 if rows <= whole else ceil(rows / PARTED)


def later_pages(rows: int, whole: int = WHOLE) -> Iterable[Mapping[str, str]]:
    """The parts of the addresses of all pages but the first."""
    return [{"page": str(page)} for page in range(2, pages_of(rows, whole) + 1)]
