"""The new rows of a run: numbers, countries, cities, and the reasons of what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from backline.collecting.audience.asks import Told
from backline.collecting.audience.known import SETTLING, KnownDays
from backline.errors import SourceError
from backline.measure import (
    LASTING,
    PLATFORM_LABELS,
    VOCABULARY,
    Measurement,
    State,
    youtube_subscriber_step,
)
from backline.sources.soundcharts.answers import SOURCE, Metric, Point
from backline.sources.soundcharts.session import LABEL
from backline.store.cities import CityDay, CityEntry


@dataclass(slots=True)
class Ledger:
    """Rows as they come; those that say nothing new are left out.

    Attributes:
        known: what is stored.
        today: the day of the run.
        clock: gives the time an answer came.
        rows: ready to be stored.
        cities: by day and audience, ready to be stored.
    """

    known: KnownDays
    today: date
    clock: Callable[[], datetime]
    rows: list[Measurement] = field(default_factory=list)
    cities: dict[CityDay, list[CityEntry]] = field(default_factory=dict)

    def told(self, artist: str, said: Told, days: Iterable[date], expected: set[date]) -> None:
        """Write what an answer has of some days, and that it lacks the others that are expected."""
        listed = list(days)
        for metric, points in said.points.items():
            self.series(artist, metric, points, listed, expected)
        for day in listed:
            if day in said.located:
                self._places(artist, next(iter(said.points)), day, said)

    def series(
        self,
        artist: str,
        metric: Metric,
        points: dict[date, Point],
        days: Iterable[date],
        expected: set[date],
        subject: str = "",
    ) -> None:
        """Write the days of one series."""
        for day in days:
            if day in points:
                self._point(artist, metric, day, points[day], subject=subject)
            elif day in expected:
                detail = f"{LABEL} has no {_named(metric)} of this day"
                yet = " yet" if self.today - day <= SETTLING else ""
                self.gap(artist, metric, day, State.NOT_OFFERED, detail + yet, subject)

    def _places(self, artist: str, metric: Metric, day: date, said: Told) -> None:
        located = said.located[day]
        platform, name = metric
        bound = next(m for m in VOCABULARY.values() if (m.platform, m.bound_of) == (platform, name))
        for country, point in sorted(located.countries.items()):
            self._point(artist, (platform, bound.name), day, point, country=country)
        if located.cities:
            self.cities[day, artist, platform, name, SOURCE] = [
                CityEntry(
                    day,
                    artist,
                    platform,
                    name,
                    one.country,
                    one.name,
                    one.region,
                    one.value,
                    SOURCE,
                )
                for one in located.cities
            ]

    def _point(
        self,
        artist: str,
        metric: Metric,
        day: date,
        point: Point,
        *,
        subject: str = "",
        country: str = "",
    ) -> None:
        if point.value is not None:
            self._add(artist, metric, day, point.value, State.MEASURED, "", subject, country)
        elif point.wrong:
            detail = f"{LABEL} gave {point.wrong} for {_named(metric)}, which cannot be"
            self._add(artist, metric, day, None, State.REJECTED, detail, subject, country)
        else:
            detail = f"{LABEL} gave null for {_named(metric)} of this day"
            self._add(artist, metric, day, None, State.NOT_OFFERED, detail, subject, country)

    def gap(
        self,
        artist: str,
        metric: Metric,
        day: date,
        state: State,
        detail: str,
        subject: str = "",
    ) -> None:
        """Write why there is no number of a day."""
        self._add(artist, metric, day, None, state, detail, subject, "")

    def missed(
        self,
        artist: str,
        metrics: Sequence[Metric],
        days: Iterable[date],
        error: SourceError,
        subject: str = "",
    ) -> None:
        """Write what an error cost."""
        detail = str(error) + (LASTING if error.lasting else "")
        for day in days:
            for metric in metrics:
                self.gap(artist, metric, day, error.state, detail, subject)

    def _add(
        self,
        artist: str,
        metric: Metric,
        day: date,
        value: int | None,
        state: State,
        detail: str,
        subject: str,
        country: str,
    ) -> None:
        before = None if country else self.known.at((artist, *metric, subject), day)
        if before and (before.value, before.state, before.detail) == (value, state, detail):
            return
        self.rows.append(
            Measurement(
                date=day,
                artist=artist,
                platform=metric[0],
                metric=metric[1],
                subject=subject,
                country=country,
                value=value,
                state=state,
                resolution=_step(metric, value),
                source=SOURCE,
                detail=detail,
                collected_at=self.clock(),
            )
        )

    def cleaned(self, clean: Callable[[str], str]) -> list[Measurement]:
        """The rows with the keys out of their details."""
        return [replace(row, detail=clean(row.detail)) if row.detail else row for row in self.rows]


def _named(metric: Metric) -> str:
    return f"{PLATFORM_LABELS[metric[0]]} {VOCABULARY[metric].label}"


def _step(metric: Metric, value: int | None) -> int:
    """YouTube's rounding reaches the service as it is; a count that is no multiple is exact."""
    if metric != ("youtube", "subscribers") or value is None:
        return 1
    step = youtube_subscriber_step(value)
    return step if value % step == 0 else 1
