"""``/milestones``: the next round numbers with the days they are expected, and those reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.analysis.forecast.courses import can_be_foretold
from backline.analysis.forecast.reaching import Reaching, reaching
from backline.analysis.growth import Growth, growth
from backline.analysis.milestones import (
    LATELY,
    Milestone,
    has_milestones,
    milestones,
    next_round,
)
from backline.measure import VOCABULARY, Metric
from backline.people import Artist
from backline.words import number, of_artists, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.pages import Page
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import rounded, safe_name
from bot.replies.who import find_artist, last_day, membership, worldwide

RECENT = LATELY
"""Days back that are told of an artist."""

RECENT_OF_LABEL = 28
"""The same of all artists."""

_MOST_NEXT, _MOST_REACHED = 7, 10
_WINDOW = 28

_EXPECTED = (
    "Days are expected by the numbers' forecasts; where none can be told, nothing has been closer "
    "than no change."
)


@dataclass(frozen=True, slots=True)
class _Next:
    """The next round number of one number of an artist."""

    artist: Artist
    metric: Metric
    row: Growth
    value: int

    @property
    def left(self) -> int:
        """How far it is to it."""
        return self.value - (self.row.now or 0)

    @property
    def pace(self) -> float:
        """Days to it, were the last 28 days to go on; endless where nothing grows."""
        grown = self.row.growth or 0
        return self.left * _WINDOW / grown if grown > 0 else float("inf")


def milestones_reply(label: Label, name: str | None, page: int = 1) -> Reply:
    """An artist's milestones, or the label's nearest and newest.

    Args:
        label: the files.
        name: of the artist, as it was typed; None for the label.
        page: of the label's nearest, from 1 on.

    Raises:
        UnknownArtistError: nobody has this name.
    """
    roster, newest = label.warehouse.roster, label.warehouse.latest_day
    artist = find_artist(roster, name) if name else None
    title = f"{safe_name(artist.name, 80)}: milestones" if artist else "Milestones"
    if newest is None:
        return nothing_measured(label, title)
    if artist:
        return _of_artist(label, artist, title, newest)
    return _of_label(label, title, newest, page)


def _of_artist(label: Label, artist: Artist, title: str, newest: date) -> Reply:
    day = last_day(artist, newest)
    coming = _coming(label, [artist], day)
    reached = _reached(label, [artist], day, RECENT)
    lines = [_line(label, one, day) for one in coming]
    lately = [_told(one) for one in reached[:_MOST_REACHED]]
    sections = [
        Section("Next", tuple(lines) or ("no number of these days",)),
        Section(f"Reached in {RECENT} days", tuple(lately) or ("none",)),
    ]
    sources = (one.row.source for one in coming)
    about = [part for part in (membership(artist, newest), _EXPECTED) if part]
    return reply(title, about, sections, footer(label, day, sources))


def _of_label(label: Label, title: str, newest: date, page: int) -> Reply:
    artists = [a for a in label.warehouse.roster.artists if a.expected_on(newest)]
    coming = _coming(label, artists, newest)
    near = sorted((one for one in coming if one.pace <= RECENT), key=lambda one: one.pace)
    reached = _reached(label, artists, newest, RECENT_OF_LABEL)
    names = {artist.key: safe_name(artist.name) for artist in artists}
    here = Page.of(len(near), _MOST_NEXT, page)
    lines = [f"{names[n.artist.key]}, {_line(label, n, newest)}" for n in here.part(near)]
    if here.left:
        lines.append(f"and {here.left:,} more within {RECENT} days at this pace")
    lately = [f"{names[one.artist]}, {_told(one)}" for one in reached[:_MOST_REACHED]]
    if len(reached) > _MOST_REACHED:
        lately.append(f"and {len(reached) - _MOST_REACHED:,} more")
    measured = {one.artist.key for one in coming}
    sections = [
        Section(
            ", ".join(filter(None, ("Next, the nearest first", here.said))),
            tuple(lines) or (f"none within {RECENT} days",),
        ),
        Section(f"Reached in {RECENT_OF_LABEL} days", tuple(lately) or ("none",)),
    ]
    about = [f"{of_artists(len(measured), len(artists))} measured on {newest}", _EXPECTED]
    made = reply(title, about, sections, footer(label, newest, {n.row.source for n in near}))
    return replace(made, page=here)


def _coming(label: Label, artists: Sequence[Artist], day: date) -> list[_Next]:
    """The next round number of each of their numbers, in the usual order."""
    by_key = {artist.key: artist for artist in artists}
    one = artists[0].key if len(artists) == 1 else None
    rows = growth(label.warehouse, _WINDOW, as_of=day, artist=one, subjects=False)
    found = []
    for row in worldwide(rows):
        metric = VOCABULARY.get((row.platform, row.metric))
        if row.artist not in by_key or row.now is None or not metric:
            continue
        if has_milestones(metric) and (value := next_round(row.now)):
            found.append(_Next(by_key[row.artist], metric, row, value))
    return found


def _reached(label: Label, artists: Sequence[Artist], day: date, days: int) -> list[Milestone]:
    """What was reached in the last days, the newest first."""
    since = day - timedelta(days=LATELY)
    found = milestones(label.warehouse, day, [artist.key for artist in artists], since)
    recent = [one for one in found if one.reached_on > day - timedelta(days=days)]
    return sorted(recent, key=lambda one: one.reached_on, reverse=True)


def _line(label: Label, one: _Next, day: date) -> str:
    now = f"{number(one.row.now or 0)}{rounded(one.row.now_resolution)}"
    said = f"{series_name(one.metric)} **{number(one.value)}**: {number(one.left)} to go from {now}"
    if not can_be_foretold(one.metric):
        return said
    when = reaching(label.warehouse, one.artist.key, one.metric, one.value, day)
    return f"{said}, {_when(when)}"


def _when(when: Reaching) -> str:
    if not when.foretold:
        return "no day can be told"
    if when.earliest is None:
        return f"not expected within {when.days} days"
    if when.latest is not None:
        return f"expected between {when.earliest} and {when.latest}"
    if when.expected is not None:
        return f"expected about {when.expected}, at the earliest {when.earliest}"
    return f"perhaps from {when.earliest} on, not expected within {when.days} days"


def _told(one: Milestone) -> str:
    what = f"{series_name(VOCABULARY[one.platform, one.metric])} **{number(one.milestone)}**"
    between = (one.reached_on - one.before_date).days > 1
    day = f"after {one.before_date}, by {one.reached_on}" if between else f"on {one.reached_on}"
    return f"{what} {day}{', not confirmed by another day yet' if one.newest else ''}"
