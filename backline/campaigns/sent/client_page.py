"""What a client is told of a campaign: goal, delivered, songs, playlists, what comes next.

Nothing of it says what vendors are called or cost, nor anything of other clients. No clock
is asked: the page tells of the last day that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.book import Row
from backline.campaigns.days import due, promised_days, real_days, steady_days
from backline.campaigns.figures import CampaignFigures, ListedPlaylist, PlacementFigures, listed
from backline.campaigns.picked import campaign_of
from backline.campaigns.sent.client_lines import PlaylistLine, SongLine
from backline.campaigns.sent.client_steps import Standing, known_until, outlook, steps
from backline.campaigns.sent.sentences import Sentence, day
from backline.campaigns.settling import TO_SETTLE
from backline.campaigns.tables import CLIENTS
from backline.exports.pictures.delivery import Delivery
from backline.store.playlist_streams import ALGORITHMIC
from backline.words import many

STATUS: Mapping[str, str] = {
    "planned": "not begun",
    "active": "running",
    "paused": "paused",
    "completed": "completed",
    "cancelled": "cancelled",
}
"""How far a campaign is, in words."""


@dataclass(frozen=True, slots=True)
class ClientPage:
    """Everything a client is told.

    Attributes:
        figures: of the campaign; its vendor's prices are never shown.
        delivery: real against promised, to be drawn.
        due: streams that were promised up to ``due_on``, when every song is known that was read.
        songs: in the order of their delivery.
        playlists: that the campaign is counted from, the largest first.
        spotifys: of Spotify's own, which are counted for nobody.
        open_playlists: playlists of the songs that are still nobody's, for whoever sends this.
        known: what is known and until when.
        outlook: the expected finish.
        steps: what comes next.
        contact: by what it is; empty unless it was asked for.
    """

    figures: CampaignFigures
    client: str
    artist: str
    delivery: Delivery
    due: int | None
    due_on: date | None
    songs: tuple[SongLine, ...]
    playlists: tuple[PlaylistLine, ...]
    spotifys: tuple[PlaylistLine, ...]
    open_playlists: int
    known: tuple[Sentence, ...]
    outlook: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]
    contact: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> str:
        """How far the campaign is, in words."""
        return STATUS[self.figures.status]

    @property
    def period(self) -> str:
        """From when to when."""
        start, end = self.figures.start, self.figures.until
        if start and end:
            return f"{day(start)} to {day(end)}"
        return f"from {day(start)}" if start else f"until {day(end)}" if end else ""


def client_page(
    campaigns: Campaigns, key: str, artists: Mapping[str, str], *, contacts: bool = False
) -> ClientPage:
    """The page of one campaign.

    Args:
        campaigns: the root's.
        key: the campaign's id.
        artists: names by the keys of the roster.
        contacts: whether the client's own contact is on it.

    Raises:
        DataError: the campaign's row cannot be read.
    """
    figures = campaign_of(campaigns, key)
    rows = campaigns.rows("from figure where campaign = $1 order by placement", key)
    placements = [PlacementFigures.of(row) for row in rows]
    counted = _counted(campaigns, placements)
    songs = _songs(placements, counted)
    playlists, spotifys, unsettled = _playlists(campaigns, songs, counted)
    promised = steady_days(figures.stream_goal, figures.start, figures.until) or promised_days(
        placements
    )
    delivery = Delivery(
        real=real_days(campaigns, placements, shared=True),
        promised=promised,
        goal=figures.stream_goal,
        delivered=figures.delivered,
        first=figures.start,
        last=figures.as_of,
    )
    due_on = known_until(songs)
    owed = due(promised, figures.stream_goal, due_on)
    standing = Standing(figures, owed, songs, tuple(p for p in playlists if p.gone))
    client = campaigns.book.rows["clients"].get(figures.client, {})
    return ClientPage(
        figures=figures,
        client=client.get("name", figures.client),
        artist=artists.get(figures.artist or "", figures.artist or ""),
        delivery=delivery,
        due=owed,
        due_on=due_on,
        songs=songs,
        playlists=playlists,
        spotifys=spotifys,
        open_playlists=unsettled,
        known=tuple(_known(figures, songs, rows)),
        outlook=tuple(outlook(figures, _readings(placements), ranged=_ranged(placements))),
        steps=tuple(steps(standing)),
        contact=contact_of(client, CLIENTS.name) if contacts else (),
    )


def contact_of(row: Row, table: str) -> tuple[tuple[str, str], ...]:
    """The private fields of a client or a vendor that say whom to write to, and how."""
    named = {
        "clients": (("contact_person", "Contact"), ("emails", "E-mail"), ("phone", "Phone")),
        "vendors": (("contact", "Contact"),),
    }[table]
    return tuple((label, row[column]) for column, label in named if row.get(column))


def _ranged(placements: Sequence[PlacementFigures]) -> bool:
    """Whether the pace together has a range: one reading has but the mean of all its days."""
    paced = [p for p in placements if p.status == "active" and p.recent_per_day is not None]
    return all((p.scrapes or 0) > 1 and (p.recent_stretches or 0) > 1 for p in paced)


def _readings(placements: Sequence[PlacementFigures]) -> int:
    """How often the songs were read of which a pace is known, the one that was read most."""
    return max((one.scrapes or 0 for one in placements if one.status == "active"), default=0)


Counted = Mapping[tuple[str, str], int]
"""By track and list, the streams counted for the campaign."""


def _counted(campaigns: Campaigns, placements: Sequence[PlacementFigures]) -> Counted:
    """Of the campaign's own placements alone, whatever else the same playlist was given."""
    rows = campaigns.rows(
        "select track, list, cast(sum(streams) as bigint) as streams from credit "
        "where streams is not null and ("
        "(category = 'credited' and list_contains($1::varchar[], placement)) or "
        "(category = 'shared' and list_has_all($1::varchar[], shared_by))) "
        "group by track, list",
        [one.placement for one in placements],
    )
    return {(row["track"], row["list"]): row["streams"] for row in rows}


def _songs(placements: Sequence[PlacementFigures], counted: Counted) -> tuple[SongLine, ...]:
    groups: dict[tuple[str, str], list[PlacementFigures]] = {}
    for one in placements:
        key = (one.track, "") if one.track else ("", one.title or "")
        groups.setdefault((key[0] or "", key[1]), []).append(one)
    lines = []
    for (track, title), group in groups.items():
        given = [streams for (of, _), streams in counted.items() if of == track]
        told = [one for one in group if one.delivered is not None]
        lines.append(
            SongLine(
                title=title or next((one.title for one in group if one.title), ""),
                track=track or None,
                delivered=sum(given) if given else 0 if told else None,
                first_stream=min((p.first_stream for p in group if p.first_stream), default=None),
                as_of=group[0].as_of,
                readings=group[0].scrapes or 0,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-(line.delivered or 0), line.title)))


def _playlists(
    campaigns: Campaigns, songs: Sequence[SongLine], counted: Counted
) -> tuple[tuple[PlaylistLine, ...], tuple[PlaylistLine, ...], int]:
    """Those the campaign is counted from, Spotify's own, and how many are nobody's yet."""
    ours, spotifys, unsettled = [], [], 0
    for place, song in enumerate(songs, 1):
        for one in listed(campaigns, song.track) if song.track else ():
            streams = counted.get((one.track, one.playlist))
            if streams is not None:
                ours.append(_playlist(place, one, streams))
            elif one.rule == ALGORITHMIC:
                spotifys.append(_playlist(place, one, None))
            elif one.why in TO_SETTLE and not one.gone:
                unsettled += 1
    largest = sorted(ours, key=lambda p: (-(p.counted or 0), -(p.streams_12m or 0), p.name))
    return (
        tuple(largest),
        tuple(sorted(spotifys, key=lambda p: (-(p.streams_12m or 0), p.name))),
        unsettled,
    )


def _playlist(song: int, one: ListedPlaylist, counted: int | None) -> PlaylistLine:
    return PlaylistLine(
        song, one.name, one.added, one.streams_7d, one.streams_28d, one.streams_12m, counted,
        one.seen_on, bool(one.gone),
    )  # fmt: skip


def _known(
    figures: CampaignFigures, songs: Sequence[SongLine], rows: Sequence[Mapping[str, Any]]
) -> list[Sentence]:
    """What is known and until when."""
    read = [song for song in songs if song.as_of]
    if not read:
        return [Sentence("No song of the campaign was read in Spotify for Artists yet.")]
    days = [song.as_of for song in read if song.as_of]
    first, last = min(days), max(days)
    until = day(last) if first == last else f"{day(first)} to {day(last)}, song by song"
    count = f"{len(read):,} of {many(len(songs), 'song')}" if len(songs) > 1 else "The song"
    verb = "are" if len(songs) > 1 else "is"
    found = [Sentence(f"{count} {verb} known until {until}, by Spotify for Artists.")]
    if all(song.readings == 1 for song in read):
        found.append(
            Sentence("One reading only: days before it have the mean of the time it tells of.")
        )
    if any(row["unknown_spans"] for row in rows):
        found.append(Sentence("Some days lie between readings that cannot be compared: unknown."))
    if figures.shared:
        found.append(
            Sentence(
                f"{figures.shared:,} more streams came from playlists that serve another campaign "
                "of the song as well; they are not counted here."
            )
        )
    cut = next((r for r in rows if r["total"] and r["listed"] and r["total"] > r["listed"]), None)
    if cut:
        found.append(
            Sentence(
                "Spotify for Artists lists the largest playlists only; smaller ones are missing."
            )
        )
    return found
