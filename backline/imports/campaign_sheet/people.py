"""Rows of an older system's tables of clients, vendors and playlists."""

from __future__ import annotations

from backline.campaigns.kinds import PlaylistLink
from backline.campaigns.tables import TABLES
from backline.imports.campaign_sheet.account import Cell
from backline.imports.campaign_sheet.cells import addresses, as_list, database_amount, words_of
from backline.imports.campaign_sheet.columns import Sort
from backline.imports.campaign_sheet.file import Record, Sheet
from backline.imports.campaign_sheet.filling import Filling, finish_row, refuse_row
from backline.names import same_name

_LISTS = ("genres", "aliases")


def take_people(filling: Filling, sheet: Sheet) -> None:
    """Take a file of clients or of vendors."""
    name = sheet.sort.value
    for record in sheet.records:
        cell = filling.one(record, "name")
        if record.shifted or cell is None:
            refuse_row(
                filling.account, record, why_not(record) or f"the {TABLES[name].one} has no name"
            )
            continue
        row = filling.named(name, cell.text)
        filling.account.place(cell)
        filling.remember(name, record, row)
        for one in record.cells:
            if one.text.strip() and one.role not in ("", "name", "id"):
                _put(filling, sheet, name, row, one)
        finish_row(filling.account, record)


def why_not(record: Record) -> str:
    """Why a row is not taken whatever stands in it, or nothing."""
    return "the row has more cells than there are columns" if record.shifted else ""


def _put(filling: Filling, sheet: Sheet, name: str, row: str, cell: Cell) -> None:
    if cell.role in ("emails", "contact"):
        listed = as_list(cell.text)
        parts = addresses(cell.text) if "@" in cell.text else [cell.text]
        filling.each(name, row, cell.role, cell, addresses(cell.text) if listed else parts)
    elif cell.role in _LISTS:
        filling.each(name, row, cell.role, cell, words_of(cell.text))
    elif cell.role == "active" and filling.book.rows[name][row]["active"] == "yes":
        _put_active(filling, row, cell)
    else:
        text = database_amount(cell.text) if sheet.database else cell.text
        filling.fill(name, row, cell.role, cell, text if cell.role == "cost_per_1000" else None)


def _put_active(filling: Filling, row: str, cell: Cell) -> None:
    """A vendor that is new in the book is active only because nobody has said otherwise."""
    new = ("vendors", row) not in filling.book.lines
    if new:
        filling.book.rows["vendors"][row]["active"] = ""
    filling.fill("vendors", row, "active", cell)
    if new and not filling.book.rows["vendors"][row]["active"]:
        filling.book.rows["vendors"][row]["active"] = "yes"


def reference(filling: Filling, name: str, record: Record, role: str) -> str:
    """The row that a record's cell of an older system's id names; empty where none does."""
    cell = filling.one(record, role)
    return filling.referred(name, cell) if cell is not None else ""


def take_playlists(filling: Filling, sheet: Sheet) -> None:
    """Take a file of playlists, each with its vendor."""
    for record in sheet.records:
        cell = filling.one(record, "name")
        if record.shifted or cell is None:
            refuse_row(filling.account, record, why_not(record) or "the playlist has no name")
            continue
        vendor = reference(filling, "vendors", record, "vendor_ref")
        named = filling.one(record, "vendor")
        if named is not None and not vendor:
            vendor = filling.named("vendors", named.text)
        if not vendor:
            refuse_row(filling.account, record, "the playlist has no vendor that is known")
            continue
        link, row = _link(record), ""
        row = _playlist(filling, vendor, cell.text, link)
        filling.account.place(cell)
        if named is not None:
            same = same_name(filling.book.rows["vendors"][vendor]["name"]) == same_name(named.text)
            if same:
                filling.account.place(named)
            else:
                filling.account.refuse(named, "vendor_id says another vendor, which is taken")
        filling.remember("playlists", record, row)
        for one in record.cells:
            if one.text.strip() and one.role in ("link", "genres", "followers", "aliases"):
                _put(filling, sheet, Sort.PLAYLISTS.value, row, one)
        finish_row(filling.account, record)


def _link(record: Record) -> str:
    for cell in record.of("link"):
        try:
            return PlaylistLink().tidy(cell.text)
        except ValueError:
            return ""
    return ""


def _playlist(filling: Filling, vendor: str, name: str, link: str) -> str:
    """The vendor's playlist of this link or name, a new one where there is none."""
    text = TABLES["playlists"].field("name").kind.tidy(name)
    rows = [row for row in filling.book.rows["playlists"].values() if row["vendor"] == vendor]
    for row in rows:
        if link and row["link"] == link:
            return row["id"]
    for row in rows:
        apart = link and row["link"] and row["link"] != link
        if same_name(row["name"]) == same_name(text) and not apart:
            return row["id"]
    return filling.add("playlists", {"vendor": vendor, "name": text})
