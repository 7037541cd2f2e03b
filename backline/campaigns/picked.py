"""The figures of one campaign, vendor or client alone, for whoever asks about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.book import Row, file_name
from backline.campaigns.editing.finding import find
from backline.campaigns.figures import (
    CampaignFigures,
    ClientFigures,
    ListedPlaylist,
    PlacementFigures,
    VendorFigures,
    listed,
)
from backline.campaigns.tables import TABLES
from backline.errors import ConfigError, DataError

EMPTY = (
    "This label keeps no {}: data/campaigns/{}.csv has none yet; scripts/campaigns.py add {} makes "
    "one."
)


def meant_row(campaigns: Campaigns, table: str, typed: str) -> str:
    """The id of the row that somebody means.

    Raises:
        ConfigError: nothing is called so, or several are; the sentence names the nearest.
        DataError: the table has no row.
    """
    book = campaigns.book
    unreadable = [fault.sentence for fault in book.unreadable if fault.file == file_name(table)]
    if not book.rows[table]:
        raise DataError(
            unreadable[0]
            if unreadable
            else EMPTY.format(table, table, TABLES[table].one)
        )  # fmt: skip
    try:
        return find(book, table, typed)
    except ConfigError as error:
        if unreadable:
            raise ConfigError(f"{error} {unreadable[0]}") from None
        raise


def campaign_of(campaigns: Campaigns, key: str) -> CampaignFigures:
    """One campaign's figures.

    Raises:
        DataError: its row cannot be read.
    """
    found = campaigns.rows("from total where campaign = $1", key)
    return CampaignFigures.of(_one(campaigns, "campaigns", key, found))


def vendor_of(campaigns: Campaigns, key: str) -> VendorFigures:
    """One vendor's record.

    Raises:
        DataError: its row cannot be read.
    """
    found = [row for row in campaigns.ask("campaign_vendors") if row["vendor"] == key]
    return VendorFigures.of(_one(campaigns, "vendors", key, found))


def client_of(campaigns: Campaigns, key: str) -> ClientFigures:
    """One client's figures.

    Raises:
        DataError: its row cannot be read.
    """
    found = [row for row in campaigns.ask("campaign_clients") if row["client"] == key]
    return ClientFigures.of(_one(campaigns, "clients", key, found))


def _one(campaigns: Campaigns, table: str, key: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The row, or the sentence that says why it was left out."""
    if found:
        return found[0]
    line = campaigns.book.lines.get((table, key), 0)
    where = f"{file_name(table)} line {line}:"
    why = [sentence for sentence in campaigns.problems if sentence.startswith(where)]
    raise DataError(why[0] if why else f"{where} the row cannot be counted.")


def placements_of(campaigns: Campaigns, column: str, key: str) -> list[PlacementFigures]:
    """The placements of a ``campaign`` or a ``vendor``, those with most streams first."""
    rows = campaigns.rows(
        f"from figure where {column} = $1 order by delivered desc nulls last, campaign, placement",
        key,
    )
    return [PlacementFigures.of(row) for row in rows]


def campaigns_of(campaigns: Campaigns, client: str) -> list[CampaignFigures]:
    """A client's campaigns, the newest first."""
    rows = campaigns.rows(
        "from total where client = $1 order by start desc nulls last, campaign", client
    )
    return [CampaignFigures.of(row) for row in rows]


def lists_of(campaigns: Campaigns, tracks: Sequence[str]) -> list[ListedPlaylist]:
    """The playlists of some songs, the largest first, those of vendors before others."""
    found = [one for track in dict.fromkeys(tracks) for one in listed(campaigns, track)]
    return sorted(found, key=lambda one: (one.vendor is None, -(one.streams_12m or 0), one.name))


@dataclass(frozen=True, slots=True)
class Given:
    """Streams credited by one rule.

    Attributes:
        rule: ``link``, ``name``, ``alias`` or ``only vendor``.
        streams: of known spans.
        playlists: how many.
    """

    rule: str
    streams: int | None
    playlists: int


def given_by_rule(campaigns: Campaigns, placements: Sequence[str]) -> list[Given]:
    """By which rules some placements were credited, the one with most streams first."""
    rows = campaigns.rows(
        "select why as rule, cast(sum(streams) as bigint) as streams, "
        "count(distinct list) as playlists from credit "
        "where category = 'credited' and list_contains($1::varchar[], placement) "
        "group by why order by streams desc nulls last, rule",
        list(placements),
    )
    return [Given(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class CampaignVendor:
    """What a campaign's placements at one vendor came to together; ``campaign_breakdown.sql``.

    Attributes:
        vendor: its id; None for placements of which nobody said who has them.
        delivered: of ``known_placements``, with what only placements of the campaign share.
        goal: streams; None where that of any placement is not known.
        promised_per_day: by its active placements, as the recent pace is theirs.
        price_paid: of ``priced_placements``.
        playlists: that gave streams.
    """

    vendor: str | None
    name: str | None
    placements: int
    known_placements: int
    goal: int | None
    delivered: int | None
    promised_per_day: float | None
    recent_per_day: float | None
    price_paid: Decimal | None
    priced_placements: int
    playlists: int


def vendors_in(campaigns: Campaigns, campaign: str) -> list[CampaignVendor]:
    """A campaign's vendors, the one with most streams first; together they have all of it."""
    rows = campaigns.ask("campaign_breakdown", campaign=campaign)
    return [CampaignVendor(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class OwnPlaylist:
    """A vendor's playlist over all songs it was credited for.

    Attributes:
        per_song_and_day: streams a day of each song in it, the mean over known days.
    """

    name: str
    rule: str
    songs: int
    streams: int | None
    per_song_and_day: float | None
    streams_28d: int | None
    followers: int | None


def playlists_of(campaigns: Campaigns, vendor: str) -> list[OwnPlaylist]:
    """A vendor's playlists that gave streams, the largest first."""
    names = OwnPlaylist.__slots__
    rows = campaigns.ask("campaign_playlists")
    return [OwnPlaylist(**{n: r[n] for n in names}) for r in rows if r["vendor"] == vendor]


def unread_cells(campaigns: Campaigns, rows: Sequence[tuple[str, Row | None]]) -> list[str]:
    """Cells of some rows that cannot be read, so that no figure has them: a sentence each.

    Args:
        campaigns: the campaigns.
        rows: each with its table's name.
    """
    book, found = campaigns.book, []
    for table, row in rows:
        for field in TABLES[table].fields if row else ():
            if row and row[field.name] and book.value(table, row, field.name) is None:
                line = book.lines.get((table, row["id"]), 0)
                found.append(f"{file_name(table)} line {line}: {field.name} cannot be read")
    return found
