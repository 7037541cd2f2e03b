"""The roster a label's old folder implies: artists it names, ids it knows, who joined and left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.beginning import roster_to_add_to
from backline.imports.label.accounts import read_accounts
from backline.imports.label.folder import LabelFolder
from backline.names import same_name, shown
from backline.people import Artist, parse_roster
from backline.people.links import account_id
from backline.people.roster import LONGEST_NAME
from backline.people.roster_edit import free_key, with_artist, with_field
from backline.store import Store


@dataclass(slots=True)
class RosterChange:
    """A roster's new text and what was done to it, one sentence each."""

    text: str
    done: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def implied_roster(text: str, folder: LabelFolder) -> RosterChange:
    """Add a folder's artists to a roster and fill blank ids; where they disagree the roster wins.

    An artist the folder's list of accounts no longer has, and whose numbers end before the
    folder's do, has left: ``until`` is the last day. One who is added and begins later than the
    folder gets ``since``.

    Args:
        text: the roster as it is.
        folder: what was read.

    Raises:
        ConfigError: the roster is wrong as it is.
    """
    change = RosterChange(text)
    parse_roster(change.text)
    seen = _days_of_artists(folder)
    names = {same_name(name): name for name in [*folder.accounts, *seen]}
    for name in names.values():
        _adopt_artist(change, name, folder, seen)
    return change


def import_accounts(path: Path, store: Store) -> RosterChange:
    """Take a label's own list of accounts into a root's roster, as :func:`implied_roster` does.

    Raises:
        ConfigError: the roster is wrong as it is.
        DataError: the list cannot be read, the disk is full, or another run is writing.
    """
    if not path.is_file():
        raise DataError(f"There is no file {path}.")
    try:
        accounts = read_accounts(path)
    except DataError as error:
        raise DataError(f"{path.name}: {error}.") from None
    with store.writing():
        text, created = roster_to_add_to(store)
        change = implied_roster(text, LabelFolder(accounts=accounts))
        change.done[:0] = created
        with store.change() as files:
            files.write(store.roster_file, change.text.encode())
    return change


def _days_of_artists(folder: LabelFolder) -> dict[str, list[date]]:
    """Each artist's name and days in the folder, in the order of appearance."""
    seen: dict[str, list[date]] = {}
    for day, document in sorted(folder.days.items()):
        for entry in document["artists"]:
            name = entry.get("name") if isinstance(entry, dict) else None
            if isinstance(name, str) and name.strip():
                seen.setdefault(name.strip(), []).append(day)
    for row in folder.rows:
        if row.name.strip():
            seen.setdefault(row.name.strip(), []).append(row.date)
    return seen


def _adopt_artist(
    change: RosterChange, name: str, folder: LabelFolder, seen: dict[str, list[date]]
) -> None:
    if len(name) > LONGEST_NAME:
        change.conflicts.append(
            f"{shown(name)} was left out: a name has {LONGEST_NAME} signs at most."
        )
        return
    accounts = _checked(change, name, folder.accounts.get(name, {}))
    known = parse_roster(change.text).find(name)
    if known:
        _fill(change, known, accounts)
        return
    days = [day for n, dates in seen.items() if same_name(n) == same_name(name) for day in dates]
    everyone = [day for dates in seen.values() for day in dates]
    fields: dict[str, object] = {"key": free_key(parse_roster(change.text), name), "name": name}
    fields.update(accounts)
    if days and min(days) > min(everyone):
        fields["since"] = min(days)
    if days and folder.accounts and name not in folder.accounts and max(days) < max(everyone):
        fields["until"] = max(days)
    bare = {n: v for n, v in fields.items() if n not in accounts}
    try:
        change.text = with_artist(change.text, fields)
    except ConfigError as error:
        change.conflicts.append(f"{shown(name)} was added without ids: {error}")
        change.text = with_artist(change.text, bare)
    left = f", who left after {fields['until']}" if "until" in fields else ""
    change.done.append(f"{shown(name)} was added to the roster as {fields['key']}{left}.")


def _checked(change: RosterChange, name: str, accounts: dict[str, str | None]) -> dict[str, str]:
    """The ids of right form; the others become conflicts."""
    good = {}
    for platform, account in accounts.items():
        if account is None:
            continue
        try:
            good[platform] = account_id(platform, account)
        except ValueError as error:
            change.conflicts.append(f"{shown(name)}: {error}; it was left out.")
    return good


def _fill(change: RosterChange, known: Artist, accounts: dict[str, str]) -> None:
    for platform, account in accounts.items():
        has = known.account(platform)
        if has == account:
            continue
        if has:
            change.conflicts.append(
                f"{shown(known.name)}: the list says {platform} {account}, the roster {has}; "
                "the roster stays."
            )
            continue
        try:
            change.text = with_field(change.text, known.key, platform, account)
        except ConfigError as error:
            change.conflicts.append(f"{shown(known.name)}: {platform} stays blank: {error}")
        else:
            change.done.append(f"{shown(known.name)} got the {platform} id {account}.")
