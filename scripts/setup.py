"""Set a label up step by step: its name, artists, keys, GitHub, a first day."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from _person import Person
from _run import (
    PROJECT,
    PYTHON,
    Root,
    console,
    context_of,
    credentials_of,
    entry,
    new_app,
    say,
    say_error,
)
from _setup_check import PATIENCE, WHERE, check_setup, tell, tried
from artists import SEARCHED, accounts_of, give, write_roster

from backline.errors import ConfigError, SourceError
from backline.measure import platform_label
from backline.names import shown

if TYPE_CHECKING:
    from backline.net import Credentials
    from backline.people import Artist
    from backline.store import Store

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    check: Annotated[
        bool, typer.Option("--check", help="Ask nothing: say what is set and what is missing.")
    ] = False,
) -> None:
    """Set a label up step by step; run it again to go on where you stopped.

    Everything it does can be done by hand in roster.toml and .env. Answers may be piped in, one a
    line; where they end, the rest is left as it is. With --check, exit code 0: what is set works,
    1: a platform refuses or does not answer, 2: nothing can be measured yet.
    """
    from backline.store import Store

    store = Store(root)
    if check:
        raise typer.Exit(check_setup(store))
    person = Person()
    steps = (_name, _artists, _keys, _accounts, _github, _first_day, _ask_bot)
    for number, step in enumerate(steps, 1):
        title = (step.__doc__ or "").splitlines()[0].rstrip(".")
        console().print(
            f"\n{number} of {len(steps)}. {title}", style="bold", markup=False, highlight=False
        )
        step(store, person)


def _name(store: Store, person: Person) -> None:
    """The label's name."""
    from backline.people.roster_edit import EMPTY_ROSTER, UNNAMED, with_label

    if not store.roster_file.exists():
        with store.writing(), store.change() as change:
            change.write(store.roster_file, EMPTY_ROSTER.encode())
    label = store.roster().label
    if label != UNNAMED:
        say(f"{shown(label)}, as roster.toml says.")
        return
    name = person.ask("What is your label called?", label)
    if name != label:
        write_roster(store, lambda text: with_label(text, name))
        say(f"roster.toml has it: {shown(name)}.")


def _artists(store: Store, person: Person) -> None:
    """The artists."""
    known = [shown(a.name, 40) for a in store.roster().artists]
    say(f"roster.toml has {', '.join(known) or 'nobody yet'}.")
    say("A name, then links to the accounts: Spotify, YouTube, Instagram, Deezer.")
    while name := person.ask("Another artist's name (empty: no more)"):
        try:
            _take_artist(store, person, name)
        except ConfigError as error:
            say_error(str(error))


def _take_artist(store: Store, person: Person, name: str) -> None:
    from backline.people.links import platform_of
    from backline.people.roster_edit import free_key, with_artist

    if platform_of(name):
        say("That is a link: first the name, then its links.")
        return
    accounts = _links(person, name)
    roster = store.roster()
    known = roster.meant(name)
    if len(known) == 1:
        give(store, known[0], accounts)
        say(f"{shown(known[0].name)} was in the roster and now has these accounts.")
        return
    fields = {"key": free_key(roster, name), "name": name, **accounts}
    write_roster(store, lambda text: with_artist(text, fields))
    say(f"{shown(name)} is in the roster as {fields['key']}.")


def _links(person: Person, name: str) -> dict[str, str]:
    accounts: dict[str, str] = {}
    while pasted := person.ask(f"  Links of {shown(name, 40)} (empty: go on)"):
        try:
            accounts |= accounts_of(pasted.split())
        except ConfigError as error:
            say_error(str(error))
    return accounts


def _keys(store: Store, person: Person) -> None:
    """The keys."""
    from backline.sources.standing import KEYS

    say(
        "Leave out what you have no key for: its numbers are written down as not configured.\n"
        "A key is tried at once and written only into .env, which git ignores."
    )
    for platform, names in KEYS.items():
        credentials = credentials_of(store.root)
        missing = credentials.missing(names)
        if missing and credentials.unavailable:
            say(f"{platform_label(platform)}: the credentials worker does not answer now.")
        elif not names:
            say(f"{platform_label(platform)} needs no key.")
        elif missing:
            _take_keys(store, person, platform, names)
        else:
            trial = tried(store, platform, credentials)
            tell(trial)
            if not trial.well and names and person.agrees("Enter other keys?", usually=False):
                _take_keys(store, person, platform, names)


def _take_keys(store: Store, person: Person, platform: str, names: Sequence[str]) -> None:
    """Ask for a platform's keys until they work, are kept nevertheless, or are left out."""
    from backline.net.credentials import NOT_SECRET

    say(f"\n{platform_label(platform)} ({WHERE[platform]})")
    while True:
        given: dict[str, str] = {}
        for name in names:
            ask = person.ask if name in NOT_SECRET else person.secret
            value = ask(f"  {name}{'' if given else ' (empty: leave out)'}").strip("\"' ")
            if not value:
                say(f"{platform_label(platform)} is left out.")
                return
            given[name] = value
        trial = tried(store, platform, _with(credentials_of(store.root), given))
        tell(trial)
        if trial.well:
            _keep(store, person, given, "Write them into .env?", usually=True)
            return
        if _keep(store, person, given, "Write them into .env nevertheless?", usually=False):
            return


def _with(known: Credentials, given: dict[str, str]) -> Credentials:
    from backline.net import Credentials
    from backline.net.credentials import NAMES

    return Credentials({**{name: known.get(name) for name in NAMES}, **given})


def _keep(
    store: Store, person: Person, given: dict[str, str], question: str, *, usually: bool
) -> bool:
    from backline.net.env_file import keep_keys

    if not person.agrees(f"  {question}", usually=usually):
        return False
    keep_keys(store.root / ".env", given)
    say(f"  .env has {' and '.join(given)}.")
    hidden = [name for name in given if os.environ.get(name) not in (None, "", given[name])]
    if hidden:
        say_error(f"The environment sets {' and '.join(hidden)}, too, and comes before .env.")
    return True


def _accounts(store: Store, person: Person) -> None:
    """Accounts that are still missing."""
    credentials = credentials_of(store.root)
    wanted = [
        (artist, platform)
        for artist in store.roster().artists
        for platform in (*_searchable(credentials), "instagram")
        if not artist.account(platform)
    ]
    if not wanted:
        say("None that could be looked for.")
        return
    for artist, platform in wanted:
        say(f"  {shown(artist.name, 60)} has no {platform_label(platform)} account.")
    if not person.agrees("Look for them now, one by one?"):
        return
    dead: set[str] = set()
    for artist, platform in wanted:
        if platform not in dead:
            _look_for(store, person, artist, platform, dead)


def _searchable(credentials: Credentials) -> list[str]:
    from backline.sources.standing import KEYS

    return [p for p in SEARCHED if not credentials.missing(KEYS[p])]


def _look_for(store: Store, person: Person, artist: Artist, platform: str, dead: set[str]) -> None:
    """Show who an artist may be on a platform; a person chooses or pastes a link."""
    from backline.people.links import profile_link
    from backline.sources.search import search

    say(f"\n{shown(artist.name, 60)} on {platform_label(platform)}")
    candidates = []
    if platform in SEARCHED:
        context = context_of(store.root, credentials_of(store.root), PATIENCE)
        try:
            candidates = search(platform, artist.name, context)
        except SourceError as error:
            dead.add(platform)
            say_error(f"{error}.")
            return
    numbered = {str(number): found for number, found in enumerate(candidates, 1)}
    for number, found in numbered.items():
        say(f"  {number}. {shown(found.name, 40)}  {found.detail}")
        say(f"     {profile_link(platform, found.account)}")
    which = "Number or link" if candidates else "Link or name of the account"
    while said := person.ask(f"  {which} (empty: none)"):
        if said.isdecimal() and said not in numbered:
            say_error(f"There is no number {said}.")
            continue
        account = numbered[said].account if said in numbered else said
        try:
            accounts = accounts_of([account if "/" in account else f"{platform}={account}"])
            give(store, artist, accounts)
        except ConfigError as error:
            say_error(str(error))
        else:
            say(f"  roster.toml has it: {', '.join(accounts.values())}.")
            return


def _github(store: Store, person: Person) -> None:  # noqa: ARG001 (a step like the others)
    """What GitHub needs."""
    for line in github_commands(credentials_of(store.root)):
        say(line)


def github_commands(credentials: Credentials) -> list[str]:
    """The commands that give GitHub what it needs to measure by itself; no secret is in them."""
    from backline.net.credentials import NAMES, NOT_SECRET

    there = [name for name in NAMES if credentials.get(name)]
    lines = [
        "To measure every day by itself, your private repository on GitHub needs these.",
        "Copy the lines; gh (https://cli.github.com) asks for each secret.",
        "",
    ]
    if os.environ.get("WORKER_API_URL"):
        lines += ["  gh secret set WORKER_API_URL", "  gh secret set WORKER_API_KEY"]
    else:
        lines += [f"  gh secret set {name}" for name in there if name not in NOT_SECRET]
        lines += [
            f'  gh variable set {name} --body "{credentials.get(name)}"'
            for name in there
            if name in NOT_SECRET
        ]
    return [
        *lines,
        "",
        "and, once a first day is measured:",
        "",
        "  git add roster.toml data reports",
        '  git commit -m "The first day"',
        "  git push",
        "  gh workflow run update-data.yml",
        "",
        "In a fork also: gh variable set BACKLINE_IN_FORK --body true",
    ]


def _first_day(store: Store, person: Person) -> None:
    """The first day."""
    newest = store.newest_day()
    if newest:
        say(f"Measured last on {newest}.")
    if not store.roster().artists:
        say("Nobody can be measured while the roster has no artist.")
        return
    if not person.agrees("Measure today now?", usually=newest is None):
        say(f"Whenever you like: {PYTHON} scripts/collect.py")
        return
    import collect

    try:
        collect.main(store.root)
    except typer.Exit:
        say_error("The day was not measured; what stands above says why.")


def _ask_bot(store: Store, person: Person) -> None:  # noqa: ARG001 (a step like the others)
    """What the bot would say."""
    from bot.library import Library
    from bot.terminal import show
    from bot.typed import question_of

    library = Library(store.root, in_memory=False)
    try:
        show(library.ask(question_of("/stats")), console())
    finally:
        library.close()
    say(f'Ask it more: {PYTHON} scripts/ask.py "/growth period:7"')


if __name__ == "__main__":
    entry(app)
