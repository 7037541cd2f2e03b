"""The command that writes what clients and vendors are sent."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

import typer
from _bar import progress_bar
from _run import PROJECT, Root, say, say_error

from backline.errors import ConfigError
from backline.words import many


def add_to(app: typer.Typer) -> None:
    """Give an app the command."""
    app.command("report")(report)


def report(
    campaign: Annotated[
        list[str] | None, typer.Option(help="A campaign for its client: id or name; repeatable.")
    ] = None,
    vendor: Annotated[
        list[str] | None, typer.Option(help="A vendor's scorecard: id or name; repeatable.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every campaign and every vendor.")
    ] = False,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="Put the contact of whom it is for on the workbook.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Put what is worth asking a vendor on its scorecard.")
    ] = False,
    root: Root = PROJECT,
) -> None:
    """Write what a client is sent of a campaign and a vendor of itself: a page and a workbook."""
    from backline.campaigns.book import read_book
    from backline.campaigns.editing.finding import find
    from backline.campaigns.sent.files import write_sent
    from backline.store import Store

    store = Store(root)
    book = read_book(store)
    if bool(campaign or vendor) == everything:
        raise ConfigError("Say of whom: --campaign ID, --vendor ID, or --all alone.")
    if everything:
        chosen, others = sorted(book.rows["campaigns"]), sorted(book.rows["vendors"])
    else:
        chosen = list(dict.fromkeys(find(book, "campaigns", one) for one in campaign or ()))
        others = list(dict.fromkeys(find(book, "vendors", one) for one in vendor or ()))
    if not chosen and not others:
        say("There are no campaigns and no vendors yet.")
        return
    with progress_bar() as told:
        sent = write_sent(store, chosen, others, told, contacts=contacts, worth_asking=evidence)
    for problem in sent.problems:
        say_error(problem)
    _tell(sent.files, sent.open_playlists)


_MOST = 10


def _tell(files: tuple[str, ...], unsettled: dict[str, int]) -> None:
    """Which files there are, and of which playlists the streams are missing on them."""
    pages = [file for file in files if file.endswith(".pdf")]
    if len(pages) <= _MOST:
        for page in pages:
            say(f"{page} and {PurePosixPath(page).stem}.xlsx")
    else:
        say(
            f"{len(pages):,} pages and as many workbooks, in reports/campaigns/clients and vendors."
        )
    if unsettled:
        count, campaigns = sum(unsettled.values()), len(unsettled)
        say(
            f"Not counted: {many(count, 'playlist')} of the songs of "
            f"{many(campaigns, 'campaign')} that are nobody's yet; "
            "scripts/campaigns.py settle says whose they are."
        )
