"""``playlists.html``: every playlist, whose it is, and what it gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.campaigns.book import Book
from backline.campaigns.editing.finding import find
from backline.campaigns.inventory import KnownPlaylist, Whose, every_playlist
from backline.campaigns.settling import WHY
from backline.errors import ConfigError
from backline.exports.campaign_columns import PLAYLISTS
from backline.names import folded, same_name, shown
from backline.store import Store
from bot.library import Label
from web.shown import Number
from web.views.campaign_asked import PARTED, keeps_campaigns, later_pages, part_of, problems_of
from web.views.campaign_numbers import FILES, LONGEST_NAME, NOWHERE, Names, stands
from web.views.vendors import list_link
from web.visit import Visit

SPOTIFYS = 50
"""Lists that Spotify makes, below the first page."""

_GAP = "no scrape lists it"
_NO_WINDOW = "not in this window's list"

_ORDERS = {
    "streams": "most streams in 28 days",
    "week": "most streams in 7 days",
    "followers": "most followers",
    "songs": "most songs",
    "name": "name",
}
"""What the rows may be in the order of."""


@dataclass(frozen=True, slots=True)
class PlaylistRow:
    """A playlist over all songs.

    Attributes:
        vendor: the vendor's name; empty where it is nobody's.
        genres: in one text.
        why: why nobody is credited, in words; empty where that is no question.
        also: what else it is called.
        kind: whose it is, as the filter has it.
        by_genre: its genres as the filter has them, with bars between them.
    """

    figures: KnownPlaylist
    name: str
    link: str
    vendor: str
    genres: str
    why: str
    also: str
    kind: str
    by_genre: str
    songs: Number
    followers: Number
    week: Number
    month: Number
    year: Number


def _row(names: Names, placed: set[str], one: KnownPlaylist) -> PlaylistRow:
    """A playlist's figures; of one song alone they stand in the report of playlists by song."""
    alone = one.songs == 1 and one.track in placed
    row = stands(PLAYLISTS, one.track, one.list) if alone else NOWHERE
    gap = _NO_WINDOW if one.songs else _GAP
    open_ = one.whose in (Whose.OPEN, Whose.NOBODY)
    return PlaylistRow(
        figures=one,
        name=shown(one.name, LONGEST_NAME),
        link=list_link(one.link),
        vendor=names.of("vendors", one.vendor),
        genres=shown(", ".join(one.genres), 200),
        why="; ".join(WHY.get(why, why) for why in one.whys) if open_ else "",
        also=shown(", ".join(one.aliases), 200),
        kind=one.whose.name.lower(),
        by_genre="|".join(map(_genre_key, one.genres)),
        songs=NOWHERE.count("", one.songs or None, _GAP),
        followers=NOWHERE.count("", one.followers, "nobody looked"),
        week=row.count("streams_7d", one.streams_7d, gap),
        month=row.count("streams_28d", one.streams_28d, gap),
        year=row.count("streams_12m", one.streams_12m, gap),
    )


def view(visit: Visit) -> Mapping[str, Any]:
    """The playlists that the query asks for.

    Raises:
        ConfigError: the query names nothing there is.
        NotFoundError: there is no such page of them.
        DataError: the files cannot be read.
    """
    if not keeps_campaigns(visit):
        return {"title": "Playlists", "kept": False}
    campaigns = visit.label.campaigns()
    book, names = campaigns.book, Names(campaigns.book)
    every = every_playlist(campaigns)
    asked = _Asked.of(visit, book)
    found = _ordered([one for one in every if asked.wants(one)], asked.order)
    part = part_of(visit, "playlists", found, PARTED)
    spotifys = [one for one in every if one.whose is Whose.SPOTIFY]
    placed = {row["song"] for row in book.all("placements") if row["song"]}
    first = part.number == 1 and not asked.filtered
    return {
        "title": part.title("Playlists"),
        "kept": True,
        "rows": [_row(names, placed, one) for one in part.rows],
        "part": part,
        "spotifys": [_row(names, placed, s) for s in spotifys[:SPOTIFYS] if first],
        "every_spotify": len(spotifys),
        "counts": _counts(every),
        "filtered": asked.filtered,
        "asked": asked,
        "vendors": _vendors(book),
        "kinds": [(kind.name.lower(), kind.value) for kind in Whose],
        "genres": _genres(every),
        "followers": any(one.followers is not None for one in every),
        "orders": list(_ORDERS.items()),
        "problems": problems_of(campaigns),
        "report": FILES["playlists"],
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the query asks for; empty texts ask for nothing.

    Attributes:
        kind: whose they are.
        order: what the rows are in the order of.
    """

    vendor: str
    kind: str
    genre: str
    search: str
    order: str

    @classmethod
    def of(cls, visit: Visit, book: Book) -> _Asked:
        """Read the query.

        Raises:
            ConfigError: it names nothing there is.
        """
        kind, order = visit.asked("kind"), visit.asked("order") or "streams"
        kinds = [one.name.lower() for one in Whose]
        if kind and kind not in kinds:
            raise ConfigError(
                f"There is no kind {shown(kind, 40)!r}; there are {', '.join(kinds)}."
            )
        if order not in _ORDERS:
            raise ConfigError(
                f"There is no order {shown(order, 40)!r}; there are {', '.join(_ORDERS)}."
            )
        vendor = visit.asked("vendor")
        return cls(
            find(book, "vendors", vendor) if vendor else "",
            kind,
            _genre_key(visit.asked("genre")),
            visit.asked("search"),
            order,
        )

    @property
    def filtered(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.vendor or self.kind or self.genre or self.search)

    def wants(self, one: KnownPlaylist) -> bool:
        """Whether a playlist is among the rows; Spotify's own only where they are asked for."""
        if self.kind != "spotify" and one.whose is Whose.SPOTIFY:
            return False
        texts = (one.name, *one.aliases)
        return (
            (not self.vendor or one.vendor == self.vendor)
            and (not self.kind or one.whose.name.lower() == self.kind)
            and (not self.genre or self.genre in map(_genre_key, one.genres))
            and (not self.search or any(folded(self.search) in folded(text) for text in texts))
        )


def _ordered(found: Sequence[KnownPlaylist], order: str) -> list[KnownPlaylist]:
    """In an order; what is not known comes last."""
    if order == "name":
        return sorted(found, key=lambda one: (same_name(one.name), one.list))

    def least_first(one: KnownPlaylist) -> tuple[bool, int]:
        values = {"streams": one.streams_28d, "week": one.streams_7d, "followers": one.followers}
        value = values.get(order, one.songs or None)
        return value is None, -(value or 0)

    return sorted(found, key=least_first)


def _counts(every: Sequence[KnownPlaylist]) -> list[tuple[str, int]]:
    counts = [(kind.value, sum(one.whose is kind for one in every)) for kind in Whose]
    return [(kind, count) for kind, count in counts if count]


def _vendors(book: Book) -> list[tuple[str, str]]:
    names = Names(book)
    found = [(row["id"], names.of("vendors", row["id"])) for row in book.all("vendors")]
    return sorted(found, key=lambda pair: (same_name(pair[1]), pair[0]))


def _genres(every: Sequence[KnownPlaylist]) -> list[tuple[str, str]]:
    found = {_genre_key(genre): shown(genre, 60) for one in every for genre in one.genres}
    return sorted(found.items())


def _genre_key(genre: str) -> str:
    """One form for all spellings of a genre, without the bar that stands between several."""
    return same_name(shown(genre, 60)).replace("|", "/")


def every_page(label: Label) -> Iterable[Mapping[str, str]]:
    """The pages after the first."""
    if not Store(label.root).keeps_campaigns():
        return ()
    found = every_playlist(label.campaigns())
    return later_pages(sum(one.whose is not Whose.SPOTIFY for one in found), PARTED)
