"""Look at the roster, add artists from links, and find their ids."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import (
    PROJECT,
    Root,
    console,
    context_of,
    credentials_of,
    entry,
    new_app,
    say,
    say_error,
)
from _table import Row, Table, show

from backline.errors import ConfigError
from backline.measure import platform_label
from backline.names import shown
from backline.people import Artist
from backline.people.links import ID_FORMS, account_id, platform_of, profile_link
from backline.people.roster import ACCOUNTS, NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack

    from backline.sources import Context
    from backline.sources.search import Candidate
    from backline.store import Store

    Searching = Callable[[Artist], list[Candidate]]

app = new_app(__doc__ or "")

SEARCHED = ("spotify", "youtube", "deezer")
"""The platforms that can be searched by name; Instagram offers no such search."""

HISTORY = """
What remains: every earlier commit still holds {name}'s numbers, and so does every clone and fork.
Commit this change first. To take them out of the history as well, replace the history of the
data by its present state; nobody else may push meanwhile:

  pip install git-filter-repo
  url=$(git remote get-url origin)
  cp -r data reports roster.toml ../kept
  git filter-repo --force --invert-paths --path data --path reports --path roster.toml
  cp -r ../kept/. . && git add -A && git commit -m "The data without an artist"
  git push --force --all "$url"

Growth and coverage stay whole, since the days themselves are files; only their history goes. Then
delete old clones and forks, and ask GitHub's support to clear what its caches keep."""

Links = Annotated[list[str], typer.Argument(help="Links to the artist's accounts, or PLATFORM=ID.")]


@app.command("list")
def list_(root: Root = PROJECT) -> None:
    """Show the artists and which of their accounts the roster has."""
    from backline.store import Store

    roster = Store(root).roster()
    if not roster.artists:
        say(NOBODY)
        return
    headings = ("Key", "Name", *(platform_label(p) for p in ACCOUNTS), "With the label")
    rows = []
    for artist in roster.artists:
        accounts = [artist.account(platform) or "–" for platform in ACCOUNTS]
        rows.append(Row((artist.key, shown(artist.name, 60), *accounts, _membership(artist))))
    show(console(), Table(headings, rows, title=shown(roster.label)))


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The artist's name.")],
    links: Links,
    root: Root = PROJECT,
    key: Annotated[str | None, typer.Option(help="Key for the files; made from the name.")] = None,
) -> None:
    """Add an artist from links to the accounts."""
    from backline.people.roster_edit import free_key, with_artist
    from backline.store import Store

    store = Store(root)
    roster = store.roster()
    if known := roster.find(name):
        raise ConfigError(
            f"{shown(known.name)} is in the roster already; give more accounts with: "
            f"scripts/artists.py set {known.key} LINK."
        )
    fields: dict[str, object] = {"key": key or free_key(roster, name), "name": name.strip()}
    fields |= accounts_of(links)
    write_roster(store, lambda text: with_artist(text, fields))
    say(f"{shown(name)} is in the roster as {fields['key']}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Such as config/artists.json.")],
    root: Root = PROJECT,
) -> None:
    """Take over a label's own list of artists and their accounts."""
    from backline.imports.label.roster import import_accounts
    from backline.store import Store

    change = import_accounts(file, Store(root))
    for sentence in change.done or ["The roster has all of it already."]:
        say(sentence)
    for sentence in change.conflicts:
        say_error(sentence)


@app.command("set")
def set_(
    artist: Annotated[str, typer.Argument(help="The artist's key or name.")],
    links: Links,
    root: Root = PROJECT,
    replace: Annotated[bool, typer.Option(help="Also replace an id that is there.")] = False,
) -> None:
    """Give an artist of the roster further accounts."""
    from backline.store import Store

    store = Store(root)
    known = store.roster().named(artist)
    accounts = accounts_of(links)
    for platform, account in accounts.items():
        has = known.account(platform)
        if has and has != account and not replace:
            raise ConfigError(
                f"{shown(known.name)} has the {platform} id {has} already; "
                "repeat with --replace to change it."
            )
    give(store, known, accounts)
    say(f"{shown(known.name)} now has {', '.join(f'{p} {a}' for p, a in accounts.items())}.")


@app.command()
def accept(
    artist: Annotated[str, typer.Argument(help="The artist's key or name.")],
    platform: Annotated[str, typer.Argument(help="Where another account answers.")],
    account: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Its id; the one last rejected.")
    ] = None,
    root: Root = PROJECT,
) -> None:
    """Take another account for the artist's from today on; growth begins anew with it."""
    from backline.collecting.whose import accepted
    from backline.store import Store

    store = Store(root)
    known = store.roster().named(artist)
    with store.writing():
        identity = accepted(store, known, platform, account, datetime.now(UTC).date())
    say(
        f"{shown(known.name)} is {identity} on {platform_label(platform)} from {identity.since} "
        "on; the next run measures it, and growth across that day stays empty."
    )


@app.command()
def forget(
    artist: Annotated[str, typer.Argument(help="The artist's key or name.")], root: Root = PROJECT
) -> None:
    """Take an artist out of every current file, and say what git's history still holds."""
    from backline.campaigns.reports import write_every_report
    from backline.collecting.retention import forget
    from backline.store import Store

    store = Store(root)
    known = store.roster().named(artist)
    with store.writing():
        gone = forget(store, known)
        problems = write_every_report(store, may_empty=True)
    for problem in problems:
        say_error(problem)
    say(f"{shown(known.name)} is out of the roster, of {gone.days} days and of the reports.")
    if gone.lines:
        say(f"Lines of charts that credit them alone are gone: {gone.lines:,}.")
    if gone.shared:
        say(f"Lines of charts that credit others beside them stay as they are: {gone.shared:,}.")
    say(HISTORY.format(name=shown(known.name)))


@app.command()
def propose(
    artist: Annotated[str | None, typer.Argument(help="Only this artist: key or name.")] = None,
    root: Root = PROJECT,
) -> None:
    """Search the platforms for accounts the roster lacks; a person chooses."""
    from contextlib import ExitStack

    from backline.store import Store

    roster = Store(root).roster()
    if not roster.artists:
        raise ConfigError(NOBODY)
    wanted = roster.artists if artist is None else (roster.named(artist),)
    context = context_of(root, credentials_of(root))
    with ExitStack() as opened:
        asked, failed = _search(wanted, _searches(context, opened))
    for sentence in failed.values():
        say_error(f"{sentence}.")
    if not asked:
        say("No account that can be searched for is missing.")
    elif failed and set(SEARCHED) <= set(failed):
        raise typer.Exit(1)


def _searches(context: Context, opened: ExitStack) -> dict[str, Searching]:
    """How each platform is searched; paid services only where somebody has them.

    One client serves all artists: it keeps its token and the pace of what it asks.
    """
    from backline.sources.chartmetric import search as chartmetric_search
    from backline.sources.chartmetric.client import TOKEN, ChartmetricClient
    from backline.sources.soundcharts import search as soundcharts_search
    from backline.sources.soundcharts.client import KEYS, SoundchartsClient

    lent = (context.credentials, context.endpoints, context.budget)
    found: dict[str, Searching] = {
        platform: partial(_by_name, context, platform) for platform in SEARCHED
    }
    if context.credentials.get(TOKEN):
        chartmetric = opened.enter_context(ChartmetricClient(*lent))
        found["chartmetric"] = lambda one: chartmetric_search.search(one, chartmetric)
    if not context.credentials.missing(KEYS):
        soundcharts = opened.enter_context(SoundchartsClient(*lent))
        found["soundcharts"] = lambda one: soundcharts_search.search(one, soundcharts)
    return found


def _by_name(context: Context, platform: str, artist: Artist) -> list[Candidate]:
    from backline.sources.search import search

    return search(platform, artist.name, context)


def _search(
    artists: Sequence[Artist], searches: Mapping[str, Searching]
) -> tuple[int, dict[str, str]]:
    """Show candidates for every missing account.

    Returns:
        How many accounts were searched for, and a sentence for each platform that cannot be.
    """
    from backline.errors import SourceError

    failed: dict[str, str] = {}
    asked = 0
    for one in artists:
        for platform, search in searches.items():
            if one.account(platform) or platform in failed:
                continue
            asked += 1
            try:
                candidates = search(one)
            except (SourceError, ConfigError) as error:
                failed[platform] = str(error).rstrip(".")
                continue
            _show(one, platform, [(c.name, c.account, c.detail) for c in candidates])
    return asked, failed


def _show(artist: Artist, platform: str, candidates: list[tuple[str, str, str]]) -> None:
    out = console()
    out.print(
        f"\n{shown(artist.name, 60)} on {platform_label(platform)}", style="bold", markup=False
    )
    if not candidates:
        out.print("  nothing of that name was found", markup=False)
    for name, account, detail in candidates:
        line = f"  {shown(name, 40)}  {detail}\n    {profile_link(platform, account)}"
        out.print(line, markup=False, highlight=False)
    if candidates:
        out.print(
            f"  is it one of them? scripts/artists.py set {artist.key} LINK",
            markup=False,
            highlight=False,
        )


def write_roster(store: Store, edited: Callable[[str], str]) -> None:
    """Change the roster's text as one change.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    with store.writing(), store.change() as change:
        text = edited(store.roster_text() or "")
        change.write(store.roster_file, text.encode())


def give(store: Store, artist: Artist, accounts: Mapping[str, str]) -> None:
    """Write an artist's accounts into the roster.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    from backline.people.roster_edit import with_field

    def filled(text: str) -> str:
        for platform, account in accounts.items():
            text = with_field(text, artist.key, platform, account)
        return text

    write_roster(store, filled)


def accounts_of(links: Sequence[str]) -> dict[str, str]:
    """Platform to id, from links and ``PLATFORM=ID`` words.

    Raises:
        ConfigError: one of them is neither.
    """
    found = {}
    for link in links:
        platform, _, account = link.partition("=")
        if platform not in ID_FORMS:
            platform, account = platform_of(link) or "", link
        if not platform:
            raise ConfigError(
                f"{shown(link)!r} is a link to none of {', '.join(ID_FORMS)}; "
                "for a bare id write PLATFORM=ID."
            )
        try:
            found[platform] = account_id(platform, account)
        except ValueError as error:
            raise ConfigError(f"{error}.") from None
    return found


def _membership(artist: Artist) -> str:
    since = f"since {artist.since}" if artist.since else ""
    until = f"until {artist.until}" if artist.until else ""
    return " ".join(filter(None, (since, until))) or "–"


if __name__ == "__main__":
    entry(app)
