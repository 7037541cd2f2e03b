"""Evidence that a delivery stopped on the day from which on it was no longer owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence_piece import Evidence, Kind, Lists
from backline.campaigns.evidence_rules import Stop, fell, stopped
from backline.campaigns.figures import CourseStretch, PlacementFigures, course

NEARLY = 0.95
"""A goal of which so much came is reached: who stops there stops at the goal."""


def stops(campaigns: Campaigns, one: PlacementFigures, lists: Lists) -> Iterable[Evidence]:
    """Evidence that a placement's playlists stopped at its end, else where its goal was reached.

    Args:
        campaigns: tell the placement's course.
        one: the placement.
        lists: its playlists.
    """
    quiet = any(fell(listed.spans) for listed in lists.values())
    if one.status == "paused" or one.start is None or not quiet:
        return
    ends = [(one.until, one.until, f"its last day is {one.until}")] if one.until else []
    if one.goal and (one.delivered or 0) >= NEARLY * one.goal:
        reached = _reached(course(campaigns, one.placement), one.goal)
        ends += [(*days, f"the goal of {one.goal:,} was reached") for days in reached]
    for first, last, words in ends:
        found = {}
        for key, listed in lists.items():
            spans = [s for s in listed.spans if s.last_day >= one.start]
            if stop := stopped(spans, first, last):
                found[key] = stop
        # Most of what the vendor gave has to end there, or it is the playlist's own affair.
        given = sum(listed.streams for listed in lists.values())
        if 2 * sum(lists[key].streams for key in found) > given > 0:
            yield _stop_told(one, {lists[key].name: stop for key, stop in found.items()}, words)
            return


def _stop_told(one: PlacementFigures, stops: Mapping[str, Stop], words: str) -> Evidence:
    every = list(stops.values())
    after = max(sum(s.days for s in stop.after) for stop in every)
    expected = sum(stop.expected for stop in every)
    left = sum(stop.left for stop in every)
    name = next(iter(stops)) if len(stops) == 1 else None
    whose = f"{name!r}" if name else f"{len(stops)} playlists"
    return Evidence(
        Kind.STOPS,
        one.placement,
        one.vendor,
        name,
        min(stop.before[0].first_day for stop in every),
        max(stop.after[-1].last_day for stop in every),
        f"{whose} gave {sum(stop.per_day for stop in every):,.0f} streams a day steadily, ended "
        f"about {max(stop.about for stop in every)} ({words}), and gave {left:,} in the "
        f"{after} days after, where {expected:,.0f} were to be expected; worth asking the vendor "
        "whether the song was taken out then.",
        f"{sum(len(stop.before) for stop in every)} spans before and "
        f"{sum(len(stop.after) for stop in every)} after; a song that is taken out of a playlist "
        "as agreed ends in the same way.",
    )


def _reached(stretches: Iterable[CourseStretch], goal: int) -> list[tuple[date, date]]:
    """The days in which the last twentieth of a goal came, by the streams a day known; or none."""
    total, since, until = 0.0, None, None
    for stretch in stretches:
        if total < goal - 1 and stretch.per_day:
            until = stretch.last_day
        total += stretch.per_day * ((stretch.last_day - stretch.first_day).days + 1)
        if since is None and total >= NEARLY * goal:
            since = stretch.first_day
    return [(since, until)] if since and until else []
