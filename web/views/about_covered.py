"""What the numbers of a root cover: which days, how many artists, and from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.totals import Total, totals
from backline.measure import SOURCE_TRUST
from backline.people import Artist, Roster
from backline.people.policy import Policy
from backline.words import many, of_artists, series_name
from bot.library import Label
from bot.replies.who import worldwide
from web.meanings import SOURCES

_WINDOW = 28


@dataclass(frozen=True, slots=True)
class Days:
    """The days from the first stored one to the newest measured one.

    Attributes:
        stored: those with a file that can be read.
        missing: those without a file.
        unreadable: those whose file cannot be read.
    """

    first: date
    newest: date
    stored: int
    missing: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    Attributes:
        place: its place in the order of trust, from 1.
        told: whether the newest number of any series is its.
        own, others: what the policies let be done with it, of the label's own accounts and others;
            ``others`` is empty where the roster has none.
    """

    key: str
    name: str
    words: str
    place: int
    told: bool
    own: str
    others: str


def days_of(label: Label) -> Days | None:
    """Which days there are; None where nothing was measured."""
    warehouse = label.warehouse
    first, newest = warehouse.first_day, warehouse.latest_day
    if newest is None:
        return None
    lost = set(warehouse.unreadable)
    first = min([first or newest, *lost])
    every = {first + timedelta(n) for n in range((newest - first).days + 1)}
    stored = every & set(warehouse.days)
    unreadable = every & lost
    return Days(first, newest, len(stored), len(every - stored - unreadable), len(unreadable))


def measured_of(label: Label) -> list[tuple[str, str, str]]:
    """For each number that adds up over artists: its anchor, its name, of how many it is known."""
    warehouse = label.warehouse
    day = warehouse.latest_day
    if day is None:
        return []
    rows = worldwide(growth(warehouse, _WINDOW, as_of=day, subjects=False))
    return [_told(total) for total in totals(rows, warehouse.roster, day) if total.measured]


def _told(total: Total) -> tuple[str, str, str]:
    metric = total.metric
    of = of_artists(total.measured, total.artists)
    return f"{metric.platform}-{metric.name}", series_name(metric), of


def sources_of(label: Label) -> Sequence[Source]:
    """Every source, the most trusted first."""
    roster = label.warehouse.roster
    told = {one.source for one in latest(label.warehouse) if one.value is not None}
    others = next((artist for artist in roster.artists if not artist.owned), None)
    return [
        Source(
            key=source,
            name=source.replace("_", " "),
            words=SOURCES[source],
            place=place,
            told=source in told,
            own=in_words(roster.policy_for(source, None)),
            others=_of_others(roster, source, others),
        )
        for place, source in enumerate(SOURCE_TRUST, 1)
    ]


def _of_others(roster: Roster, source: str, artist: Artist | None) -> str:
    return in_words(roster.policy_for(source, artist)) if artist else ""


def in_words(policy: Policy) -> str:
    """What a policy lets be done: ``kept for 30 days, shown to everybody``."""
    if not policy.store:
        return "not stored"
    kept = f"kept for {many(policy.days, 'day')}" if policy.days else "kept"
    return f"{kept}, {'may be published' if policy.publish else 'not published'}"


def months_of(label: Label) -> Mapping[str, str]:
    """The newest file of the series for readers, by its name; nothing where none was written."""
    files = sorted((label.root / "reports" / "series").glob("*.csv"))
    return {path.name: f"reports/series/{path.name}" for path in files[-1:]}
