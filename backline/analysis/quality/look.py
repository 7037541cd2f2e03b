"""What every detector is given, and the words they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.quality.findings import Value
from backline.measure import LEVEL_BREAKS, PLATFORM_LABELS, VOCABULARY, Kind, Metric
from backline.names import shown
from backline.people import Roster
from backline.warehouse import Warehouse

Course = dict[date, Value]
"""The points of one series."""

MOST_NAMES = 6
"""How many artists a sentence names before it counts the rest."""

MOST_POINTS = 2_500_000
"""About so many points are judged at a time."""

_TABLES = tuple(
    f"quality_{name}" for name in ("measured", "series", "point", "step", "unusual", "leaving")
)

_SMALLEST = 5
_SMALLEST_OF_SWINGING = 10


def smallest_change(metric: Metric) -> int:
    """The smallest change of a metric worth a word: 5, or 10 of what swings within such a range.

    Popularity has only 100 steps and moves by several with one release; members online are
    counted at a moment.
    """
    swings = metric.of_moment or (metric.platform, metric.name) == ("spotify", "popularity")
    return _SMALLEST_OF_SWINGING if swings else _SMALLEST


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a root: its numbers up to a day."""

    warehouse: Warehouse
    as_of: date

    @property
    def roster(self) -> Roster:
        """The artists."""
        return self.warehouse.roster

    def ask(self, question: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a ``quality_*`` question about the days up to ``as_of``."""
        return self.warehouse.ask(f"quality_{question}", as_of=self.as_of, **values)

    def courses(self, ids: Sequence[int], first: date) -> dict[int, Course]:
        """The points of some series from a day on."""
        found: dict[int, Course] = {each: {} for each in ids}
        for row in self.ask("course", ids=list(ids), first=first):
            found[row["id"]][row["date"]] = Value(row["date"], row["value"], row["source"])
        return found

    def name(self, artist: str) -> str:
        """An artist's name, fit for a sentence; the label's for the empty key."""
        found = next((a.name for a in self.roster.artists if a.key == artist), artist)
        return shown(found if artist else self.roster.label, 40)

    def names(self, artists: Sequence[str]) -> str:
        """Several names, the rest counted."""
        return listed([self.name(artist) for artist in artists])


@contextmanager
def prepared(
    warehouse: Warehouse,
    *,
    since: date = date.min,
    until: date = date.max,
    subjects: bool = True,
) -> Iterator[None]:
    """The tables the questions stand on, until the end; every statistic in them looks back only.

    What was looked at before is to be looked at anew.

    Args:
        warehouse: the measurements.
        since: the first day that is looked at.
        until: the last one.
        subjects: also at tracks and videos.
    """
    warehouse.drop(*_TABLES)
    warehouse.look_at(since, until)
    warehouse.prepare("quality_measured", subjects=subjects)
    warehouse.prepare("quality_series", rules=_rules())
    warehouse.prepare("quality_point")
    warehouse.drop("quality_measured")
    _find_steps(warehouse)
    warehouse.prepare("quality_leaving")
    yield
    warehouse.drop(*_TABLES)


def _rules() -> list[dict[str, Any]]:
    """What is to be known of each metric that is judged."""
    return [
        {
            "platform": metric.platform,
            "metric": metric.name,
            "kind": metric.kind.value,
            "days": metric.window,
            "floor": smallest_change(metric),
        }
        for metric in VOCABULARY.values()
        if metric.kind is not Kind.RANK
    ]


def _find_steps(warehouse: Warehouse) -> None:
    """Find the steps of every series and those that are unusual, some series after the other.

    A series is judged by itself, and the windows over all of them at once would fill the memory.
    """
    breaks = [{"platform": b.platform, "metric": b.metric, "date": b.date} for b in LEVEL_BREAKS]
    (extent,) = warehouse.ask("quality_extent")
    parts = max(1, -(-extent["points"] // MOST_POINTS))
    series = max(1, -(-extent["series"] // parts))
    for first in range(1, max(1, extent["series"]) + 1, series):
        ids = {"first": first, "last": first + series - 1}
        warehouse.prepare("quality_step", into="quality_step", **ids)
        warehouse.prepare("quality_unusual", into="quality_unusual", breaks=breaks, **ids)


def listed(words: Sequence[str]) -> str:
    """Words joined, at most :data:`MOST_NAMES` of them and the rest counted."""
    if len(words) > MOST_NAMES:
        return f"{', '.join(words[:MOST_NAMES])} and {len(words) - MOST_NAMES} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def number(platform: str, metric: str, subject: str = "") -> str:
    """A metric in words: ``Spotify followers``, ``YouTube views of the video x``."""
    words = f"{PLATFORM_LABELS.get(platform, platform)} {VOCABULARY[platform, metric].label}"
    return f"{words} ({shown(subject, 40)})" if subject else words


def percent(before: int, value: int) -> str:
    """The change in percent, or as a multiple from ten times on."""
    if value >= 10 * before:
        return f"×{value / before:,.0f}" if before else f"+{value:,}"
    return f"{(value - before) / before:+.0%}".replace("-", "−")


def days(count: int) -> str:
    """``1 day``, ``2 days``."""
    return f"{count:,} day" if count == 1 else f"{count:,} days"
