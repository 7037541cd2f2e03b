"""Rows of campaigns: each is one campaign with one placement for each of its vendors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from backline.campaigns.tables import TABLES
from backline.imports.campaign_sheet.account import Cell
from backline.imports.campaign_sheet.cells import (
    addresses,
    database_amount,
    song_link,
    tidied_name,
    vendor_names,
    words_of,
)
from backline.imports.campaign_sheet.file import Record, Sheet
from backline.imports.campaign_sheet.filling import Filling, finish_row, refuse_row
from backline.imports.campaign_sheet.inventory import Inventory
from backline.imports.campaign_sheet.matching import Wanted, matched
from backline.imports.campaign_sheet.people import reference, why_not
from backline.imports.campaign_sheet.shares import Share, shares_of
from backline.names import same_name, shown


@dataclass(slots=True)
class _Taken:
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
    reported: list[Cell] = field(default_factory=list)

    @property
    def wanted(self) -> Wanted:
        songs = frozenset({self.song} - {""})
        return Wanted(self.client, self.name, self.start, self.goal, songs, frozenset(self.vendors))


def take_campaigns(filling: Filling, sheet: Sheet, inventory: Inventory) -> None:
    """Take a file of campaigns, or of songs that name the campaign they are a part of."""
    taken = [one for record in sheet.records if (one := _read(filling, sheet, record))]
    own = [one for one in taken if not one.campaign]
    for one, key in zip(own, matched(filling.book, [o.wanted for o in own]), strict=True):
        one.campaign = key or filling.add(
            "campaigns", {"client": one.client, "name": one.name, "start": one.start}
        )
        for cell in one.record.of("id"):
            filling.old_ids["campaigns", cell.text.strip().lower()] = one.campaign
    whole = {id(one) for one in own}
    for one in taken:
        _put(filling, sheet, inventory, one, whole=id(one) in whole)
        finish_row(filling.account, one.record)


def _read(filling: Filling, sheet: Sheet, record: Record) -> _Taken | None:
    """What a row says, or None where it is not taken, which is listed."""
    if why := why_not(record):
        refuse_row(filling.account, record, why)
        return None
    campaign = ""
    if record.of("campaign_ref"):
        campaign, _ = reference(filling, "campaigns", record, "campaign_ref")
    named = filling.one(record, "name")
    name = tidied_name(named.text) if named is not None else ""
    client = "" if campaign else _client(filling, record)
    if not campaign and not (client and name):
        what = "the campaign has no name" if client else "the campaign has no client"
        refuse_row(filling.account, record, f"{what}, so that its row is not taken")
        return None
    if named is not None and not campaign:
        filling.account.place(named)
        _say_tidied(filling, named, name)
    url = filling.one(record, "url")
    vendors, shares = _vendors(filling, record)
    return _Taken(
        record,
        client,
        name,
        _start(filling, sheet, record),
        _tidy("stream_goal", record.of("goal")),
        song_link(url.text).song if url is not None else "",
        vendors,
        shares,
        campaign,
    )


def _say_tidied(filling: Filling, cell: Cell, name: str) -> None:
    if name != " ".join(cell.text.split()):
        filling.tidied.append(f"{cell.place}: {shown(cell.text, 60)} is {shown(name, 60)}")
    elif name != cell.text:
        filling.notes["a campaign's name had blanks around or within it that are gone"] += 1


def _tidy(column: str, cells: list[Cell]) -> str:
    """The first cell in the form of a campaign's field; empty where it cannot be read."""
    for cell in cells:
        try:
            return TABLES["campaigns"].field(column).kind.tidy(cell.text)
        except ValueError:
            return ""
    return ""


def _start(filling: Filling, sheet: Sheet, record: Record) -> str:
    for cell in record.of("start"):
        try:
            return sheet.day(cell.text, filling.today).isoformat()
        except ValueError:
            return ""
    return ""


def _client(filling: Filling, record: Record) -> str:
    """The client's id; empty where the row names none that is known."""
    cells = record.of("client_ref")
    known = [filling.old_ids.get(("clients", cell.text.strip().lower()), "") for cell in cells]
    named = filling.one(record, "client")
    found = next(filter(None, known), "")
    for cell, row in zip(cells, known, strict=True):
        if row:
            filling.account.place(cell)
        else:
            filling.account.refuse(cell, "none of the files has a client with this id")
    if named is None:
        return found
    if by_id := filling.old_ids.get(("clients", named.text.strip().lower())):
        filling.account.place(named)
        return found or by_id
    if not found:
        # A row without a campaign's name is not taken, and makes no client either.
        found = filling.named("clients", named.text) if record.of("name") else ""
    if found:
        name = filling.book.rows["clients"][found]["name"]
        if same_name(name) == same_name(named.text):
            filling.account.place(named)
        else:
            filling.account.refuse(named, "client_id names another client, which is taken")
    return found


def _vendors(filling: Filling, record: Record) -> tuple[list[str], dict[str, Share]]:
    """The ids of a row's vendors, and what an older system gave each."""
    found: list[str] = []
    for cell in record.of("vendor_ref"):
        row = filling.old_ids.get(("vendors", cell.text.strip().lower()), "")
        if row:
            found.append(row)
            filling.account.place(cell)
        else:
            filling.account.refuse(cell, "none of the files has a vendor with this id")
    for cell in record.of("vendor"):
        known = {same_name(row["name"]) for row in filling.book.rows["vendors"].values()}
        one = same_name(cell.text) in known
        names = [cell.text] if one else vendor_names(cell.text)
        for name in names:
            by_id = filling.old_ids.get(("vendors", name.strip().lower()))
            found.append(by_id or filling.named("vendors", name))
        if len(names) > 1:
            filling.notes["a cell names several vendors: the goal stays with the campaign"] += 1
        if names:
            filling.account.place(cell)
    shares = shares_of(filling, record.of("allocations"))
    return list(dict.fromkeys([*found, *shares])), shares


def _put(filling: Filling, sheet: Sheet, inventory: Inventory, one: _Taken, *, whole: bool) -> None:
    """Put a row's cells into its campaign, where it is one of its own, and its placements."""
    record = one.record
    placements = [_placement(filling, one, vendor) for vendor in one.vendors or [""]]
    alone = placements[0] if len(one.vendors) == 1 and not one.shares else ""
    campaigns = [("campaigns", one.campaign)] if whole else []
    single = [*campaigns, *([("placements", alone)] if alone else [])]
    every = [*campaigns, *(("placements", key) for key in placements)]
    for share in one.shares:
        key = placements[one.vendors.index(share)]
        one.shares[share].put(filling, key)
    for role, column, rows in (
        ("artist", "artist", campaigns),
        ("salesperson", "salesperson", campaigns),
        ("budget", "budget", campaigns),
        ("invoice", "invoice_status", campaigns),
        ("notes", "notes", campaigns),
        ("goal", "", single),
        ("price_paid", "price_paid", single[len(campaigns) :]),
        ("status", "status", every),
        ("title", "title", every[len(campaigns) :]),
        ("paid", "vendor_paid", every[len(campaigns) :] if one.vendors else []),
        ("curator", "curator_status", every[len(campaigns) :] if one.vendors else []),
        ("sfa", "s4a_access", every[len(campaigns) :]),
    ):
        cell = filling.one(record, role)
        if cell is not None and rows:
            text = cell.text
            if sheet.database and role in ("budget", "price_paid"):
                text = database_amount(text)
            for name, key in rows:
                goal = "stream_goal" if name == "campaigns" else "goal"
                filling.fill(name, key, column or goal, cell, text)
    _put_days(filling, sheet, one, every)
    _put_reported(filling, sheet, one, single)
    _put_song(filling, one, placements)
    _put_contacts(filling, one)
    for cell in record.of("playlists"):
        inventory.take(filling, cell, one.vendors)
    for name, key in every:
        row = filling.book.rows[name][key]
        if not row["status"]:
            row["status"] = TABLES[name].field("status").start
            filling.notes[f"a {TABLES[name].one} has no status that is known: it is planned"] += 1


def _placement(filling: Filling, one: _Taken, vendor: str) -> str:
    """The placement of a vendor in a row's campaign, a new one where there is none."""
    titles = [cell.text for cell in one.record.of("title")]
    title = TABLES["placements"].field("title").kind.tidy(titles[0]) if titles else ""
    there = [
        row
        for row in filling.book.rows["placements"].values()
        if row["campaign"] == one.campaign
        and (row["song"] == one.song or not row["song"] or not one.song)
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


def _put_days(filling: Filling, sheet: Sheet, one: _Taken, rows: Iterable[tuple[str, str]]) -> None:
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
    filling: Filling, sheet: Sheet, one: _Taken, rows: Iterable[tuple[str, str]]
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


def _put_song(filling: Filling, one: _Taken, placements: list[str]) -> None:
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


def _put_contacts(filling: Filling, one: _Taken) -> None:
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
