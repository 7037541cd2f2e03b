"""The form of a new campaign with its songs and vendors: all of its rows are saved, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import meant
from backline.campaigns.editing.forms import FaultsError
from backline.campaigns.editing.parts import Part, add_campaign, crossed
from backline.campaigns.tables import CAMPAIGNS, PLACEMENTS
from backline.errors import ConfigError
from web.refusals import RefusedError, fitting, placed, refuse, stored
from web.sent import Operation, tried_new

GROUPS: Mapping[str, tuple[str, ...]] = {
    "songs": ("song", "title"),
    "vendors": ("vendor", "goal", "price_paid"),
    "pairs": ("song", "title", "vendor", "goal", "price_paid"),
}
"""The rows of the form, and of which columns of a placement each is: songs that go to every vendor,
vendors who get every song, and one song at one vendor."""

FIRST, MORE, MOST = 3, 3, 60
"""Rows of a group at first, how many come when more are asked for, and how many there can be."""

Rows = Mapping[str, Sequence[Mapping[str, str]]]
"""By group what was typed in each row, by column."""

_NAME = re.compile(rf"({'|'.join(GROUPS)})\.(\d{{1,3}})\.(\w+)")


def cell_name(group: str, number: int, column: str) -> str:
    """What a cell of a row is called in the form."""
    return f"{group}.{number}.{column}"


def rows_in(fields: Mapping[str, str], more: str = "") -> dict[str, list[dict[str, str]]]:
    """The rows of a form.

    Args:
        fields: all that was sent; none of a form that is new.
        more: the group that shall have more rows.
    """
    sizes = dict.fromkeys(GROUPS, FIRST)
    for name in fields:
        if found := _NAME.fullmatch(name):
            sizes[found[1]] = min(MOST, max(sizes[found[1]], int(found[2]) + 1))
    if more in sizes:
        sizes[more] = min(MOST, sizes[more] + MORE)
    return {
        group: [
            {column: fields.get(cell_name(group, number, column), "") for column in columns}
            for number in range(sizes[group])
        ]
        for group, columns in GROUPS.items()
    }


def campaign_added(
    typed: Mapping[str, str], rows: Rows, *, new_client: bool = False, new_vendors: bool = False
) -> Operation:
    """Add a campaign with its placements.

    The operation raises :class:`web.refusals.RefusedError` with all that is wrong.

    Args:
        typed: of the campaign, by column.
        rows: its songs and vendors.
        new_client: whether a client nobody knows is to be added with it.
        new_vendors: the same for vendors.
    """

    def operation(book: Book) -> tuple[Book, str]:
        right, wrong = fitting(book, CAMPAIGNS, typed)
        _, key, found = tried_new(book, CAMPAIGNS, right, wrong)
        errors = {**found.errors, **wrong}
        client = typed.get("client", "")
        if new_client and client.strip() and not meant(book, "clients", client):
            del errors["client"]
        parts, of_parts = _parts(book, rows, new_vendors=new_vendors)
        refuse(errors | of_parts, found.others)
        try:
            return add_campaign(book, typed, parts, new_client=new_client, new_vendors=new_vendors)
        except FaultsError as error:
            again = placed(error.faults, book, CAMPAIGNS, key, CAMPAIGNS.header)
            raise RefusedError(again.errors, again.others) from None
        except ConfigError as error:
            raise RefusedError(others=[str(error)]) from None

    return operation


def _parts(book: Book, rows: Rows, *, new_vendors: bool) -> tuple[list[Part], dict[str, str]]:
    """The placements that are asked for, and what is wrong with the rows, by the cells' names."""
    parts: dict[str, list[Part]] = {group: [] for group in GROUPS}
    errors: dict[str, str] = {}
    for group, columns in GROUPS.items():
        for number, row in enumerate(rows.get(group, ())):
            typed = {column: text for column in columns if (text := row.get(column, "").strip())}
            if not typed:
                continue
            _, wrong = fitting(book, PLACEMENTS, typed)
            vendor = typed.get("vendor", "")
            if new_vendors and vendor and not meant(book, "vendors", vendor):
                wrong.pop("vendor", None)
            if "vendor" in columns and not vendor:
                wrong["vendor"] = "Say which vendor."
            if group == "pairs" and not (typed.get("song") or typed.get("title")):
                wrong["title"] = "Say which song."
            errors |= {cell_name(group, number, column): why for column, why in wrong.items()}
            parts[group].append(_part(typed))
    return [*crossed(parts["songs"], parts["vendors"]), *parts["pairs"]], errors


def _part(typed: Mapping[str, str]) -> Part:
    return Part(
        song=stored(PLACEMENTS.field("song"), typed.get("song", "")),
        title=typed.get("title", ""),
        vendor=typed.get("vendor", ""),
        goal=typed.get("goal", ""),
        price=typed.get("price_paid", ""),
    )
