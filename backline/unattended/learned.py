"""What a run learned beside its days: ids for the roster, who answers, what it was told or told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from backline.errors import DataError
from backline.people import Identities, Roster, parse_roster
from backline.people.key_ends import KeyEnds, KeyTold
from backline.people.roster import ACCOUNTS
from backline.people.roster_edit import with_field
from backline.store import Store, Told, key_ends, quotas
from backline.unattended.alerts.memory import Memory
from backline.unattended.beyond import Months
from backline.unattended.git import Git

ROSTER = "roster.toml"

Ids = Mapping[tuple[str, str], str]
"""By artist key and platform, the id of an account."""

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run learned beside its days.

    Attributes:
        ids: that were filled into its roster.
        identities: who answers on each platform.
        before: the same, as both roots once had it.
        months: days of the tables by month.
        told: which alerts were sent, as both roots once had it and as this run left it; None where
            it sent none.
        said: what platforms told of their keys' ends and their quotas.
    """

    ids: Ids = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    before: Identities = field(default_factory=Identities)
    months: Months = field(default_factory=dict)
    told: tuple[Memory, Memory] | None = None
    said: Sequence[Told] = ()


def learned_since(store: Store, git: Git, base: str, ids: Ids) -> Learned:
    """What our commits since another one learned, but for the tables by month.

    Args:
        store: the root, with our newest commit checked out.
        git: the same.
        base: the commit, which theirs have as well.
        ids: that were filled into the roster.

    Raises:
        DataError: a table cannot be read.
    """
    mine = git.changed(base, "HEAD")

    def table(path: str, commit: str, read: Callable[[str, str], Table]) -> Table | None:
        text = git.shown(commit, path)
        return read(text, path) if text else None

    identities, alerts = store.name(store.identities_file), store.name(store.alerts_file)
    told = None
    if alerts in mine:
        before, after = (table(alerts, at, Memory.from_csv) or Memory() for at in (base, "HEAD"))
        told = before, after
    known = table(identities, base, Identities.from_csv) or Identities()
    said = _said(store, git.shown(base, store.name(store.keys_file)), mine)
    return Learned(ids, store.identities(), known, told=told, said=said)


def _said(store: Store, keys_before: str, mine: Collection[str]) -> list[Told]:
    """What platforms told our run of their keys' ends and their quotas."""
    said: list[Told] = []
    if store.name(store.keys_file) in mine:
        ours = list(key_ends(store))
        try:
            before = list(KeyEnds.from_csv(keys_before)) if keys_before else []
        except DataError:
            before = []  # our run found it damaged and has written it anew
        for variable in sorted({one.variable for one in (*ours, *before)}):
            said.append(KeyTold(variable, tuple(one for one in ours if one.variable == variable)))
    if store.name(store.quotas_file) in mine:
        said += quotas(store)
    for run in store.runs():
        if store.name(run.path) in mine:
            said += run.learnt.told
    return said


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
