"""One file of old records: what its rows are, and its cells one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from backline.errors import DataError
from backline.imports.campaign_sheet.account import Cell, repeated
from backline.imports.campaign_sheet.columns import (
    Sort,
    is_private,
    lacks_client,
    plain,
    role_of,
    sort_of,
)
from backline.imports.days import BEGAN, Order, order_of, read_day
from backline.names import unguarded
from backline.people.saved import read_saved
from backline.people.tables import Line, table

_DATES = ("start", "end", "modified")
_AMOUNTS = ("budget", "price_paid", "cost_per_1000")
_CURRENCY = re.compile(r"[$€£¥]|\b[A-Z]{3}\b")


@dataclass(frozen=True, slots=True)
class Record:
    """One row.

    Attributes:
        number: as a spreadsheet counts, the header being 1.
        cells: one for each column, and those that stand behind the last.
        line: of the file, where it ends.
        shifted: whether there are more cells than columns.
    """

    number: int
    line: int
    cells: list[Cell]
    shifted: bool = False

    def of(self, role: str) -> list[Cell]:
        """The cells of a role that are not empty."""
        return [cell for cell in self.cells if cell.role == role and cell.text.strip()]


@dataclass(slots=True)
class Sheet:
    """One file.

    Attributes:
        database: whether a database wrote it.
        of_songs: whether it has a column of songs or vendors, so that each row is a placement too;
            else the songs of its campaigns stand elsewhere.
        said: a sentence for people about its encoding, or nothing.
    """

    name: str
    sort: Sort
    records: list[Record] = field(default_factory=list)
    order: Order = Order.ymd
    database: bool = False
    of_songs: bool = True
    said: str = ""

    def day(self, text: str, today: date) -> date:
        """The day a cell means.

        Raises:
            ValueError: it means none, or none that can be; the message ends a sentence.
        """
        found = read_day(text, self.order)
        if found is None:
            raise ValueError("it is no day of the calendar")
        if not is_possible(found, today):
            raise ValueError(f"no campaign can be of that day, {found}")
        return found


def is_possible(day: date, today: date) -> bool:
    """Whether a campaign on Spotify can begin, end or be written about on a day."""
    return BEGAN["spotify"] <= day <= today + timedelta(days=3 * 366)


def read_sheet(path: Path, dates: Order | None, today: date) -> Sheet:
    """A file as rows of known columns.

    Raises:
        DataError: it cannot be read, has no rows, or is not known; one sentence.
        ConfigError: the order of its dates is not certain.
    """
    saved = read_saved(path)
    rows = table(saved.text, path.name)
    header = next(rows, None)
    if header is None:
        raise DataError(f"{path.name} is empty: there is no row of column names in it.")
    names = [" ".join(cell.split()) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    sort = sort_of(names)
    if sort is None:
        raise DataError(_unknown(path.name, names))
    sheet = Sheet(path.name, sort, said=saved.said)
    sheet.database = bool({"id", "created_at"} & {plain(name) for name in names})
    roles = {role_of(sort, name) for name in names}
    sheet.of_songs = bool(roles & {"url", "title", "vendor", "vendor_ref", "allocations"})
    sheet.records = list(_records(sheet, names, header, rows))
    if not sheet.records:
        raise DataError(f"{path.name} has column names and no row below them.")
    cells = [
        (record.line, cell.text)
        for record in sheet.records
        for role in _DATES
        for cell in record.of(role)
        if not record.shifted
    ]
    sheet.order = order_of(path.name, cells, lambda day: is_possible(day, today), given=dates)
    return sheet


def currencies(sheet: Sheet) -> list[str]:
    """The signs of currencies that stand beside a file's amounts."""
    cells = [c for record in sheet.records for role in _AMOUNTS for c in record.of(role)]
    return sorted({sign for cell in cells for sign in _CURRENCY.findall(cell.text)})


def _records(
    sheet: Sheet, names: list[str], header: Line, rows: Iterator[Line]
) -> Iterator[Record]:
    roles = [role_of(sheet.sort, name) for name in names]
    private = [is_private(sheet.sort, role, name) for role, name in zip(roles, names, strict=True)]
    last, number = header.number, 1
    for line in rows:
        # Rows count as in a spreadsheet: cells of several lines are one, blank lines are some.
        begins = line.number - sum(cell.count("\n") for cell in line.cells)
        number += max(begins - last, 1)
        last = line.number
        texts = [unguarded(text) for text in line.cells]
        while len(texts) > len(names) and not texts[-1].strip():
            texts.pop()
        shifted = len(texts) > len(names)
        texts += [""] * (len(names) - len(texts))
        cells = [
            Cell(sheet.name, number, n, names[n], text, roles[n], shifted or private[n])
            if n < len(names)
            else Cell(sheet.name, number, n, "", text, "", True)
            for n, text in enumerate(texts)
        ]
        yield Record(number, line.number, cells, shifted)


def _unknown(file: str, names: list[str]) -> str:
    if lacks_client(names):
        return (
            f"{file} has no column of the client, and a campaign needs one: add a column Client "
            "that says who pays."
        )
    there = ", ".join(repeated(name) for name in names[:6]) or "without names"
    return (
        f"{file} is not known: a sheet of campaigns has columns such as Campaign, Client, Goal, "
        "Vendor and Start Date, and an export of clients, vendors, playlists or campaigns has name "
        f"beside emails, cost_per_1k_streams, vendor_id or client_id; its columns are {there}."
    )
