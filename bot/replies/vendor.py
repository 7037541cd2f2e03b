"""``/vendor``: a vendor's record with what each figure of it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from backline.campaigns.asked import Campaigns
from backline.campaigns.deliveries import of_vendor
from backline.campaigns.figures import PlacementFigures, VendorFigures
from backline.campaigns.picked import (
    OwnPlaylist,
    meant_row,
    placements_of,
    playlists_of,
    unread_cells,
    vendor_of,
)
from backline.exports.pictures.drawing import drawable
from backline.words import MISSING, many, number, share
from bot.library import Label
from bot.replies.asking import worth_asking
from bot.replies.campaigning import (
    chart,
    counted,
    listed_names,
    money,
    of_goal,
    pace,
    some,
    told_below,
)
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe_name

_CAMPAIGNS, _PLAYLISTS = 8, 8


def vendor_reply(label: Label, typed: str) -> Reply:
    """A vendor's record.

    Args:
        label: the files.
        typed: the id, or the name as people write it.

    Raises:
        ConfigError: no vendor is called so, or several are.
        DataError: there is none, or the row cannot be read.
    """
    campaigns = label.campaigns()
    key = meant_row(campaigns, "vendors", typed)
    one = vendor_of(campaigns, key)
    placed = placements_of(campaigns, "vendor", key)
    rows = [("vendors", campaigns.book.rows["vendors"].get(key))]
    rows += [("placements", campaigns.book.rows["placements"].get(p.placement)) for p in placed]
    return reply(
        f"{safe_name(one.name, 80)}: vendor",
        _about(one),
        [
            Section("Record", _record(one)),
            worth_asking(label, campaigns, placed),
            Section(_active_heading(one), _active(placed)),
            Section("Playlists, streams a day of each song", _playlists(campaigns, key)),
        ],
        told_below(label, campaigns, one.as_of, unread_cells(campaigns, rows)),
        chart(of_vendor(campaigns, key), drawable(one.name, key, 46), one.delivered),
    )


def _about(one: VendorFigures) -> list[str]:
    if one.active is None:
        parts = ["nobody said whether new placements may go there"]
    else:
        parts = ["takes new placements" if one.active else "takes no new placements"]
    if one.genres:
        parts.append(listed_names(one.genres))
    most = f"at most {number(one.max_streams_per_day)} a day" if one.max_streams_per_day else ""
    cost = f"{money(one.promised_cost_per_1000)} for 1,000 streams"
    said = [part for part in (most, cost if one.promised_cost_per_1000 is not None else "") if part]
    lines = [" · ".join(parts)]
    if said:
        lines.append(f"says: {', '.join(said)}")
    return lines


def _record(one: VendorFigures) -> tuple[str, ...]:
    """Each figure with what it rests on; one that is not known says why."""
    placements = many(one.placements, "placement")
    lines = [
        f"delivered **{counted(one.delivered)}** streams: known of {one.known_placements:,} of "
        f"{placements}"
    ]
    if one.shared:
        lines.append(f"{number(one.shared)} more shared with other placements, in no figure here")
    if one.delivery_rate is None:
        lines.append(f"delivery rate {MISSING}: no placement with a promise and known days")
    else:
        lines.append(
            f"delivery rate **{share(one.delivery_rate)}** of {counted(one.promised_to_date)} "
            f"promised to date: {many(one.promised_placements, 'placement')}"
        )
    if one.reliability is None:
        lines.append(f"reliability {MISSING}: no known day with a promise")
    else:
        lines.append(
            f"reliability **{share(one.reliability)}** of days at 80% of the promise or more "
            f"({share(one.reliability_low)} to {share(one.reliability_high)}): "
            f"{many(one.judged_days, 'day')}, told in {one.stretches:,} stretches"
        )
    if one.cost_per_1000 is None:
        lines.append(f"real cost of 1,000 streams {MISSING}: no known price of delivered streams")
    else:
        lines.append(
            f"real cost of 1,000 streams **{money(one.cost_per_1000)}**: "
            f"{many(one.priced_placements, 'placement')} with a known price"
        )
    first = (
        MISSING
        if one.days_to_first is None
        else f"**{one.days_to_first:g}** {_days(one.days_to_first)}"
    )
    lines.append(
        f"first stream after {first}: the median of {many(one.started_placements, 'placement')}"
        if one.started_placements
        else f"first stream {MISSING}: none has a known first day"
    )
    return tuple(lines)


def _active_heading(one: VendorFigures) -> str:
    return (
        f"{many(one.active_campaigns, 'active campaign')}, "
        f"{many(one.active_placements, 'placement')}"
    )


def _active(placed: Sequence[PlacementFigures]) -> tuple[str, ...]:
    active = [one for one in placed if one.status == "active"]
    return some([_placement(one) for one in active], _CAMPAIGNS, "placements")


def _placement(one: PlacementFigures) -> str:
    song = "no song yet" if one.track is None else safe_name(one.title or "", 40)
    named = ", ".join(filter(None, (safe_name(one.campaign_name, 40), song)))
    return (
        f"{named}: {of_goal(one.delivered, one.goal)}; lately "
        f"{pace(one.recent_per_day)}, promised {pace(one.promised_per_day)}"
    )


def _playlists(campaigns: Campaigns, key: str) -> tuple[str, ...]:
    found = playlists_of(campaigns, key)
    return some([_playlist(one) for one in found], _PLAYLISTS, "playlists")


def _playlist(one: OwnPlaylist) -> str:
    pace_of = MISSING if one.per_song_and_day is None else f"{one.per_song_and_day:,.1f}"
    guess = ", in no inventory" if one.rule == "only vendor" else ""
    return (
        f"{safe_name(one.name, 40)}{guess}: **{pace_of}**, {many(one.songs, 'song')}, "
        f"{counted(one.streams)} streams in all"
    )


def _days(median: float) -> str:
    return "day" if median == 1 else "days"
