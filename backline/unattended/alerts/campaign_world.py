"""What the rules about campaigns need to know, asked of the campaigns of a root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import ListedPlaylist, PlacementFigures, listed, placements, totals
from backline.unattended.alerts.campaigns import about_campaigns
from backline.unattended.alerts.found import Found
from backline.unattended.alerts.placements import Absent, ListRead, Placed, Still
from backline.unattended.alerts.world import World

_ABSENT = ("window", "last_seen", "streams", "read_on", "least")
_STILL = """
select placement, first_day, last_day, rate from course order by placement, first_day
"""


def campaign_alerts(world: World, today: date) -> list[Found]:
    """What there is to tell of the active campaigns of a root.

    Raises:
        DataError: the campaigns cannot be read.
    """
    campaigns = world.campaigns
    if campaigns is None:
        return []
    active = [one for one in totals(campaigns) if one.status == "active"]
    placed = _placed(campaigns, {one.campaign for one in active})
    if not any(each.one.as_of for each in placed):
        return []  # nothing of it was ever scraped, so there is nothing to be silent about
    return about_campaigns(active, placed, today)


def _placed(campaigns: Campaigns, active: set[str]) -> list[Placed]:
    lists: dict[str, list[ListedPlaylist]] = {}
    for one in listed(campaigns):
        lists.setdefault(one.track, []).append(one)
    reads = {row["track"]: _read(row) for row in campaigns.ask("campaign_read")}
    courses: dict[str, list[dict[str, Any]]] = {}
    for row in campaigns.rows(_STILL):
        courses.setdefault(row["placement"], []).append(row)
    renamed: dict[tuple[str, str], list[str]] = {}
    for row in campaigns.ask("campaign_renamed"):
        renamed.setdefault((row["track"], row["old_list"]), []).append(row["name"])
    absent: dict[tuple[str, str], Absent] = {}
    for row in campaigns.ask("campaign_absent"):  # that of 12 months comes first and says more
        key = (row["track"], row["list"])
        absent.setdefault(key, Absent(*(row[name] for name in _ABSENT)))
    names = {row["id"]: row["name"] for row in campaigns.book.all("vendors")}
    return [
        Placed(
            one,
            names.get(one.vendor or "", ""),
            still_of(courses.get(one.placement, ()), one),
            reads.get(one.track),
            lists.get(one.track or "", ()),
            {old: found for (track, old), found in renamed.items() if track == one.track},
            {key: found for (track, key), found in absent.items() if track == one.track},
        )
        for one in placements(campaigns)
        if one.status == "active" and one.campaign in active and one.curator_status != "denied"
    ]


def _read(row: Mapping[str, Any]) -> ListRead:
    count, total = row["listed"], row["total"]
    whole = count is not None and (total is None or count >= total)
    return ListRead(row["day"], whole, row["least"])


def still_of(course: Iterable[Mapping[str, Any]], one: PlacementFigures) -> Still | None:
    """The days without a stream at the end of a course; None where it does not reach that end.

    Args:
        course: stretches of days with their streams a day as ``rate``, the oldest first.
        one: the placement.
    """
    if one.as_of is None or (one.until is not None and one.until < one.as_of):
        return None
    still, end = Still(one.as_of, 0), one.as_of
    known = False
    for stretch in sorted(course, key=lambda row: row["first_day"], reverse=True):
        first, last = stretch["first_day"], min(stretch["last_day"], one.as_of)
        if first > one.as_of:
            continue
        if last < end:
            break  # nobody knows the days between
        known = True
        if stretch["rate"] > 0:
            break
        still = Still(first, still.days + (last - first).days + 1)
        end = _before(first)
    return still if known else None


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
