"""Alerts about campaigns: what every rule finds, told once where two would say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from backline.campaigns.figures import CampaignFigures
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.goals import OF_GOALS, goals
from backline.unattended.alerts.limits import SILENT_DAYS
from backline.unattended.alerts.placements import OF_PLACEMENTS, Placed


def not_scraped(placed: Sequence[Placed], today: date) -> Iterator[Found]:
    """Songs that no scrape could be read of for long; one alert a song, whoever places it."""
    songs: dict[str, list[Placed]] = {}
    for each in placed:
        if each.one.track and each.one.start:
            songs.setdefault(each.one.track, []).append(each)
    for track, every in sorted(songs.items()):
        one = every[0].one
        start = min(p.one.start for p in every if p.one.start)
        since = one.as_of or start
        if since > today:
            continue
        about = f"song {track}"
        if (today - since).days < SILENT_DAYS:
            yield Passed("not_scraped", about, since)
            continue
        names = sorted({each.one.campaign_name for each in every})
        last = f"the last one is of {one.as_of}" if one.as_of else f"it began on {start}"
        yield Alert(
            "not_scraped",
            about,
            since,
            f"{one.title or track}: no scrape could be read for {(today - since).days} days, {last}"
            f"; its figures stand still ({', '.join(names)}).",
            campaigns=frozenset(p.one.campaign for p in every),
            clients=frozenset(p.one.client for p in every),
            vendors=frozenset(p.one.vendor for p in every if p.one.vendor),
        )


def about_campaigns(
    campaigns: Iterable[CampaignFigures], placed: Sequence[Placed], today: date
) -> list[Found]:
    """What every rule finds.

    Args:
        campaigns: the active ones.
        placed: their active placements.
        today: the UTC day of the run, for what ends or is silent.
    """
    found: list[Found] = []
    for each in placed:
        of_this = [one for rule in OF_PLACEMENTS for one in rule(each)]
        worse = {one.kind for one in of_this if isinstance(one, Alert)} & {
            "stalled",
            "never_started",
        }
        # Whoever gives nothing is behind, too; that is told once.
        found += [one for one in of_this if not worse or one.kind != "behind_pace"]
    for goal in goals(campaigns, placed):
        found += [one for rule in OF_GOALS for one in rule(goal, today)]
    found += not_scraped(placed, today)
    return found
