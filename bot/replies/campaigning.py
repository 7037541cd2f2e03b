"""What replies about campaigns, vendors and clients say in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from backline.campaigns.asked import Campaigns
from backline.campaigns.deliveries import Drawn
from backline.campaigns.figures import PlacementFigures
from backline.campaigns.finish import Finish
from backline.exports.pictures.delivery import delivery_chart
from backline.exports.pictures.drawing import Picture
from backline.names import shown
from backline.words import MISSING, number, share
from bot.library import Label
from bot.replies.footer import OLD, age
from bot.replies.text import safe, safe_name

WHERE = "reports/campaigns/{}.csv"
"""Where all of a list is that was cut."""


def counted(streams: int | None) -> str:
    """A count of streams, or that it is missing."""
    return MISSING if streams is None else number(streams)


def of_goal(delivered: int | None, goal: int | None, what: str = "") -> str:
    """``**3,700** of 10,000 streams (37%)``; ``what`` is what is counted, where that is said."""
    told = f"**{counted(delivered)}**" if delivered is not None else MISSING
    unit = f" {what}" if what else ""
    if not goal:
        return f"{told}{unit}, no goal is known"
    percent = f" ({share(delivered, goal)})" if delivered is not None else ""
    return f"{told} of {number(goal)}{unit}{percent}"


def money(amount: Decimal | None) -> str:
    """An amount in the label's currency."""
    return MISSING if amount is None else f"{amount:,.2f}"


def pace(per_day: float | None, low: float | None = None, high: float | None = None) -> str:
    """``100 a day (64 to 136)``."""
    if per_day is None:
        return MISSING
    text = f"{per_day:,.0f} a day"
    return f"{text} ({low:,.0f} to {high:,.0f})" if low is not None and high is not None else text


def expected(told: Finish | None, remaining: int | None) -> str:
    """When a goal is expected to be reached, with its range."""
    if remaining is not None and remaining <= 0:
        return "the goal is reached"
    if told is None:
        return f"goal expected {MISSING}: no pace leads there that is known"
    if told.early is None:
        return f"goal expected {told.day}, from one stretch of days and so without a range"
    if told.late is None:
        late = "at the low end never" if told.never else MISSING
        return f"goal expected {told.day} ({told.early} at the earliest, {late})"
    return f"goal expected {told.day} ({told.early} to {told.late})"


def why_unknown(one: PlacementFigures) -> str:
    """Why nothing is known of what a placement delivered; empty where something is."""
    if one.delivered is not None:
        return ""
    if one.as_of is not None:
        return "nothing is known since its start"
    return "no scrape tells of it" if one.track else "the song is not out"


def period(start: date | None, until: date | None) -> str:
    """``2026-08-01 to 2026-10-01``; ``since 2026-08-01`` while it is open."""
    if until is None:
        return f"since {start}" if start else "start not said"
    return f"{start or 'start not said'} to {until}"


def some(lines: Sequence[str], most: int, table: str) -> tuple[str, ...]:
    """The first lines, the last one saying how many more there are, and where all are."""
    rest = len(lines) - most
    if rest <= 0:
        return tuple(lines)
    return (*lines[:most], f"and {rest:,} more, all in {WHERE.format(table)}")


def named(campaigns: Campaigns, table: str, key: str | None) -> str:
    """What a client, a vendor or a campaign is called, safe for Discord."""
    row = campaigns.book.rows[table].get(key or "")
    return safe_name(row["name"] if row and row["name"] else key or MISSING)


def told_below(
    label: Label,
    campaigns: Campaigns,
    as_of: date | None,
    faults: Iterable[str] = (),
    oldest: date | None = None,
) -> list[str]:
    """The parts of the footer: as of which scrape, and what is wrong in the tables.

    Args:
        label: knows which day it is.
        campaigns: knows what could not be read.
        as_of: the day of the newest scrape that tells of it.
        faults: sentences about the rows in question.
        oldest: the day of the oldest of the songs' newest scrapes.
    """
    if as_of is None:
        parts = ["no scrape tells of it yet"]
    else:
        days = f", {age(as_of, label.today)}" if (label.today - as_of).days > OLD else ""
        since = f", the oldest song's of {oldest}" if oldest and oldest != as_of else ""
        parts = [f"as of the newest scrape of {as_of}{days}{since}"]
    wrong = [*dict.fromkeys((*faults, *campaigns.problems))]
    parts += [shown(sentence.rstrip("."), 200) for sentence in wrong[:2]]
    if len(wrong) > 2:
        parts.append(f"and {len(wrong) - 2:,} more that scripts/campaigns.py check names")
    return [*parts, *(shown(notice, 200) for notice in label.notices)]


def chart(drawn: Drawn, title: str, delivered: int | None) -> Picture | None:
    """Real against promised; None where nothing is known of any day."""
    told = drawn.delivery
    if delivered is not None:
        told = replace(told, delivered=delivered)
    part = []
    if drawn.placements < drawn.of:
        part.append(f"{drawn.placements:,} of {drawn.of:,} placements, which a scrape tells of")
    return delivery_chart(told, title, part)


def day_or_missing(day: date | None) -> str:
    """A day as it is written."""
    return f"{day}" if day else MISSING


def listed_names(names: Iterable[str], most: int = 4) -> str:
    """Other people's names, safe, the rest counted."""
    every = [safe(name, 40) for name in names]
    rest = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + rest
