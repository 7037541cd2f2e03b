"""A campaign with its songs and vendors in one go: all of its rows, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import called, find, meant
from backline.campaigns.editing.forms import cells, field_of, put_new, refuse_new_faults
from backline.campaigns.kinds import Track, Whole, said
from backline.campaigns.tables import CAMPAIGNS, CLIENTS, PLACEMENTS, VENDORS
from backline.errors import ConfigError
from backline.names import same_name

PAIR = "SONG=VENDOR:GOAL:PRICE"
"""How a song is handed to one vendor; goal and price may be left out."""

VENDOR = "VENDOR:GOAL:PRICE"
"""How a vendor is named who gets every song."""

_INHERITED = ("start", "end", "status")
"""What a new placement takes over from its campaign."""


@dataclass(frozen=True, slots=True)
class Part:
    """One song of a campaign at one vendor, as it was typed.

    Attributes:
        song: Spotify's id; empty while the song is not out.
        title: what it is called; empty where nobody said.
        vendor: id or name; empty until that is decided.
        goal: the streams the vendor is to deliver.
        price: what the vendor gets.
    """

    song: str = ""
    title: str = ""
    vendor: str = ""
    goal: str = ""
    price: str = ""


def parts_of(songs: Sequence[str], vendors: Sequence[str], pairs: Sequence[str]) -> list[Part]:
    """The placements that are asked for: each song at each vendor, and each pair.

    Args:
        songs: links or ids of songs, a title behind or alone: ``LINK Midnight Drive``.
        vendors: as :data:`VENDOR`. Without any, the songs have no vendor yet; without songs, the
            vendors have no song yet.
        pairs: as :data:`PAIR`.

    Raises:
        ConfigError: one of them cannot be read.
    """
    found = crossed([_song(text) for text in songs], [_vendor(text) for text in vendors])
    for text in pairs:
        left, sign, vendor = text.rpartition("=")
        if not (sign and left.strip() and vendor.strip()):
            raise ConfigError(f"{said(text)!r} is no {PAIR}, such as 'Night Drive=Nova:10000:50'.")
        one = _song(left)
        found.append(replace(_vendor(vendor), song=one.song, title=one.title))
    return found


def crossed(songs: Sequence[Part], vendors: Sequence[Part]) -> list[Part]:
    """Each song at each vendor; where there are none of the one, the other alone."""
    if not (songs or vendors):
        return []
    every = vendors or [Part()]
    return [
        replace(one, song=song.song, title=song.title)
        for song in songs or [Part()]
        for one in every
    ]


def _song(text: str) -> Part:
    """A song from its link or id and its title, either of which may be missing."""
    first, _, title = " ".join(text.split()).partition(" ")
    try:
        return Part(song=Track().read(first), title=title)
    except ValueError as error:
        if "spotify" in first.casefold() or "://" in first:
            raise ConfigError(f"The song {said(first)!r} cannot be taken: {error}.") from None
    return Part(title=" ".join(text.split()))


_TERMS = re.compile(r"(?P<vendor>.*?)(?::(?P<goal>[^:]*)(?::(?P<price>[^:]*))?)?")


def _vendor(text: str) -> Part:
    found = _TERMS.fullmatch(text.strip())
    if not found or not found["vendor"].strip():
        raise ConfigError(f"{said(text)!r} names no vendor; write {VENDOR}, such as Nova:10000:50.")
    goal, price = ((found[name] or "").strip() for name in ("goal", "price"))
    if goal:
        try:
            Whole(1).read(goal)
        except ValueError as error:
            raise ConfigError(
                f"{said(text)!r} has the goal {said(goal)!r}: {error}; write {VENDOR}, or the "
                "vendor's id where the name has a colon."
            ) from None
    return Part(vendor=found["vendor"].strip(), goal=goal, price=price)


def add_campaign(
    book: Book,
    values: Mapping[str, str],
    parts: Sequence[Part] = (),
    *,
    new_client: bool = False,
    new_vendors: bool = False,
) -> tuple[Book, str]:
    """Add a campaign with its placements, which take its days and its status over.

    Args:
        book: as it is.
        values: what somebody typed of the campaign, by column.
        parts: its placements, see :func:`parts_of`.
        new_client: whether a client nobody knows is to be added with it.
        new_vendors: the same for vendors.

    Returns:
        The changed copy and the campaign's id.

    Raises:
        ConfigError: anything of it cannot be; then nothing of it is there.
    """
    after = book.copy()
    given = {field_of(CAMPAIGNS, column).name: text for column, text in values.items()}
    if new_client:
        _make(after, CLIENTS.name, given.get("client", ""))
    campaign = put_new(after, CAMPAIGNS, cells(after, CAMPAIGNS, given))
    row = after.rows[CAMPAIGNS.name][campaign]
    seen: set[tuple[str, str, str]] = set()
    for part in parts:
        if new_vendors:
            _make(after, VENDORS.name, part.vendor)
        vendor = find(after, VENDORS.name, part.vendor) if part.vendor else ""
        same = (part.song or same_name(part.title), vendor, "")
        if same in seen:
            whose = called(after, VENDORS.name, vendor) if vendor else "no vendor"
            raise ConfigError(
                f"The song {said(part.title or part.song)!r} is named twice for {whose}; name it "
                "once, with the whole goal."
            )
        seen.add(same)
        typed = {"song": part.song, "title": part.title, "goal": part.goal}
        typed |= {"price_paid": part.price}
        placement = cells(after, PLACEMENTS, {k: text for k, text in typed.items() if text})
        shared = {column: row[column] for column in _INHERITED}
        put_new(after, PLACEMENTS, {**shared, **placement, "campaign": campaign, "vendor": vendor})
    refuse_new_faults(book, after)
    return after, campaign


def _make(book: Book, name: str, typed: str) -> None:
    """Add a client or vendor of a name to the book that is given, where nobody is meant yet."""
    if typed.strip() and not meant(book, name, typed):
        put_new(book, CLIENTS if name == CLIENTS.name else VENDORS, {"name": typed.strip()})
