"""Putting one row of a sheet into its campaign and the placements of its vendors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from backline.campaigns.tables import TABLES
from backline.imports.campaign_sheet.account import Cell
from backline.imports.campaign_sheet.cells import addresses, database_amount, song_link, words_of
from backline.imports.campaign_sheet.file import Record, Sheet
from backline.imports.campaign_sheet.filling import Filling
from backline.imports.campaign_sheet.inventory import Inventory
from backline.imports.campaign_sheet.matching import Wanted
from backline.imports.campaign_sheet.shares import Share
from backline.names import same_name


@dataclass(slots=True)
class Taken:
    """What a row says before it is known which campaign it is.

    Attributes:
        campaign: the id where the row itself names one; empty where it is a campaign of its own.
        vendors: their ids in the row's order.
        shares: what the older system gave each vendor, by the vendor's id.
    """

    record: Record
    client: str
    name: str
    start: str
    goal: str
    song: str
    vendors: list[str]
    shares: dict[str, Share]
    campaign: str = ""

    @property
    def wanted(self) -> Wanted:
        """What tells its campaign from others."""
        songs = frozenset({self.song} - {""})
        return Wanted(self.client, self.name, self.start, self.goal, songs, frozenset(self.vendors))


def put_row(
    filling: Filling, sheet: Sheet, inventory: Inventory, one: Taken, *, whole: bool
) -> None:
    """Put a row's cells into its campaign and its placements.

    Args:
        filling: the book.
        sheet: the file.
        inventory: what the playlists of the row are added to.
        one: the row.
        whole: whether the campaign is the row's own, and not one that it is a part of.
    """
    record = one.record
    vendors = one.vendors or ([""] if sheet.of_songs else [])
    placements = [("placements", _placement(filling, one, vendor)) for vendor in vendors]
    campaigns = [("campaigns", one.campaign)] if whole else []
    alone = placements if len(one.vendors) == 1 else []
    for vendor, share in one.shares.items():
        share.put(filling, placements[one.vendors.index(vendor)][1])
    goals = alone if not one.shares else []
    asked = placements if one.vendors else []
    _put_cells(filling, sheet, record, campaigns, _OF_CAMPAIGN)
    _put_cells(filling, sheet, record, goals, {"goal": "goal"})
    _put_cells(filling, sheet, record, alone, {"price_paid": "price_paid"})
    _put_cells(filling, sheet, record, asked, {"paid": "vendor_paid", "curator": "curator_status"})
    _put_cells(filling, sheet, record, placements, {"title": "title", "sfa": "s4a_access"})
    every = [*campaigns, *placements]
    _put_cells(filling, sheet, record, every, {"status": "status"})
    _put_days(filling, sheet, one, every)
    _put_reported(filling, sheet, one, [*campaigns, *alone])
    _put_song(filling, one, [key for _, key in placements])
    _put_contacts(filling, one)
    for cell in record.of("playlists"):
        inventory.take(filling, cell, one.vendors)
    for name, key in every:
        row = filling.book.rows[name][key]
        if not row["status"]:
            row["status"] = TABLES[name].field("status").start
            filling.notes[f"a {TABLES[name].one} has no status that is known: it is planned"] += 1


_OF_CAMPAIGN = {
    "artist": "artist",
    "goal": "stream_goal",
    "salesperson": "salesperson",
    "budget": "budget",
    "invoice": "invoice_status",
    "notes": "notes",
}


def _put_cells(
    filling: Filling,
    sheet: Sheet,
    record: Record,
    rows: Iterable[tuple[str, str]],
    columns: Mapping[str, str],
) -> None:
    """Put the cells of some roles into the fields named with them, of each of some rows."""
    for name, key in rows:
        for role, column in columns.items():
            cell = filling.one(record, role)
            if cell is None:
                continue
            amount = sheet.database and role in ("budget", "price_paid")
            filling.fill(name, key, column, cell, database_amount(cell.text) if amount else None)


def _placement(filling: Filling, one: Taken, vendor: str) -> str:
    """The placement of a vendor in a row's campaign, a new one where there is none."""
    titles = [cell.text for cell in one.record.of("title")]
    title = TABLES["placements"].field("title").kind.tidy(titles[0]) if titles else ""
    there = [
        row
        for row in filling.placements_of(one.campaign)
        if (row["song"] == one.song or not row["song"] or not one.song)
        and (one.song or row["song"] or same_name(row["title"]) == same_name(title))
    ]
    there.sort(key=lambda row: row["song"] != one.song)
    for row in there:
        if row["vendor"] == vendor or not vendor:
            return row["id"]
    for row in there:
        if not row["vendor"]:
            row["vendor"] = vendor
            return row["id"]
    cells = {"campaign": one.campaign, "vendor": vendor, "title": title}
    return filling.add("placements", cells)


def _put_days(filling: Filling, sheet: Sheet, one: Taken, rows: Iterable[tuple[str, str]]) -> None:
    """Start and end; where only the length is known, the end is its last day."""
    record, rows = one.record, list(rows)
    for role in ("start", "end"):
        cell = filling.one(record, role)
        if cell is None:
            continue
        try:
            day = sheet.day(cell.text, filling.today)
        except ValueError as error:
            filling.account.refuse(cell, str(error))
            continue
        for name, key in rows:
            filling.day(name, key, role, cell, day)
    length = filling.one(record, "duration")
    starts = record.of("start")
    if length is None:
        return
    days = length.text.strip()
    if not one.start or record.of("end") or not days.isdecimal() or not 0 < int(days[:5]) <= 3660:
        filling.account.refuse(length, "a last day cannot be made of it")
        return
    end = sheet.day(starts[0].text, filling.today) + timedelta(days=int(days) - 1)
    for name, key in rows:
        filling.day(name, key, "end", length, end)


_REPORTED = (
    ("remaining", "reported_remaining"),
    ("daily", "reported_per_day"),
    ("weekly", "reported_per_week"),
)


def _put_reported(
    filling: Filling, sheet: Sheet, one: Taken, rows: Iterable[tuple[str, str]]
) -> None:
    """What the sheet itself showed: its newer word replaces its older one."""
    said = filling.one(one.record, "modified")
    day = _reported_on(filling, sheet, said) if said is not None else ""
    cells = [(filling.one(one.record, role), column) for role, column in _REPORTED]
    for name, key in rows:
        row = filling.book.rows[name][key]
        since = row["reported_on"]
        older = bool(since) and day < since and any(row[column] for _, column in _REPORTED)
        for cell, column in cells:
            if cell is None:
                continue
            if not older or filling.same(name, key, column, cell):
                filling.renew(name, key, column, cell)
            else:
                kind = "the book has a newer word of the sheet"
                filling.account.refuse(cell, f"{kind}, of {since}", f"{cell.column}: {kind}")
        if said is not None and day:
            row["reported_on"] = max(since, day)
            filling.account.place(said)


def _reported_on(filling: Filling, sheet: Sheet, cell: Cell) -> str:
    """The day of the sheet's word; empty where it cannot be, which is listed."""
    try:
        found = sheet.day(cell.text, filling.today)
    except ValueError as error:
        filling.account.refuse(cell, str(error))
        return ""
    if found > filling.today:
        filling.account.refuse(cell, "it is a day that has not come yet")
        return ""
    return found.isoformat()


def _put_song(filling: Filling, one: Taken, placements: list[str]) -> None:
    url = filling.one(one.record, "url")
    if url is not None:
        link = song_link(url.text)
        for key in placements if link.song else ():
            filling.put("placements", key, "song", url, link.song)
        if link.why:
            filling.account.refuse(url, link.why)
    genres = [word for cell in one.record.of("genre") for word in words_of(cell.text)]
    text = ", ".join({same_name(word): word for word in genres}.values())
    for cell in one.record.of("genre") if text else ():
        for key in placements:
            filling.fill("placements", key, "genre", cell, text)


def _put_contacts(filling: Filling, one: Taken) -> None:
    for cell in one.record.of("client_email"):
        client = one.client or filling.book.rows["campaigns"][one.campaign]["client"]
        filling.each("clients", client, "emails", cell, addresses(cell.text))
    for cell in one.record.of("vendor_email"):
        if len(one.vendors) == 1:
            filling.each("vendors", one.vendors[0], "contact", cell, addresses(cell.text))
        else:
            what = "several vendors" if one.vendors else "no vendor"
            filling.account.refuse(cell, f"the row has {what}, so that it is not known whose it is")
    for role in ("paid", "curator", "price_paid"):
        for cell in () if one.vendors else one.record.of(role):
            filling.account.refuse(cell, "the row has no vendor whom it is about")
