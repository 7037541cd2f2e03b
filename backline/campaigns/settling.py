"""Settling whose a playlist is, once for all: what nobody was credited with, and the answer.

An answer is a row of ``playlists.csv``, where everybody finds it: a vendor's playlist, another name
of one that is there, or one that is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from backline.campaigns.asked import Campaigns
from backline.campaigns.book import Book
from backline.campaigns.checks import names_of
from backline.campaigns.finding import find
from backline.campaigns.forms import edit, put_new, refuse_new_faults
from backline.campaigns.kinds import said
from backline.campaigns.tables import PLAYLISTS
from backline.errors import ConfigError
from backline.names import folded, same_name
from backline.store.playlist_streams import ALGORITHMIC


@dataclass(frozen=True, slots=True)
class Open:
    """A playlist whose streams nobody is credited with.

    Attributes:
        name: what pages call it.
        why: the reason, as ``credit`` gives it.
        songs: how many songs with a placement are in it.
        streams_12m: what it gave them within 12 months, as the newest scrapes show it.
        vendors: ids of the vendors of these songs.
        added: the first day any of them was added.
        renamed_from: names of playlists it may be under a new name.
        resembles: ids of playlists of these vendors whose names differ in signs and years alone.
    """

    name: str
    why: str
    songs: int
    streams_12m: int
    vendors: tuple[str, ...]
    added: date | None
    renamed_from: tuple[str, ...] = ()
    resembles: tuple[str, ...] = ()


WHY = {
    "unknown": "in no inventory, and there before a placement began or while none ran",
    "unknown since when": "in no inventory, and no page says since when",
    "several vendors": "in no inventory, and several vendors were at work when it was added",
    "maybe renamed": "in no inventory, and may be another one under a new name",
    "two vendors'": "its name is in the inventories of two vendors",
    "no placement then": "its vendor had no placement of the song then",
    "from before the placement": "a part of it may be from before the placement",
    "a placement without a start": "the placement has no start",
    "nobody's": "settled as nobody's",
}
"""Why nobody is credited, in words."""

TO_SETTLE = (
    "unknown",
    "unknown since when",
    "several vendors",
    "two vendors'",
    "maybe renamed",
)
"""The reasons that a person can end by saying whose a playlist is."""


def open_playlists(campaigns: Campaigns) -> list[Open]:
    """What is to be settled, the playlist with the most streams first."""
    renamed: dict[str, set[str]] = {}
    for row in campaigns.ask("campaign_renamed"):
        renamed.setdefault(row["list"], set()).add(row["old_name"])
    lines: dict[str, list[dict[str, object]]] = {}
    for row in campaigns.ask("campaign_unassigned"):
        if row["why"] in TO_SETTLE:
            lines.setdefault(row["list"], []).append(row)
    alike = _Alike(campaigns.book)
    found = [_open(rows, renamed.get(key, set()), alike) for key, rows in lines.items()]
    return sorted(found, key=lambda one: (-one.streams_12m, one.name))


def _open(rows: list[dict[str, object]], renamed: set[str], alike: _Alike) -> Open:
    vendors = {vendor for row in rows for vendor in _texts(row["vendors"])}
    added = [day for row in rows if isinstance(day := row["added"], date)]
    return Open(
        name=str(rows[0]["name"]),
        why=str(rows[0]["why"]),
        songs=len(rows),
        streams_12m=sum(n for row in rows if isinstance(n := row["streams_12m"], int)),
        vendors=tuple(sorted(vendors)),
        added=min(added, default=None),
        renamed_from=tuple(sorted(renamed)),
        resembles=alike.to(str(rows[0]["name"]), vendors),
    )


_LEFT_OUT = re.compile(r"\b(?:19|20)\d\d\b|[^\w\s]")


def _plain(name: str) -> str:
    """A name without signs and years, which its owner changes now and then."""
    return " ".join(_LEFT_OUT.sub(" ", folded(name)).split())


class _Alike:
    """The inventory by names without signs and years."""

    def __init__(self, book: Book) -> None:
        self._known = [
            (plain, row["vendor"], row["id"])
            for row in book.all("playlists")
            if row["vendor"]
            for name in names_of(book, row)
            if (plain := _plain(name))
        ]

    def to(self, name: str, vendors: Collection[str]) -> tuple[str, ...]:
        """The playlists of some vendors that a name resembles."""
        wanted = _plain(name)
        found = {key for plain, vendor, key in self._known if plain == wanted and vendor in vendors}
        return tuple(sorted(found)) if wanted else ()


def settle_alike(book: Book, found: Iterable[Open]) -> tuple[Book, list[tuple[str, str]]]:
    """Take every playlist that resembles just one of the inventory for that one.

    Args:
        book: as it is.
        found: what is open.

    Returns:
        The changed copy, and each name that was given to a playlist, with the playlist's id.
    """
    given = []
    for one in found:
        if len(one.resembles) == 1 and not one.renamed_from:
            (key,) = one.resembles
            book, _ = settle(book, one.name, renamed_from=key)
            given.append((one.name, key))
    return book, given


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def settle(
    book: Book,
    name: str,
    *,
    vendor: str = "",
    nobody: bool = False,
    renamed_from: str = "",
    link: str = "",
) -> tuple[Book, str]:
    """Write down whose a playlist is.

    Args:
        book: as it is.
        name: what pages call the playlist.
        vendor: whose it is: id or name.
        nobody: it is nobody's.
        renamed_from: it is this playlist of the inventory under another name: id or name.
        link: where it is on Spotify, for a vendor's or nobody's.

    Returns:
        The changed copy and the playlist's id.

    Raises:
        ConfigError: not just one of the three is said, or the inventory says something else.
    """
    if bool(vendor) + nobody + bool(renamed_from) != 1:
        raise ConfigError("Say one of --vendor, --nobody and --renamed-from.")
    if renamed_from:
        key = find(book, "playlists", renamed_from)
        row = book.rows["playlists"][key]
        aliases = book.value("playlists", row, "aliases") or ()
        text = PLAYLISTS.field("aliases").kind.write((*aliases, name))
        return edit(book, "playlists", key, {"aliases": text})
    owner = find(book, "vendors", vendor) if vendor else ""
    _refuse_settled(book, name, owner)
    after = book.copy()
    key = put_new(after, PLAYLISTS, {"name": name, "vendor": owner, "link": _link(link)})
    refuse_new_faults(book, after)
    return after, key


def _link(text: str) -> str:
    try:
        return PLAYLISTS.field("link").kind.tidy(text)
    except ValueError as error:
        raise ConfigError(f"--link: {error}.") from None


def _refuse_settled(book: Book, name: str, owner: str) -> None:
    """Let nobody's word be turned round by the way: who changes an answer edits the row."""
    for row in book.all("playlists"):
        if same_name(name) in map(same_name, names_of(book, row)):
            whose = f"the vendor {row['vendor']}'s" if row["vendor"] else "nobody's"
            if row["vendor"] == owner:
                raise ConfigError(f"{said(name)} is {whose} already (playlist {row['id']}).")
            raise ConfigError(
                f"{said(name)} is {whose} by the playlist {row['id']}: change that with "
                f"scripts/campaigns.py edit playlist {row['id']} --vendor."
            )


def refuse_algorithmic(campaigns: Campaigns, name: str) -> None:
    """Let no list that Spotify makes be given to a vendor.

    Raises:
        ConfigError: a page says that Spotify made the only playlist of this name.
    """
    found = campaigns.rows("select distinct playlist, kind from stream")
    kinds = {row["kind"] for row in found if same_name(row["playlist"]) == same_name(name)}
    if kinds == {ALGORITHMIC}:
        raise ConfigError(
            f"{said(name)} is made by Spotify, so its streams are credited to nobody."
        )
