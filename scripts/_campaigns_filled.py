"""Adding and changing rows of campaigns: from options, or from answers at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _campaigns_allocate import advised
from _campaigns_prompts import Given, ask_changes, ask_new, ask_parts
from _campaigns_shown import tell
from _person import Person
from _run import PROJECT, Root, say, say_error

from backline.errors import ConfigError

if TYPE_CHECKING:
    from backline.campaigns.book import Book
    from backline.campaigns.tables import Field, Table

Which = Annotated[str, typer.Argument(metavar="ROW", help="Its id, or its name in any spelling.")]
Contacts = Annotated[
    bool, typer.Option("--contacts", help="Show private fields: people, addresses, notes on them.")
]


def changed(root: Path, operation: Callable[[Book], tuple[Book, str]], *, contacts: bool) -> str:
    """Carry an operation out on the tables as they are now, and say what changed.

    The book is read inside the block that writes it, so that two commands at once lose no row.
    """
    from backline.campaigns.book import read_book, save_book
    from backline.store import Store

    store = Store(root)
    with store.writing():
        before = read_book(store)
        after, key = operation(before)
        with store.change() as change:
            save_book(store, change, after)
    tell(before, after, contacts=contacts)
    return key


def book_of(root: Path) -> Book:
    """The tables as they are now."""
    from backline.campaigns.book import read_book
    from backline.store import Store

    return read_book(Store(root))


def _person(what: str) -> Person:
    """Whoever answers at the terminal.

    Raises:
        ConfigError: nobody is there, and no option says what to do.
    """
    person = Person()
    if not person.at_terminal:
        raise ConfigError(f"Nothing says {what}: give options (see --help), or use a terminal.")
    return person


def _answered(
    person: Person, ask: Callable[[Given], Given], tried: Callable[[Given], object]
) -> Given:
    """Answers that make a right row together; where they do not, they are asked again.

    Args:
        person: answers, and says at last whether it is to be written.
        ask: asks, and is handed the answers before.
        tried: raises ConfigError where the answers cannot stand together.
    """
    values: Given = {}
    while True:
        values = ask(values)
        try:
            tried(values)
            break
        except ConfigError as error:
            say_error(str(error))
            say("Once more; an empty answer keeps what you said.")
    if not person.agrees("Write it?"):
        say("Nothing was written.")
        raise typer.Exit(0)
    return values


def adder(table: Table) -> Callable[..., None]:
    """The command that adds a row, its fields in ``values``."""

    def add(values: Given, root: Root = PROJECT, contacts: Contacts = False) -> None:
        from backline.campaigns import forms

        if not values:
            person, there = _person(f"what the new {table.one} is"), book_of(root)
            values = _answered(
                person,
                lambda before: ask_new(person, there, table, before),
                lambda given: forms.add(there, table.name, given),
            )
        changed(root, lambda book: forms.add(book, table.name, values), contacts=contacts)

    return add


def editor(table: Table) -> Callable[..., None]:
    """The command that changes a row, its fields in ``values``."""

    def edit(row: Which, values: Given, root: Root = PROJECT, contacts: Contacts = False) -> None:
        from backline.campaigns import forms
        from backline.campaigns.finding import find

        if not values:
            person, there = _person(f"what of the {table.one} is to change"), book_of(root)
            row = find(there, table.name, row)
            values = _answered(
                person,
                lambda before: ask_changes(person, there, table, row, before, contacts=contacts),
                lambda given: forms.edit(there, table.name, row, given),
            )
        changed(root, lambda book: forms.edit(book, table.name, row, values), contacts=contacts)

    return edit


def add_campaign_(
    values: Given,
    song: Annotated[
        list[str] | None,
        typer.Option(metavar="SONG", help='A song: its link, its title behind: "LINK Title".'),
    ] = None,
    vendor: Annotated[
        list[str] | None,
        typer.Option(metavar="VENDOR", help="Who gets every song: VENDOR, or VENDOR:GOAL:PRICE."),
    ] = None,
    placement: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PAIR", help="One song at one vendor: SONG=VENDOR, or SONG=VENDOR:GOAL:PRICE."
        ),
    ] = None,
    new_client: Annotated[
        bool, typer.Option("--new-client", help="Add the client, where nobody is called so.")
    ] = False,
    new_vendors: Annotated[
        bool, typer.Option("--new-vendors", help="Add vendors, where nobody is called so.")
    ] = False,
    root: Root = PROJECT,
    contacts: Contacts = False,
) -> None:
    """Add a campaign with its placements in one go."""
    from backline.campaigns.parts import add_campaign, parts_of

    songs, vendors, pairs = song or [], vendor or [], placement or []
    if not (values or songs or vendors or pairs):
        values, songs, vendors, new_client = _campaign_answered(root)
        new_vendors = True  # those that are new were agreed to one by one
    parts = parts_of(songs, vendors, pairs)
    changed(
        root,
        lambda book: add_campaign(
            book, values, parts, new_client=new_client, new_vendors=new_vendors
        ),
        contacts=contacts,
    )


def _campaign_answered(root: Path) -> tuple[Given, list[str], list[str], bool]:
    """A new campaign as somebody at the terminal says it.

    Returns:
        Its fields, songs and vendors, and whether the client is to be added with it.
    """
    from backline.campaigns.parts import add_campaign, parts_of
    from backline.campaigns.tables import CAMPAIGNS

    person, there = _person("what the new campaign is"), book_of(root)
    songs: list[str] = []
    vendors: list[str] = []
    new_client = False

    def unknown(field: Field, text: str) -> bool:
        nonlocal new_client
        if field.name == "client":
            new_client = person.agrees(f"Add {text!r} as a new client?", usually=False)
        return new_client

    def ask(before: Given) -> Given:
        found = ask_new(person, there, CAMPAIGNS, before, unknown)
        songs[:], vendors[:] = ask_parts(person, there, partial(advised, root, found))
        return found

    def tried(given: Given) -> None:
        parts = parts_of(songs, vendors, [])
        add_campaign(there, given, parts, new_client=new_client, new_vendors=True)

    return _answered(person, ask, tried), songs, vendors, new_client
