"""The forms of a row, ``add/TABLE``, ``edit/TABLE/ID`` and ``end/TABLE/ID``; what was ``saved``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import called, names_in
from backline.campaigns.editing.forms import ENDED, OPEN
from backline.campaigns.tables import TABLES, Table
from backline.errors import BacklineError
from backline.names import shown
from backline.people import Roster
from web.forms import Fieldset, Filled, Input, Option, fieldsets, label_of
from web.refusals import Clash, RefusedError, stored
from web.saving import Saved
from web.sent import THEIRS
from web.visit import NotFoundError


@dataclass(frozen=True, slots=True)
class Again:
    """A form that is shown again, since it could not be saved.

    Attributes:
        fields: all that was sent.
        error: why not; None where somebody only asked for more rows.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    error: BacklineError | None = None

    @property
    def refused(self) -> RefusedError:
        """What is wrong with what was sent; nothing where that is not why."""
        return self.error if isinstance(self.error, RefusedError) else RefusedError()


def once() -> str:
    """A name for a form that is shown, so that it is saved once."""
    return secrets.token_urlsafe(12)


def table_of(name: str) -> Table:
    """The table of an address.

    Raises:
        NotFoundError: there is none.
    """
    if name not in TABLES:
        raise NotFoundError(f"There is no table {name}; there are {', '.join(TABLES)}.")
    return TABLES[name]


def back_to(book: Book, table: Table, key: str) -> str:
    """The page that shows a row, below the site's root."""
    if key not in book.rows[table.name]:
        return f"{'campaigns' if table.name == 'placements' else table.name}.html"
    if table.name == "playlists":
        return "playlists.html"
    if table.name == "placements":
        return back_to(book, TABLES["campaigns"], book.rows[table.name][key]["campaign"])
    return f"{table.name}/{key}.html"


def artists(roster: Roster) -> Mapping[str, Sequence[Option]]:
    """What may be typed for the artist of a campaign."""
    return {"artist": [Option(one.key, one.name) for one in roster.artists]}


def edit(
    book: Book, roster: Roster, table: Table, key: str, again: Again | None = None
) -> Mapping[str, Any]:
    """The form of a row that is there.

    Raises:
        NotFoundError: there is none.
    """
    row = book.rows[table.name].get(key)
    if row is None and again is None:
        raise NotFoundError(f"There is no {table.one} {key}.")
    again = again or Again()
    filled = _filled(table, row or {}, again, artists(roster))
    name = shown(next(iter(names_in(book, table.name, row)), key)) if row else key
    ends = row is not None and "end" in table.header and row["status"] in OPEN
    return {
        "title": f"Edit {name}",
        "what": f"The {table.one} {shown(key)}: {table.meaning[0].lower()}{table.meaning[1:]}",
        "action": f"edit/{table.name}/{key}",
        "back": back_to(book, table, key),
        "end": f"end/{table.name}/{key}" if ends else "",
        **_parts(fieldsets(book, table, filled), again),
    }


def _filled(
    table: Table, row: Mapping[str, str], again: Again, offered: Mapping[str, Sequence[Option]]
) -> Filled:
    """What stands in the form: what was typed, and for the rest what the table has."""
    refused, sent = again.refused, again.fields
    if again.error is None:
        return Filled(row, row, offered=offered)
    seen = {one.name: sent.get(f"was.{one.name}", row.get(one.name, "")) for one in table.fields}
    # Only what was compared with a row may be shown against that row: else a change of somebody
    # else's would pass for one that was seen.
    now = refused.row or seen
    values = {}
    for one in table.fields[1:]:
        typed, before = sent.get(one.name, now[one.name]), seen[one.name]
        theirs = sent.get(f"take.{one.name}") == THEIRS
        same = stored(one, typed) == stored(one, before)
        values[one.name] = now[one.name] if theirs or same else typed
    clashes = refused.clashes
    if not refused.row:  # it was not looked at, so that what was to be chosen still is
        opened = [name for name in table.header if f"open.{name}" in sent]
        clashes = {
            name: Clash(sent.get(name, ""), seen[name], sent[f"open.{name}"]) for name in opened
        }
    choices = {name: sent[f"take.{name}"] for name in clashes if f"take.{name}" in sent}
    return Filled(values, now, refused.errors, clashes, choices, offered)


def add(
    book: Book, roster: Roster, table: Table, given: Mapping[str, str], again: Again | None = None
) -> Mapping[str, Any]:
    """The form of a new row.

    Args:
        book: the tables.
        roster: of the label.
        table: the row's.
        given: by column, what it begins with.
        again: where it could not be saved.
    """
    values = again.fields if again else given
    refused = again.refused if again else RefusedError()
    filled = Filled(values, None, refused.errors, offered=artists(roster))
    return {
        "title": f"Add a {table.one}",
        "what": table.meaning,
        "action": f"add/{table.name}",
        "back": f"{'campaigns' if table.name == 'placements' else table.name}.html",
        "end": "",
        **_parts(fieldsets(book, table, filled), again or Again()),
    }


def end(book: Book, table: Table, key: str, again: Again | None = None) -> Mapping[str, Any]:
    """The form that ends a campaign or a placement.

    Raises:
        NotFoundError: there is no such row, or it is of a table that has no end.
    """
    row = book.rows[table.name].get(key)
    if "end" not in table.header or row is None:
        raise NotFoundError(f"There is no {table.one} {key} that could end.")
    fields = again.fields if again else {}
    errors = again.refused.errors if again else {}
    placements = [
        called(book, "placements", one["id"])
        for one in book.all("placements")
        if table.name == "campaigns" and one["campaign"] == key and one["status"] in OPEN
    ]
    planned = row["end"]
    inputs = [
        Input(
            "on",
            "Last day",
            f"Empty: today, or {planned} where that is earlier." if planned else "Empty: today.",
            "date" if not errors else "text",
            fields.get("on", ""),
            error=errors.get("on", ""),
        ),
        Input(
            "status",
            "How it ended",
            "What is cancelled before it began gets no last day.",
            "select",
            fields.get("status", ENDED[0]),
            options=[Option(word, word) for word in ENDED],
        ),
    ]
    return {
        "title": f"End {called(book, table.name, key)}",
        "action": f"end/{table.name}/{key}",
        "back": back_to(book, table, key),
        "row": row,
        "placements": placements,
        **_parts([Fieldset("", inputs)], again or Again()),
    }


def _parts(sets: Sequence[Fieldset], again: Again) -> dict[str, Any]:
    """What every form has: its fields, and why it could not be saved."""
    return {
        "fieldsets": sets,
        "once": once(),
        **faults(again, [one for fieldset in sets for one in fieldset.inputs]),
    }


def faults(again: Again, inputs: Sequence[Input]) -> dict[str, Any]:
    """Why a form could not be saved: what to look at, in the order of its fields, and the rest.

    Args:
        again: the form.
        inputs: its fields.
    """
    wrong = [one for one in inputs if one.error or one.clash]
    beside = {one.name for one in wrong}
    refused = again.refused
    others = [*refused.others]
    others += [f"{label_of(k)}: {why}" for k, why in refused.errors.items() if k not in beside]
    said = ""
    if again.error is not None and (refused.gone or not isinstance(again.error, RefusedError)):
        said = str(again.error)
    return {"wrong": wrong, "others": others, "said": said, "refused": again.error is not None}


def saved(book: Book, one: Saved) -> Mapping[str, Any]:
    """What came of a save.

    Args:
        book: the tables as they are now.
        one: the save.
    """
    table, verb = one.table, one.verb
    rows = [
        {
            "name": row.called,
            "what": row.table.one,
            "edit": f"edit/{row.table.name}/{row.row}"
            if row.row in book.rows[row.table.name]
            else "",
            "cells": [(label_of(name), before, after) for name, before, after in row.cells],
        }
        for row in one.rows
    ]
    what = "Playlists settled" if verb == "settled" else f"{table.one.capitalize()} {verb}"
    return {
        "title": what if rows else "Nothing to save",
        "saved": one,
        "rows": rows,
        "meanwhile": [label_of(name) for name in one.meanwhile],
        "back": back_to(book, table, one.row),
        "name": called(book, table.name, one.row) if one.row else "",
        "more": {"added": f"add/{table.name}", "settled": "settle"}.get(verb, ""),
        "one": table.one,
    }
