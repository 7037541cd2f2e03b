"""What an older system gave each vendor of a campaign, as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backline.imports.campaign_sheet.account import Cell
from backline.imports.campaign_sheet.cells import as_json, said_value
from backline.imports.campaign_sheet.filling import Filling
from backline.numbers import whole

_STREAMS = ("allocation", "allocated_streams", "streams", "goal", "stream_goal", "amount")
_VENDOR = ("vendor_id", "vendor", "vendor_name", "id", "name")


@dataclass(frozen=True, slots=True)
class Share:
    """The streams of one vendor."""

    cell: Cell
    streams: int

    def put(self, filling: Filling, placement: str) -> None:
        """Make it the goal of the vendor's placement."""
        filling.fill("placements", placement, "goal", self.cell, str(self.streams))


def shares_of(filling: Filling, cells: list[Cell]) -> dict[str, Share]:
    """The shares of a row by the vendor's id; what has no place is listed."""
    found: dict[str, Share] = {}
    for cell in cells:
        document = as_json(cell.text)
        if document in ({}, []):
            filling.account.place(cell)
            continue
        if not isinstance(document, dict | list):
            filling.account.refuse(cell, "it is no list of vendors and their streams")
            continue
        for vendor, value in _pairs(document):
            row = _vendor(filling, vendor)
            streams, rest = _streams(value)
            what = said_value({vendor: value})
            if not row:
                filling.account.refuse(
                    cell, "none of the files has a vendor with this id", part=what
                )
            elif streams is None or streams < 1:
                filling.account.refuse(cell, "it does not say how many streams", part=what)
            else:
                found[row] = Share(cell, streams)
                if rest:
                    why = "no column of the tables is for this part of it"
                    filling.account.refuse(cell, why, part=said_value(rest))
    return found


def _pairs(document: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(document, dict):
        yield from document.items()
        return
    for one in document:
        names = [one[key] for key in _VENDOR if key in one] if isinstance(one, dict) else [""]
        yield str(names[0]) if names else "", one


def _streams(value: Any) -> tuple[int | None, dict[str, Any]]:
    """How many, and what else is told."""
    if not isinstance(value, dict):
        return whole(value), {}
    keys = [key for key in _STREAMS if key in value]
    rest = {k: v for k, v in value.items() if k not in (*keys[:1], *_VENDOR) and v is not None}
    return (whole(value[keys[0]]) if keys else None), rest


def _vendor(filling: Filling, text: str) -> str:
    """The id of a vendor that an older id or a name of the book names; empty where none does."""
    return filling.by_old_id("vendors", text) or filling.known("vendors", text)
