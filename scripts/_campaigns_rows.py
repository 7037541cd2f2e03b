"""The commands that keep the rows of campaigns: add, edit, end, list, show, merge, forget."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from _campaigns_filled import (
    Contacts,
    Which,
    add_campaign_,
    adder,
    book_of,
    changed,
    editor,
)
from _campaigns_prompts import ask_which, with_options
from _campaigns_shown import print_row, print_rows, tell_unreadable
from _person import Person
from _run import PROJECT, Format, Printed, Root, new_app, say

from backline.errors import ConfigError

if TYPE_CHECKING:
    from backline.campaigns.tables import Table

TableName = Annotated[
    str, typer.Argument(metavar="TABLE", help="clients, vendors, campaigns, placements, playlists.")
]

HISTORY = """
What remains: every earlier commit still holds the data of {name}, and so do clones and forks.
Commit this change first. To take it out of the history as well, replace the history of the
campaigns by their present state; nobody else may push meanwhile:

  pip install git-filter-repo
  url=$(git remote get-url origin)
  mkdir ../kept && cp -r data reports ../kept/
  git filter-repo --force --invert-paths --path data/campaigns --path reports/campaigns \\
    --path-glob 'reports/import_*.csv'
  cp -r ../kept/. . && git add -A && git commit -m "The campaigns without a client"
  git push --force --all "$url"

The streams stay whole, since they are files of data/campaigns; only their history goes. Then
delete old clones and forks, and ask GitHub's support to clear what its caches keep."""


def add_to(app: typer.Typer) -> None:
    """Give an app the commands of this file."""
    from backline.campaigns.tables import TABLES

    adding, editing = (new_app(title) for title in ("Add a row.", "Change fields of a row."))
    for table in TABLES.values():
        new = add_campaign_ if table.name == "campaigns" else adder(table)
        adding.command(table.one, help=_help("Add", table))(
            with_options(new, table, changing=False)
        )
        editing.command(table.one, help=_help("Change", table))(
            with_options(editor(table), table, changing=True)
        )
    app.add_typer(adding, name="add")
    app.add_typer(editing, name="edit")
    app.command("end")(end)
    app.command("list")(list_)
    app.command("show")(show_)
    app.command("merge")(merge)
    app.command("forget")(forget)


def _help(verb: str, table: Table) -> str:
    asked = "On a terminal, without options, every field is asked for."
    emptied = ' --FIELD "" empties one.' if verb == "Change" else ""
    return f"{verb} a {table.one}. {asked}{emptied}"


def end(
    what: Annotated[str, typer.Argument(help="campaign or placement.")],
    row: Which,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day; today unless said.")
    ] = None,
    status: Annotated[str, typer.Option(help="completed or cancelled.")] = "completed",
    root: Root = PROJECT,
    contacts: Contacts = False,
) -> None:
    """End a campaign with its open placements, or one placement."""
    from backline.campaigns.editing import forms
    from backline.campaigns.editing.finding import table_named

    table = table_named(what)
    if "end" not in table.header:
        raise ConfigError(f"A {table.one} has no end; campaigns and placements have.")
    today = datetime.now(UTC).date()
    last: date | None = on.date() if on else None
    changed(
        root,
        lambda book: forms.end(book, table.name, row, last, today=today, status=status),
        contacts=contacts,
    )


def list_(
    table: TableName,
    status: Annotated[str, typer.Option(help="Only of this status.")] = "",
    client: Annotated[str, typer.Option(help="Only this client's: id or name.")] = "",
    vendor: Annotated[str, typer.Option(help="Only this vendor's: id or name.")] = "",
    salesperson: Annotated[str, typer.Option(help="Only what this person sold.")] = "",
    search: Annotated[str, typer.Option(help="Only rows with this text in any field.")] = "",
    output: Printed = Format.table,
    root: Root = PROJECT,
    contacts: Contacts = False,
) -> None:
    """List the rows of a table."""
    from backline.campaigns.editing.finding import table_named
    from backline.campaigns.editing.lists import Filters, matching

    name = table_named(table).name
    book = book_of(root)
    broken = tell_unreadable(book)
    wanted = Filters(status, client, vendor, salesperson, search)
    rows = matching(book, name, wanted, contacts=contacts)
    print_rows(book, name, rows, output, contacts=contacts)
    if output is Format.table and rows:
        every = len(book.rows[name])
        of = f" of {every:,}" if any(asdict(wanted).values()) else ""
        say(f"{len(rows):,}{of} {name if every != 1 else table_named(table).one}.")
    if broken:
        raise typer.Exit(1)


def show_(
    table: TableName,
    row: Which,
    output: Printed = Format.table,
    root: Root = PROJECT,
    contacts: Contacts = False,
) -> None:
    """Show one row with everything that belongs to it."""
    from backline.campaigns.editing.finding import find, table_named

    name = table_named(table).name
    book = book_of(root)
    broken = tell_unreadable(book)
    print_row(book, name, find(book, name, row), output, contacts=contacts)
    if broken:
        raise typer.Exit(1)


def merge(
    table: TableName,
    kept: Annotated[str, typer.Argument(help="The row that stays: id or name.")],
    other: Annotated[str, typer.Argument(help="The row that goes into it.")],
    take: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=ID", help="Whose value counts where both say something else."),
    ] = None,
    root: Root = PROJECT,
    contacts: Contacts = False,
) -> None:
    """Make two rows that are one thing one; what names the other names the kept one then."""
    from backline.campaigns.editing import joined
    from backline.campaigns.editing.finding import find, table_named
    from backline.names import shown

    one = table_named(table)
    chosen: dict[str, str] = {}
    for text in take or []:
        column, sign, key = text.partition("=")
        if not sign:
            raise ConfigError(f"{shown(text)!r} is no FIELD=ID, such as --take budget=night-drive.")
        chosen[column.strip().replace("-", "_")] = key.strip()
    person = Person()
    if person.at_terminal:
        book = book_of(root)
        keys = (find(book, one.name, kept), find(book, one.name, other))
        chosen |= ask_which(person, book, one, keys, list(chosen), contacts=contacts)
    changed(root, lambda book: joined.merge(book, one.name, kept, other, chosen), contacts=contacts)


def forget(client: Which, root: Root = PROJECT) -> None:
    """Forget a client: their data goes, their campaigns' figures stay, and what git still holds."""
    from backline.campaigns.book import read_book
    from backline.campaigns.editing.forgotten import forget
    from backline.names import shown
    from backline.store import Store

    store = Store(root)
    with store.writing():
        book = read_book(store)
        with store.change() as change:
            gone = forget(store, book, client, change)
    name = shown(book.rows["clients"][gone.was]["name"], 60)
    owner = f"; their campaigns belong to {gone.now}" if gone.now else ""
    say(f"{name} is out of data/campaigns/clients.csv{owner}.")
    if gone.notes:
        say(f"Taken out of the notes of campaigns: {', '.join(gone.notes)}.")
    for path in gone.files:
        say(f"Removed {shown(path)}; the next run makes it anew.")
    for table, key, column in gone.left:
        say(f"Still names them: {table} {key}, {column}; change or keep it yourself.")
    say(HISTORY.format(name=name))
