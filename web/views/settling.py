"""``settle``: playlists whose streams nobody is credited with, to be said whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import called, meant
from backline.campaigns.settling import WHY, Open, open_playlists
from backline.names import same_name, shown
from bot.library import Label
from web.forms import Input, Option, names_of
from web.settled import MOST, NOBODY, OF_VENDOR, OTHER_NAME, answers_in
from web.shown import count
from web.views.editing import Again, faults, once


def view(
    label: Label, again: Again | None = None, *, alike: bool = False, wanted: str = ""
) -> Mapping[str, Any]:
    """The form.

    Args:
        label: the root's files.
        again: where it could not be saved.
        alike: whether each playlist that resembles just one of the inventory has that for an
            answer, to be looked at and saved.
        wanted: the name of the one playlist to show; empty for all.
    """
    campaigns = label.campaigns()
    found = open_playlists(campaigns)
    if wanted:
        found = [one for one in found if same_name(one.name) == same_name(wanted)]
    similar = [one for one in found if len(one.resembles) == 1 and not one.renamed_from]
    listed = similar if alike else found
    if again:
        rows = _again(campaigns.book, found, again)
    else:
        rows = [
            _row(
                campaigns.book,
                number,
                one.name,
                one,
                {},
                f"{OTHER_NAME}{one.resembles[0]}" if alike else "",
            )
            for number, one in enumerate(listed[:MOST])
        ]
    inputs = [one for row in rows for one in row["inputs"]]
    return {
        "title": "Settle whose playlists they are",
        "rows": rows,
        "open": len(listed),
        "most": MOST,
        "similar": 0 if alike or again else len(similar),
        "alike": alike,
        "problems": campaigns.problems,
        "vendors": names_of(campaigns.book, "vendors"),
        "playlists": names_of(campaigns.book, "playlists"),
        "once": once(),
        **faults(again or Again(), inputs),
    }


def _again(book: Book, found: list[Open], again: Again) -> list[dict[str, Any]]:
    """The rows that were sent, with what was answered, whether they are open still or not."""
    by_name = {one.name: one for one in found}
    rows = []
    for one in answers_in(again.fields):
        typed = {"answer": one.choice, "vendor": one.vendor, "other": one.other}
        errors = again.refused.errors
        row = _row(book, one.number, one.playlist, by_name.get(one.playlist), typed, "", errors)
        rows.append(row)
    return rows


def _row(
    book: Book,
    number: int,
    name: str,
    one: Open | None,
    typed: Mapping[str, str],
    answer: str = "",
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A playlist and its three fields; without what is known of it where it is open no more."""
    options = [Option("", "leave it open"), Option(NOBODY, "nobody's")]
    if one:
        options += [
            Option(f"{OF_VENDOR}{key}", f"{called(book, 'vendors', key)}'s") for key in one.vendors
        ]
        others = [*one.resembles]
        for old in one.renamed_from:
            others += meant(book, "playlists", old)
        options += [
            Option(f"{OTHER_NAME}{key}", f"another name of {called(book, 'playlists', key)}")
            for key in dict.fromkeys(others)
        ]
    chosen = typed.get("answer", answer)
    if chosen and all(option.value != chosen for option in options):
        options.append(Option(chosen, shown(chosen, 60)))
    why = (errors or {}).get(f"answer.{number}", "")
    return {
        "number": number,
        "name": name,
        "why": f"{WHY[one.why][0].upper()}{WHY[one.why][1:]}."
        if one
        else "Settled meanwhile, or listed no more.",
        "streams": count(one.streams_12m) if one else None,
        "songs": one.songs if one else None,
        "added": one.added if one else None,
        "renamed": one.renamed_from if one else (),
        "inputs": [
            Input(
                f"answer.{number}", shown(name), "", "select", chosen, options=options, error=why
            ),
            Input(f"vendor.{number}", "or another vendor's", value=typed.get("vendor", "")),
            Input(f"other.{number}", "or another name of", value=typed.get("other", "")),
        ],
    }
