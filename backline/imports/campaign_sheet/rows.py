"""Rows of campaigns: each is one campaign with one placement for each of its vendors."""

from __future__ import annotations

from backline.campaigns.tables import TABLES
from backline.imports.campaign_sheet.account import Cell, repeated
from backline.imports.campaign_sheet.cells import (
    song_link,
    tidied_name,
    vendor_names,
)
from backline.imports.campaign_sheet.file import Record, Sheet
from backline.imports.campaign_sheet.filling import Filling, finish_row, refuse_row
from backline.imports.campaign_sheet.inventory import Inventory
from backline.imports.campaign_sheet.matching import matched
from backline.imports.campaign_sheet.people import reference, why_not
from backline.imports.campaign_sheet.placing import Taken, put_row
from backline.imports.campaign_sheet.shares import Share, shares_of
from backline.names import same_name
from backline.words import listed


def take_campaigns(filling: Filling, sheet: Sheet, inventory: Inventory) -> None:
    """Take a file of campaigns, or of songs that name the campaign they are a part of."""
    taken = [one for record in sheet.records if (one := _read(filling, sheet, record))]
    own = [one for one in taken if not one.campaign]
    for one, key in zip(own, matched(filling.book, [o.wanted for o in own]), strict=True):
        one.campaign = key or filling.add(
            "campaigns", {"client": one.client, "name": one.name, "start": one.start}
        )
        filling.remember("campaigns", one.record, one.campaign)
    whole = {id(one) for one in own}
    for one in taken:
        put_row(filling, sheet, inventory, one, whole=id(one) in whole)
        finish_row(filling.account, one.record)


def _read(filling: Filling, sheet: Sheet, record: Record) -> Taken | None:
    """What a row says, or None where it is not taken, which is listed."""
    if why := why_not(record):
        refuse_row(filling.account, record, why)
        return None
    campaign = reference(filling, "campaigns", record, "campaign_ref")
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
    return Taken(
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
        filling.tidied.append(f"{cell.place}: {repeated(cell.text)} is {repeated(name)}")
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
    known = [filling.referred("clients", cell) for cell in record.of("client_ref")]
    named = filling.one(record, "client")
    found = next(filter(None, known), "")
    if named is None:
        return found
    if by_id := filling.by_old_id("clients", named.text):
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
        if row := filling.referred("vendors", cell):
            found.append(row)
    for cell in record.of("vendor"):
        known = filling.known("vendors", cell.text)
        names = [cell.text] if known else vendor_names(cell.text)
        for name in names:
            found.append(filling.by_old_id("vendors", name) or filling.named("vendors", name))
        if len(names) > 1:
            filling.several.append(f"{cell.place}: {listed([repeated(name) for name in names])}")
        if names:
            filling.account.place(cell)
    shares = shares_of(filling, record.of("allocations"))
    return list(dict.fromkeys([*found, *shares])), shares
