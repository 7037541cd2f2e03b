"""What a run learned for the files people write: ids for the roster, and who answers."""

from __future__ import annotations

from collections.abc import Mapping

from backline.people import Identities, Roster, parse_roster
from backline.people.roster import ACCOUNTS
from backline.people.roster_edit import with_field

ROSTER = "roster.toml"

Ids = Mapping[tuple[str, str], str]
"""By artist key and platform, the id of an account."""


def learned_ids(before: str, after: str) -> Ids:
    """The ids a roster has that it lacked, where that is all that changed; else none.

    A run only ever fills in ids. Whatever else a person changed beside them is theirs to commit.

    Raises:
        ConfigError: one of the two breaks a rule of the roster.
    """
    if before == after:
        return {}
    had = {artist.key: artist for artist in parse_roster(before).artists}
    ids = {
        (artist.key, platform): account
        for artist in parse_roster(after).artists
        for platform in ACCOUNTS
        if (account := artist.account(platform))
        and artist.key in had
        and not had[artist.key].account(platform)
    }
    return ids if with_ids(before, ids) == after else {}


def with_ids(text: str, ids: Ids) -> str:
    """A roster's text with ids filled in where it has none.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    for (key, platform), account in ids.items():
        artist = next((a for a in parse_roster(text).artists if a.key == key), None)
        if artist and not artist.account(platform):
            text = with_field(text, key, platform, account)
    return text


def with_learned(
    theirs: Identities, base: Identities, ours: Identities, roster: Roster
) -> Identities:
    """Who answers by another root's table, and by what ours learned since ``base``."""
    known = {artist.key for artist in roster.artists} | {""}
    old = set(base.all())
    return theirs.together(Identities(i for i in ours.all() if i not in old and i.artist in known))
