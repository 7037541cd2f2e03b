"""``/campaign``: what a campaign was promised, what came of it, and by whose playlists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backline.campaigns.asked import Campaigns
from backline.campaigns.deliveries import of_campaign
from backline.campaigns.figures import CampaignFigures, ListedPlaylist, PlacementFigures
from backline.campaigns.picked import (
    campaign_of,
    given_by_rule,
    lists_of,
    meant_row,
    placements_of,
    unread_cells,
)
from backline.campaigns.settling import TO_SETTLE
from backline.exports.pictures.drawing import drawable
from backline.words import MISSING, many, number
from bot.library import Label
from bot.replies.asking import worth_asking
from bot.replies.campaigning import (
    chart,
    counted,
    day_or_missing,
    expected,
    money,
    named,
    of_goal,
    pace,
    period,
    some,
    told_below,
    why_unknown,
)
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe, safe_name

_PLACEMENTS, _PLAYLISTS = 6, 7

RULES = {
    "link": "by the link in the inventory",
    "name": "by the name in the inventory",
    "alias": "by another name of it in the inventory",
    "only vendor": "in no inventory, but added while this was the song's only vendor",
}
"""By which rule a stream is credited, in short."""

_SHORT = {
    "link": "by its link",
    "name": "by its name",
    "alias": "by another name",
    "only vendor": "as the only vendor",
}


def campaign_reply(label: Label, typed: str) -> Reply:
    """A campaign's overview.

    Args:
        label: the files.
        typed: its id, or its name as people write it.

    Raises:
        ConfigError: no campaign is called so, or several are.
        DataError: there is none, or its row cannot be read.
    """
    campaigns = label.campaigns()
    key = meant_row(campaigns, "campaigns", typed)
    one = campaign_of(campaigns, key)
    placed = placements_of(campaigns, "campaign", key)
    listed = lists_of(campaigns, [p.track for p in placed if p.track])
    book = campaigns.book
    rows = [("campaigns", book.rows["campaigns"].get(key))]
    rows += [("placements", book.rows["placements"].get(p.placement)) for p in placed]
    return reply(
        f"{safe_name(one.name, 80)}: campaign",
        [*_about(campaigns, one), *_figures(one)],
        [
            Section(_songs_heading(one), _placements(campaigns, placed)),
            worth_asking(label, campaigns, placed),
            Section("Playlists", _playlists(campaigns, listed, _titles(placed))),
            Section("Credited", _credited(campaigns, placed)),
            Section("Beside it", _beside(one, placed, listed)),
        ],
        told_below(label, campaigns, one.as_of, unread_cells(campaigns, rows), one.oldest_as_of),
        chart(of_campaign(campaigns, key), drawable(one.name, key, 46), one.delivered),
    )


def _about(campaigns: Campaigns, one: CampaignFigures) -> list[str]:
    whose = f" for {safe(one.artist)}" if one.artist else ""
    bill = f", invoice {one.invoice_status}" if one.invoice_status else ""
    seller = f", sold by {safe(one.salesperson)}" if one.salesperson else ""
    return [
        f"{one.status} · {named(campaigns, 'clients', one.client)}{whose} · "
        f"{period(one.start, one.until)}",
        f"budget {money(one.budget)}, vendors get {money(one.price_paid)}{bill}{seller}",
    ]


def _figures(one: CampaignFigures) -> list[str]:
    """Goal, delivered, remaining, pace, and when it is expected to be there."""
    of = f"known of {one.known_placements:,} of {many(one.placements, 'placement')}"
    if one.delivered is None:
        first = f"goal {counted(one.stream_goal)}; delivered {MISSING}: nothing is known yet"
    else:
        first = f"{of_goal(one.delivered, one.stream_goal, 'streams')}, {of}"
    if one.remaining is not None and one.remaining < 0:
        left = f"{number(-one.remaining)} streams beyond the goal"
    else:
        left = f"{counted(one.remaining)} remain"
    if one.reported_remaining is not None:
        when = f" on {one.reported_on}" if one.reported_on else ""
        left += f"; an older system reported {number(one.reported_remaining)} left{when}"
    if one.status in ("completed", "cancelled"):
        return [first, left]
    paces = (
        f"lately {pace(one.recent_per_day, one.recent_low, one.recent_high)}, promised "
        f"{pace(one.promised_per_day)} (active placements)"
    )
    return [first, left, paces, expected(one.finish, one.remaining)]


def _songs_heading(one: CampaignFigures) -> str:
    parts = [many(one.songs, "song"), f"at {many(one.vendors, 'vendor')}"]
    if one.without_song:
        parts.append(f"({many(one.without_song, 'placement')} without a song yet)")
    return " ".join(parts)


def _placements(campaigns: Campaigns, placed: Sequence[PlacementFigures]) -> tuple[str, ...]:
    return some([_placement(campaigns, one) for one in placed], _PLACEMENTS, "placements")


def _placement(campaigns: Campaigns, one: PlacementFigures) -> str:
    song = safe_name(one.title or one.track or "no song yet", 40)
    vendor = named(campaigns, "vendors", one.vendor) if one.vendor else "no vendor yet"
    parts = [of_goal(one.delivered, one.goal)]
    if one.delivered is None:
        parts[0] += f" ({why_unknown(one)})"
    else:
        parts.append(f"lately {pace(one.recent_per_day)}, promised {pace(one.promised_per_day)}")
    status = f", {one.status}" if one.status != "active" else ""
    return f"{song} at {vendor}{status}: {'; '.join(parts)}"


def _titles(placed: Sequence[PlacementFigures]) -> dict[str, str]:
    """By song, what it is called; of one song alone it need not be said."""
    found = {p.track: safe_name(p.title or p.track, 30) for p in placed if p.track}
    return found if len(found) > 1 else {}


def _playlists(
    campaigns: Campaigns, listed: Sequence[ListedPlaylist], titles: Mapping[str, str]
) -> tuple[str, ...]:
    own = [one for one in listed if one.rule != "algorithmic"]
    lines = some(
        [_playlist(campaigns, one, titles.get(one.track, "")) for one in own],
        _PLAYLISTS,
        "playlists",
    )
    made = [one for one in listed if one.rule == "algorithmic"]
    if not made:
        return lines
    streams = sum(one.streams_12m or 0 for one in made)
    known = any(one.streams_12m is not None for one in made)
    return (
        *lines,
        f"made by Spotify itself, credited to nobody: {many(len(made), 'list')}, "
        f"12 months {number(streams) if known else MISSING}",
    )


def _playlist(campaigns: Campaigns, one: ListedPlaylist, title: str) -> str:
    if one.vendor:
        whose = f"{named(campaigns, 'vendors', one.vendor)}, {_SHORT.get(one.rule, one.rule)}"
    else:
        whose = "nobody's" if one.rule == "nobody's" else "unassigned"
    about = "; ".join(filter(None, (title, whose)))
    gone = f"; not listed since {one.seen_on}" if one.gone else ""
    return (
        f"{safe_name(one.name, 40)} ({about}): 7 days {counted(one.streams_7d)}, "
        f"28 days {counted(one.streams_28d)}, 12 months {counted(one.streams_12m)}; added "
        f"{day_or_missing(one.added)}{gone}"
    )


def _credited(campaigns: Campaigns, placed: Sequence[PlacementFigures]) -> tuple[str, ...]:
    return tuple(
        f"{counted(one.streams)} {RULES.get(one.rule, safe(one.rule))}, "
        f"{many(one.playlists, 'playlist')}"
        for one in given_by_rule(campaigns, [p.placement for p in placed])
    )


def _beside(
    one: CampaignFigures, placed: Sequence[PlacementFigures], listed: Sequence[ListedPlaylist]
) -> tuple[str, ...]:
    """What nobody is credited with, or only together, and what is not known."""
    lines = []
    if one.shared:
        lines.append(
            f"{number(one.shared)} streams shared with other campaigns, in no figure above"
        )
    waiting = [each for each in listed if each.why in TO_SETTLE]
    if waiting:
        known = [each.streams_12m for each in waiting if each.streams_12m is not None]
        lines.append(
            f"{many(len(waiting), 'playlist')} of these songs unassigned, "
            f"{counted(sum(known)) if known else MISSING} streams within 12 months: "
            "scripts/campaigns.py settle says whose they are"
        )
    spans = sum(each.unknown_spans for each in placed)
    if spans:
        lines.append(f"{many(spans, 'span')} of days whose streams cannot be known")
    if any(each.fell for each in placed):
        lines.append("a count fell, as when Spotify takes streams back")
    short = [p for p in placed if p.listed is not None and p.total and p.listed < p.total]
    if short:
        worst = max(short, key=lambda p: (p.total or 0) - (p.listed or 0))
        lines.append(
            f"the newest scrape lists {worst.listed:,} of {worst.total:,} playlists of "
            f"{safe_name(worst.title or worst.track or '', 40)}"
        )
    return tuple(lines)
