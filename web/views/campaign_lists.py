"""The playlists of some songs as a page's tables, and the evidence of some placements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence.found import Evidence, evidence
from backline.campaigns.evidence.lift import lifts
from backline.campaigns.figures import ListedPlaylist, PlacementFigures
from backline.campaigns.settling import TO_SETTLE, WHY
from backline.exports.campaign_columns import PLAYLISTS
from backline.names import shown
from backline.store.playlist_streams import ALGORITHMIC
from bot.library import Label
from bot.replies.campaign import RULES
from web.shown import Number
from web.views.campaign_numbers import LONGEST_NAME, Names, stands
from web.visit import Visit

_NOT_LISTED = "not in this window's list"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A playlist of a song.

    Attributes:
        figures: as the newest scrape that lists it has it.
        song: what the song is called; empty where there is one alone.
        vendor: the vendor's name; empty where it is nobody's.
        rule: by which it is whose it is, in words.
        why: why streams of it are nobody's, in words; empty where none are.
    """

    figures: ListedPlaylist
    name: str
    song: str
    vendor: str
    rule: str
    why: str
    week: Number
    month: Number
    year: Number
    credited: Number


def list_row(names: Names, one: ListedPlaylist, songs: Mapping[str, str]) -> ListRow:
    """A playlist's figures.

    Args:
        names: of vendors.
        one: the figures.
        songs: titles by track; none where there is one song alone.
    """
    row = stands(PLAYLISTS, one.track, one.playlist)
    return ListRow(
        figures=one,
        name=shown(one.name, LONGEST_NAME),
        song=songs.get(one.track, ""),
        vendor=names.of("vendors", one.vendor),
        rule=RULES.get(one.rule, one.rule),
        why=WHY.get(one.why, one.why) if one.why else "",
        week=row.count("streams_7d", one.streams_7d, _NOT_LISTED),
        month=row.count("streams_28d", one.streams_28d, _NOT_LISTED),
        year=row.count("streams_12m", one.streams_12m, _NOT_LISTED),
        credited=row.count("credited", one.credited, "none of it is counted"),
    )


@dataclass(frozen=True, slots=True)
class Lists:
    """The playlists of some songs, apart by whose they are.

    Attributes:
        theirs: vendors' playlists.
        open: whose a person has to say.
        nobody: that a person said to be nobody's.
        spotify: that Spotify makes.
    """

    theirs: Sequence[ListRow]
    open: Sequence[ListRow]
    nobody: Sequence[ListRow]
    spotify: Sequence[ListRow]


def apart(rows: Sequence[ListRow]) -> Lists:
    """Playlists by whose they are, each in the order given."""
    own = [row for row in rows if row.figures.rule != ALGORITHMIC]
    without = [row for row in own if not row.figures.vendor]
    return Lists(
        theirs=[row for row in own if row.figures.vendor],
        open=[row for row in without if row.figures.why in TO_SETTLE],
        nobody=[row for row in without if row.figures.why not in TO_SETTLE],
        spotify=[row for row in rows if row.figures.rule == ALGORITHMIC],
    )


@dataclass(frozen=True, slots=True)
class Question:
    """Something worth asking a vendor about.

    Attributes:
        about: the song, and the vendor where that is not said by the page.
    """

    about: str
    kind: str
    sentence: str
    rests_on: str


def questions_of(
    visit: Visit, campaigns: Campaigns, placed: Sequence[PlacementFigures], about: Mapping[str, str]
) -> list[Question]:
    """The evidence there is of some placements.

    Args:
        visit: the page.
        campaigns: the label's campaigns.
        placed: the placements.
        about: what each is called, by its id.

    Raises:
        DataError: the files cannot be read.
    """
    told = known(placed)
    if not told:
        return []
    return [
        Question(about[one.placement], str(one.kind), one.sentence, one.rests_on)
        for one in _evidence(visit, campaigns, told)
    ]


def _evidence(visit: Visit, campaigns: Campaigns, told: Collection[str]) -> list[Evidence]:
    """Of a page's placements; where all pages are written, of all of them, looked for once."""
    warehouse = visit.label.warehouse
    if visit.live:
        return evidence(campaigns, warehouse, told)
    every = warehouse.remember("evidence", lambda: evidence(campaigns, warehouse), always=True)
    wanted = set(told)
    return [one for one in every if one.placement in wanted]


def lifts_of(
    label: Label, campaigns: Campaigns, placed: Sequence[PlacementFigures], about: Mapping[str, str]
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """What placements were followed by outside of vendors' playlists, in sentences.

    Returns:
        The names of the placements of which the same is to be said, and the sentences.

    Raises:
        DataError: the files cannot be read.
    """
    told = known(placed)
    found: dict[Sequence[str], list[str]] = {}
    for one in lifts(campaigns, label.warehouse, tuple(told)) if told else []:
        found.setdefault(one.sentences, []).append(about[one.placement])
    return [(names, sentences) for sentences, names in found.items()]


def known(placed: Sequence[PlacementFigures]) -> Collection[str]:
    """The placements of which a scrape tells anything."""
    return [one.placement for one in placed if one.delivered is not None]
