"""What a vendor is told of: its record with what each figure rests on, placements, playlists.

A vendor may be sent it: no client, no budget of one and no other vendor is on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.days import promised_days, real_days
from backline.campaigns.figures import PlacementFigures, VendorFigures, vendors
from backline.campaigns.sent.client_page import contact_of
from backline.campaigns.tables import VENDORS
from backline.errors import DataError
from backline.exports.pictures.delivery import Delivery
from backline.spotify_links import playlist_link
from backline.words import many, share


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One figure of a record.

    Attributes:
        value: a number, an amount, a share (float) or words; None where it is not known.
        rests_on: of how much it is made.
        column: of :class:`VendorFigures`, which it is.
    """

    name: str
    value: int | float | Decimal | str | None
    rests_on: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class VendorPlaylist:
    """A playlist of a vendor.

    Attributes:
        per_day: streams a day and song, over the known days; None where nothing was credited.
        streams: credited in all.
        songs: placed songs that it was credited for; None where nothing was credited.
    """

    name: str
    link: str
    per_day: float | None
    streams: int | None
    songs: int | None
    streams_7d: int | None
    streams_28d: int | None
    seen_on: date | None
    followers: int | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that is told of a vendor.

    Attributes:
        read: placements of which something is known, which ``delivery`` is made of.
        contact: by what it is; empty unless it was asked for.
        evidence: what is worth asking about and is no verdict, and what each piece rests on.
    """

    figures: VendorFigures
    record: tuple[RecordLine, ...]
    placements: tuple[PlacementFigures, ...]
    read: int
    playlists: tuple[VendorPlaylist, ...]
    delivery: Delivery
    contact: tuple[tuple[str, str], ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


def scorecards(
    campaigns: Campaigns,
    keys: Sequence[str],
    evidence: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    *,
    contacts: bool = False,
) -> Iterator[Scorecard]:
    """The scorecards of vendors, one after the other.

    Args:
        campaigns: the root's.
        keys: ids of vendors.
        evidence: by vendor, sentences of what is worth asking about, and what each rests on.
        contacts: whether the vendor's own contact is on it.

    Raises:
        DataError: a vendor's row cannot be read.
    """
    records = {one.vendor: one for one in vendors(campaigns)}
    credited: dict[str, list[dict[str, Any]]] = {}
    for row in campaigns.ask("campaign_playlists"):
        credited.setdefault(row["vendor"], []).append(row)
    for key in keys:
        if key not in records:
            raise DataError(
                f"data/campaigns/vendors.csv: {key} cannot be read; scripts/campaigns.py check "
                "says why."
            )
        card = _scorecard(campaigns, records[key], credited.get(key, []), contacts=contacts)
        yield replace(card, evidence=tuple((evidence or {}).get(key, ())))


def _scorecard(
    campaigns: Campaigns, figures: VendorFigures, credited: Sequence[dict[str, Any]], *,
    contacts: bool,
) -> Scorecard:  # fmt: skip
    rows = campaigns.rows(
        "from figure where vendor = $1 order by start desc nulls last, placement", figures.vendor
    )
    placements = tuple(PlacementFigures.of(row) for row in rows)
    read = [one for one in placements if one.delivered is not None]
    goals = [one.goal for one in read if one.goal]
    row = campaigns.book.rows["vendors"].get(figures.vendor, {})
    return Scorecard(
        figures=figures,
        record=tuple(record(figures)),
        placements=placements,
        read=len(read),
        playlists=tuple(_playlists(campaigns, figures.vendor, credited)),
        delivery=Delivery(
            real=real_days(campaigns, read, shared=False),
            promised=promised_days(read),
            goal=sum(goals) if goals and len(goals) == len(read) else None,
            delivered=figures.delivered,
            last=figures.as_of,
        ),
        contact=contact_of(row, VENDORS.name) if contacts else (),
    )


def record(figures: VendorFigures) -> Iterator[RecordLine]:
    """Each figure with what it rests on; what rests on nothing is not known."""
    placements = many(figures.placements, "placement")
    active = f"{figures.active_placements:,} active"
    yield RecordLine("Placements", figures.placements, active, "placements")
    yield RecordLine("Active campaigns", figures.active_campaigns, column="active_campaigns")
    known = f"{figures.known_placements:,} of {placements} known"
    yield RecordLine("Delivered", figures.delivered, known, "delivered")
    if figures.shared:
        beside = "with other placements, not in Delivered"
        yield RecordLine("Shared", figures.shared, beside, "shared")
    promised = figures.promised_cost_per_1000
    yield RecordLine(
        "Real cost of 1,000 streams",
        figures.cost_per_1000,
        f"{many(figures.priced_placements, 'placement')} with a known price and delivery"
        + (f"; promised for {promised:,.2f}" if promised is not None else ""),
        "cost_per_1000",
    )
    to_date = f": {figures.promised_to_date:,} streams to date" if figures.promised_to_date else ""
    yield RecordLine(
        "Delivery rate",
        figures.delivery_rate,
        f"{many(figures.promised_placements, 'placement')} with a promise{to_date}",
        "delivery_rate",
    )
    yield RecordLine("Reliability", figures.reliability, _reliable(figures), "reliability")
    yield RecordLine(
        "Days to the first stream",
        None if figures.days_to_first is None else _days(figures.days_to_first),
        f"the median of {many(figures.started_placements, 'placement')}",
        "days_to_first",
    )
    now = figures.promised_per_day
    yield RecordLine(
        "Promised a day now",
        None if now is None else round(now),
        "by its active placements",
        "promised_per_day",
    )
    if figures.max_streams_per_day:
        most = figures.max_streams_per_day
        yield RecordLine("Most streams a day", most, "as it says itself", "max_streams_per_day")


def _reliable(figures: VendorFigures) -> str:
    if figures.reliability is None:
        return "no known day has a promise"
    low, high = share(figures.reliability_low), share(figures.reliability_high)
    return (
        f"of {many(figures.judged_days, 'known day')} those at 80% of the promise or more; "
        f"{low} to {high} by {many(figures.stretches, 'stretch', 'stretches')}"
    )


def _days(median: float) -> str:
    return f"{median:g}"


def _playlists(
    campaigns: Campaigns, vendor: str, credited: Sequence[Mapping[str, Any]]
) -> Iterator[VendorPlaylist]:
    """Those that were credited, the largest first, then the others of the inventory by name."""
    seen = set()
    for row in sorted(credited, key=lambda row: (-row["streams"], row["list"])):
        seen.add(row["playlist"])
        link = playlist_link(row["link"]) if row["link"] else ""
        yield VendorPlaylist(
            row["name"], link, row["per_song_and_day"], row["streams"], row["songs"],
            row["streams_7d"], row["streams_28d"], row["seen_on"], row["followers"],
        )  # fmt: skip
    book = campaigns.book
    others = [r for r in book.all("playlists") if r["vendor"] == vendor and r["id"] not in seen]
    for row in sorted(others, key=lambda row: (row["name"].casefold(), row["id"])):
        followers = book.value("playlists", row, "followers")
        yield VendorPlaylist(
            row["name"], row["link"], None, None, None, None, None, None, followers
        )  # fmt: skip
