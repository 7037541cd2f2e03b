"""The command that settles whose a playlist is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _campaigns_filled import changed
from _person import Person
from _run import PROJECT, Format, Printed, Root, console, say, say_csv, say_error, say_json
from _table import Row, Table, show

from backline.errors import ConfigError

if TYPE_CHECKING:
    from backline.campaigns.book import Book
    from backline.campaigns.settling import Open


def add_to(app: typer.Typer) -> None:
    """Give an app the command."""
    app.command("settle")(settle_)


def settle_(
    name: Annotated[
        str | None, typer.Argument(metavar="PLAYLIST", help="What pages call the playlist.")
    ] = None,
    vendor: Annotated[str, typer.Option(help="Whose it is: id or name.")] = "",
    nobody: Annotated[bool, typer.Option("--nobody", help="It is nobody's.")] = False,
    renamed_from: Annotated[
        str, typer.Option(help="It is this playlist of the inventory under another name.")
    ] = "",
    link: Annotated[str, typer.Option(help="Where it is on Spotify.")] = "",
    alike: Annotated[
        bool,
        typer.Option("--alike", help="Take every one that resembles just one playlist for that."),
    ] = False,
    output: Printed = Format.table,
    root: Root = PROJECT,
) -> None:
    """Settle whose a playlist is, for good; without one, list or ask what is open."""
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.settling import open_playlists, refuse_algorithmic, settle

    with Campaigns(root) as campaigns:
        if name is not None and not nobody:
            refuse_algorithmic(campaigns, name)
        found = open_playlists(campaigns) if name is None else []
        problems = campaigns.problems
    for problem in problems:
        say_error(problem)
    if alike:
        _alike(root, found)
        return
    if name is None:
        if vendor or nobody or renamed_from:
            raise ConfigError("Name the playlist that is to be settled.")
        person = Person()
        if found and person.at_terminal and output is Format.table:
            _ask(person, root, found)
        else:
            _list(found, output)
        return
    given = name
    changed(
        root,
        lambda book: settle(
            book, given, vendor=vendor, nobody=nobody, renamed_from=renamed_from, link=link
        ),
        contacts=False,
    )


def _alike(root: Path, found: list[Open]) -> None:
    """Give the inventory the names that resemble one of its own; each is said."""
    from backline.campaigns.settling import settle_alike
    from backline.names import shown

    given: list[tuple[str, str]] = []

    def operation(book: Book) -> tuple[Book, str]:
        after, taken = settle_alike(book, found)
        given.extend(taken)
        return after, ""

    changed(root, operation, contacts=False)
    for name, key in given:
        say(f"  {shown(name, 60)} is {key}")
    say(f"{len(given):,} names were given to playlists that they resemble.")


def _list(found: list[Open], output: Format) -> None:
    from backline.campaigns.settling import WHY
    from backline.names import shown

    columns = (
        "playlist",
        "songs",
        "streams_12m",
        "added",
        "why",
        "vendors",
        "renamed_from",
        "resembles",
    )
    rows = [
        (
            one.name,
            one.songs,
            one.streams_12m,
            one.added.isoformat() if one.added else None,
            WHY[one.why],
            list(one.vendors),
            list(one.renamed_from),
            list(one.resembles),
        )
        for one in found
    ]
    if output is Format.json:
        say_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    if output is Format.csv:
        say_csv(
            [columns, *((*row[:5], *("; ".join(several) for several in row[5:])) for row in rows)]
        )
        return
    if not found:
        say("Nothing is to be settled.")
        return
    lines = [
        Row(
            (shown(one.name, 40), f"{one.songs:,}", f"{one.streams_12m:,}", str(one.added or "–")),
            note=_note(one),
        )
        for one in found[:MOST]
    ]
    headings = ("Playlist", "Songs", "Streams, 12 months", "Added")
    show(console(), Table(headings, lines, right=headings[1:3]))
    more = f", {len(found) - MOST:,} of them in reports/campaigns/unassigned.csv"
    say(f"\n{len(found):,} playlists are to be settled{more if len(found) > MOST else ''}.")


MOST = 40
"""So many are listed; the report has all."""


def _note(one: Open) -> str:
    from backline.campaigns.settling import WHY
    from backline.names import shown

    renamed = ", ".join(shown(name, 40) for name in one.renamed_from)
    maybe = f" Maybe {renamed} under a new name." if renamed else ""
    alike = f" Resembles {', '.join(one.resembles)}." if one.resembles else ""
    vendors = f" Vendors of the songs: {', '.join(one.vendors)}." if one.vendors else ""
    why = WHY[one.why]
    return f"{why[0].upper()}{why[1:]}.{vendors}{alike}{maybe}"


def _ask(person: Person, root: Path, found: list[Open]) -> None:
    """Ask of each playlist in turn whose it is; each answer is written at once."""
    from backline.names import shown

    say("Whose is it? A vendor; - for nobody; = and a playlist it is under another name; empty")
    say("to leave it open.")
    for place, one in enumerate(found, 1):
        say(f"\n{place} of {len(found)}: {shown(one.name, 60)}")
        say(f"  {one.streams_12m:,} streams within 12 months, {one.songs} songs. {_note(one)}")
        while not person.ended:
            said = person.ask("Whose")
            if not said:
                break
            try:
                changed(root, partial(_answered, one.name, said), contacts=False)
                break
            except ConfigError as error:
                say_error(str(error))
        if person.ended:
            return


def _answered(name: str, said: str, book: Book) -> tuple[Book, str]:
    """What an answer at the terminal stands for."""
    from backline.campaigns.settling import settle

    if said == "-":
        return settle(book, name, nobody=True)
    if said.startswith("="):
        return settle(book, name, renamed_from=said[1:].strip())
    return settle(book, name, vendor=said)
