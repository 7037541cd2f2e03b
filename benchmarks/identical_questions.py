"""Every question there is, put by the rooms that put it: what two engines are asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backline.analysis.coverage import coverage, coverage_batches
from backline.analysis.first_days import first_days
from backline.analysis.forecast.courses import courses
from backline.analysis.growth import growth, growth_batches
from backline.analysis.latest import latest, latest_batches
from backline.analysis.marks import marks
from backline.analysis.milestones import milestones
from backline.analysis.points import points
from backline.analysis.popularity import popularity_batches
from backline.analysis.quality.audit import audit
from backline.analysis.quality.counters import stuck_counters
from backline.analysis.quality.leaving import left_the_window
from backline.analysis.quality.look import Look, prepared
from backline.analysis.unusual import unusual
from backline.analysis.verdicts import SPANS, Series, Verdict, Verdicts, verdicts
from backline.campaigns.asked import Campaigns
from backline.measure import IMPORTED, VOCABULARY
from backline.warehouse import Warehouse
from backline.weekly.figures import Weekly
from benchmarks.identical_root import COUNTRY, SECOND

ONE_MACHINE: Mapping[str, str] = {
    "newest_differing": "holds this machine's small table of newest values against the days; a "
    "cluster has none and reads the days",
}
"""Questions that only DuckDB is asked, each with the reason."""

PIECES = frozenset({
    "campaign_scraped", "corrected", "empty", "laid_over", "measurement_corrected",
    "measurement_plain", "measurement_published", "newest_settled", "no_charts", "no_cities",
    "views",
})  # fmt: skip
"""Texts that others are made with and that are asked as their part; the first by tests alone."""

NOT_ON_SAIL: Mapping[str, str] = {
    "campaign_tiles": "Sail knows no recursive query",
    "campaign_evidence": "Sail comes to plans that do not fit together",
}
"""Questions that Spark answers and Sail does not, each with the reason."""

UNORDERED: Mapping[str, tuple[str, ...]] = {"audience_series": ("points", "gaps", "sources")}
"""Columns whose lists stand in no order, as their question says."""


@dataclass(frozen=True, slots=True)
class About:
    """What is asked about.

    Attributes:
        day: the latest measured day.
        artists: roster keys.
        songs: keys of songs that are counted.
    """

    day: date
    artists: tuple[str, ...]
    songs: tuple[str, ...]

    def back(self, days: int) -> date:
        """The day so many days before the latest."""
        return self.day - timedelta(days=days)


def _all(batches: Iterable[object]) -> None:
    deque(batches, maxlen=0)


def _judge(warehouse: Warehouse, about: About) -> None:
    """Say something of some numbers up to the latest day: of so many artists nobody judges them."""
    told: dict[Series, tuple[Verdict, ...]] = {}
    for artist in about.artists:
        series = (artist, "spotify", "followers", "", "")
        told[series] = (
            Verdict(series, 0, "its number", touches=about.day),
            Verdict(series, 1, "a step", step=about.back(4)),
            Verdict(series, 2, "stands still", stuck_since=about.back(6)),
        )
    for days in SPANS:
        warehouse.remember(("verdicts", about.day, days), lambda: Verdicts(told), always=True)
        assert verdicts(warehouse, about.day, days).by_series == told


def _growth(warehouse: Warehouse, about: About) -> None:
    _judge(warehouse, about)
    for days in (7, 28, 90):
        growth(warehouse, days, as_of=about.day)
    growth(warehouse, 28, as_of=about.back(3), artist=about.artists[0], subjects=False)
    _all(growth_batches(warehouse, (7, 28), as_of=about.day, subjects=False))
    _all(growth_batches(warehouse, (7, 28, 30), as_of=about.day, lean=True, subjects=False))


def _by_snapshot(warehouse: Warehouse, about: About) -> None:
    growth(warehouse, 7, as_of=about.day, by="snapshot")
    growth(warehouse, 28, as_of=about.day, by="snapshot")


def _latest(warehouse: Warehouse, about: About) -> None:
    _judge(warehouse, about)
    latest(warehouse)
    latest(warehouse, as_of=about.back(10), artist=about.artists[1])
    _all(latest_batches(warehouse, 30))
    _all(latest_batches(warehouse, 30, subjects=False, lean=True))


def _coverage(warehouse: Warehouse, about: About) -> None:
    coverage(warehouse, 30, as_of=about.day)
    coverage(warehouse, 7, as_of=about.back(2), artist=about.artists[0])
    _all(coverage_batches(warehouse, (7, 30)))


def _points(warehouse: Warehouse, about: About) -> None:
    points(warehouse, about.back(40), about.day)
    marks(warehouse, about.artists[3], about.back(40), about.day)
    unusual(warehouse, about.day)
    milestones(warehouse, about.day, about.artists)
    first_days(warehouse, (7, 28), about.day, about.artists[0])
    courses(warehouse, VOCABULARY["spotify", "followers"], about.back(50), about.day, about.artists)


def _reports(warehouse: Warehouse, about: About) -> None:
    _all(popularity_batches(warehouse, about.back(20), about.day))
    warehouse.look_at(about.back(30), about.day)
    warehouse.let(series_platform="spotify", series_late=True, series_over=False)
    warehouse.ask("series_platforms")
    warehouse.drop("gathered")
    warehouse.prepare("series_month", into="gathered")
    warehouse.ask("gathered", "series_in_order")
    warehouse.drop("gathered")
    warehouse.ask("first_measured")
    warehouse.ask("corrections_applied")
    warehouse.ask("platforms_told", measured="measured")
    questions: dict[str, dict[str, Any]] = {
        "heard": {"day": about.day},
        "last_told": {"source": SECOND, "first": about.back(20)},
        "backfill_known": {"source": SECOND, "first": about.back(20)},
        "overdue": {"source": SECOND, "artists": list(about.artists), "last": about.back(9)},
    }
    for question, values in questions.items():
        warehouse.ask(question, **values)


def _weekly(warehouse: Warehouse, about: About) -> None:
    weekly = Weekly(warehouse, as_of=about.day)
    for artist in warehouse.roster.artists[:3]:
        weekly.block(artist, (7, 28))


_OF_ALL_SONGS = (
    "chart_platforms", "charted_songs", "known_artists", "song_extents", "unpublished",
)  # fmt: skip


def _audience(warehouse: Warehouse, about: About) -> None:
    first, artists, songs = about.back(30), list(about.artists), list(about.songs)
    warehouse.look_at(first, about.day)
    warehouse.look_at_charts(first, about.day)
    warehouse.look_at_cities(first, about.day)
    span = {"first": first, "last": about.day}
    charted = {**span, "country": COUNTRY, "platform": "spotify"}
    credited = {"artists": artists, "songs": songs}
    counted = {"songs": songs, "metrics": ["streams", "shazams"]}
    of = {"artists": artists, "platforms": ["spotify", "tiktok"]}
    questions: dict[str, dict[str, Any]] = {
        "audience_series": {"first": first, "country": "", **of},
        "chart_days": charted,
        "chart_lines": {**charted, **credited},
        "chart_lines_all": {**span, "country": COUNTRY, **credited},
        "song_places": {**span, **credited},
        "cities": {**span, "country": COUNTRY, **of},
        "song_counts": {**counted, "platform": "spotify", "country": COUNTRY},
        "song_counts_all": counted,
        "newest_of_charts": {"platform": "spotify", "country": COUNTRY},
        "newest_of_counts": {
            "platform": "spotify", "country": COUNTRY, "metrics": ["streams"],
        },
        "newest_charted": {"today": about.day},
        "last_charted": {"source": "charts.csv"},
    }  # fmt: skip
    for question, values in questions.items():
        warehouse.ask(question, **values)
    for question in _OF_ALL_SONGS:
        warehouse.ask(question)


def _audit(warehouse: Warehouse, about: About) -> None:
    audit(warehouse, as_of=about.day)
    with prepared(warehouse):
        look = Look(warehouse, about.day)
        left_the_window(look)
        stuck_counters(look)
        look.courses([1, 2, 3], about.back(20))
        look.ask("still", date=about.back(1), artist=None, metrics=None, known=10)
        look.ask("rhythm", imported=list(IMPORTED))


ROOMS: Mapping[str, Callable[[Warehouse, About], object]] = {
    "growth by the calendar": _growth,
    "growth by snapshot": _by_snapshot,
    "latest": _latest,
    "coverage": _coverage,
    "points": _points,
    "reports": _reports,
    "weekly": _weekly,
    "audience": _audience,
    "quality": _audit,
}
"""What is asked of the measurements."""

_OF_CAMPAIGNS = (
    "absent", "clients", "held", "inventory", "playlists", "read", "renamed", "unassigned",
    "vendors",
)  # fmt: skip


def ask_campaigns(campaigns: Campaigns) -> None:
    """Everything that is asked of campaigns."""
    for name in _OF_CAMPAIGNS:
        campaigns.ask(f"campaign_{name}")
    placements = [row["id"] for row in campaigns.rows("from placement order by id")][:20]
    track = campaigns.rows("select min(track) as track from credit")[0]["track"]
    campaigns.ask("campaign_breakdown", campaign="campaign-1")
    campaigns.ask("campaign_evidence", among=placements)
    campaigns.ask("campaign_paid", track=track)
    campaigns.rows("from total order by campaign")
    campaigns.rows("from line")
    campaigns.rows("from waiting")
