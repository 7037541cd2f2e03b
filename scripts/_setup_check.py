"""What is set up, what is missing, and what each platform says; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from _run import context_of, credentials_of, say, say_error

from backline.measure import platform_label
from backline.names import shown
from backline.people.roster import NOBODY

if TYPE_CHECKING:
    from backline.net import Credentials
    from backline.sources.trial import Trial
    from backline.store import Store

PATIENCE = 10.0
"""Seconds a platform may have a person wait when it asks to be tried again later."""

WHERE = {
    "spotify": "developer.spotify.com/dashboard: make an app; its owner needs Premium",
    "youtube": "console.cloud.google.com: switch on YouTube Data API v3, make an API key",
    "instagram": "business.facebook.com: a system-user token, and your own account's number",
    "discord": "discord.com/developers: the bot's token; the server's id from its menu",
    "chartmetric": "a paid service: the refresh token from its account's settings",
    "soundcharts": "a paid service: the app id and API key of the label's account",
}
"""By platform, where its keys come from; docs/setup.md has the whole way."""


def tried(store: Store, platform: str, credentials: Credentials) -> Trial:
    """What came of asking a platform about the roster's first artist there."""
    from backline.sources.trial import try_platform

    context = context_of(store.root, credentials, PATIENCE)
    return try_platform(platform, store.roster().artists, context)


def tell(trial: Trial) -> None:
    """Say what a platform said."""
    for sentence in trial.said:
        say(f"  {shown(sentence, 400)}")


def check_setup(store: Store) -> int:
    """Say it all.

    Returns:
        The exit code: 0 where everything that is set works, 1 where a platform refuses or does
        not answer or the keys are not kept safe, 2 where nothing can be measured yet.

    Raises:
        ConfigError: the roster is missing or wrong, or the credentials worker refuses its key.
    """
    from backline.people.roster_edit import UNNAMED

    roster = store.roster()
    credentials = credentials_of(store.root)
    say(f"Label: {shown(roster.label)}{' (nobody named it yet)' * (roster.label == UNNAMED)}")
    say(f"Artists: {', '.join(shown(a.name, 40) for a in roster.artists) or 'none'}")
    say("Platforms:")
    refused, measurable = _platforms(store, credentials)
    faults = list(_env_faults(store.root / ".env"))
    for fault in faults:
        say_error(fault)
    newest = store.newest_day()
    say(f"Newest day: {newest or 'none measured yet'}")
    if not roster.artists:
        say_error(NOBODY)
        return 2
    if not measurable:
        say_error(
            "Nothing can be measured yet: no artist has an account on a platform whose keys "
            "are set. Run scripts/setup.py, or see docs/keys.md."
        )
        return 2
    return 1 if refused or faults else 0


def _platforms(store: Store, credentials: Credentials) -> tuple[bool, bool]:
    """Try every platform whose keys are set: whether any refused, whether any can be measured."""
    from backline.sources.standing import KEYS

    artists = store.roster().artists
    refused = measurable = False
    for platform, names in KEYS.items():
        accounts = sum(1 for artist in artists if artist.account(platform))
        label = platform_label(platform)
        if missing := credentials.missing(names):
            have = f"; {accounts} of {len(artists)} artists have an account there"
            say(f"  {label}: {' and '.join(missing)} not set{have if accounts else ''}.")
            continue
        if not (names or accounts):
            say(f"  {label}: needs no key; no artist has an account there.")
            continue
        trial = tried(store, platform, credentials)
        tell(trial)
        refused |= not trial.well
        measurable |= bool(accounts) and platform not in ("chartmetric", "soundcharts")
    return refused, measurable


def _env_faults(env: Path) -> Iterable[str]:
    from backline.net.env_file import others_can_read, would_be_committed

    if env.is_file() and would_be_committed(env):
        yield "git would commit .env: add a line .env to .gitignore and run: git rm --cached .env."
    if others_can_read(env):
        yield "Other users of this machine can read .env: run chmod 600 .env."
