"""The new rows of one artist: what is stored already, or says nothing new, is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from backline.collecting.backfill.weeks import KnownWeeks, Week, Window
from backline.collecting.known import Series
from backline.errors import SourceError
from backline.measure import Measurement, State, youtube_subscriber_step
from backline.names import shown
from backline.net import RefusedError
from backline.sources.chartmetric.answers import SOURCE, Metric, Point


class Ledger:
    """Rows as they come.

    Args:
        artist: roster key.
        known: what is stored.
        clock: gives the time an answer came.

    Attributes:
        rows: new or changed ones, ready to be stored.
        trouble: the first sentence about something that was asked for and not answered.
    """

    def __init__(self, artist: str, known: KnownWeeks, clock: Callable[[], datetime]) -> None:
        self.rows: list[Measurement] = []
        self.trouble = ""
        self._artist = artist
        self._known = known
        self._clock = clock

    def series(self, metric: Metric, subject: str = "") -> Series:
        """The artist's series of a metric."""
        return self._artist, *metric, subject

    def week(self, series: Series, week: Week, point: Point | None, why: str) -> None:
        """Write a week's point, or that the service has none unless something is stored."""
        if point is not None:
            self.point(series, point)
            self._answered(series, week, point)
        elif not self._known.in_week(series, week):
            self.gap(series, week.last, State.NOT_OFFERED, why)

    def _answered(self, series: Series, week: Week, point: Point) -> None:
        """Take back that a week has no number, once it has one of an earlier day.

        The row of its last day stays, since rows are never removed, and says where the number is.
        """
        gap = self._known.at(series, week.last)
        if point.value is None or point.day == week.last or gap is None:
            return
        if gap.state not in (State.MEASURED, State.REJECTED):
            why = f"Chartmetric has the number of this week on {point.day}"
            self.gap(series, week.last, State.NOT_OFFERED, why)

    def point(self, series: Series, point: Point, said: object = "") -> None:
        """Write a number; ``said`` is what stood there when it can be none."""
        if point.value is None:
            wrong = f" ({shown(repr(said), 40)})" if said else ""
            why = f"Chartmetric gave no number that can be{wrong}"
            self.gap(series, point.day, State.REJECTED, why)
            return
        before = self._known.at(series, point.day)
        if before is None or before.value != point.value:
            step = _step(series, point.value)
            self._add(series, point.day, point.value, State.MEASURED, step=step)

    def gap(self, series: Series, day: date, state: State, detail: str) -> None:
        """Write why there is no number."""
        before = self._known.at(series, day)
        if before is None or (before.state, before.detail) != (state, detail):
            self._add(series, day, None, state, detail)

    def missed(
        self, error: SourceError, several: Sequence[Series], window: Window | None, today: date
    ) -> None:
        """Write what an error cost: the weeks of which nothing is known, or today.

        Raises:
            SourceError: the error, where nothing more can be had in this run.
        """
        self.heed(error)
        for series in several:
            if window is None:
                self.gap(series, today, error.state, str(error))
                continue
            for week in window.weeks:
                if not self._known.in_week(series, week):
                    self.gap(series, week.last, error.state, str(error))

    def rejected(self, several: Sequence[Series], window: Window, detail: str) -> None:
        """Write that a window's answer is about somebody else."""
        self.trouble = self.trouble or detail
        for series in several:
            for week in window.weeks:
                if not self._known.in_week(series, week):
                    self.gap(series, week.last, State.REJECTED, detail)

    def heed(self, error: SourceError) -> None:
        """Remember an error that concerns this artist.

        Raises:
            SourceError: the error, where nothing more can be had in this run.
        """
        if error.scope == "platform" and not isinstance(error, RefusedError):
            raise error
        if error.state is State.FAILED:
            self.trouble = self.trouble or str(error)

    def _add(
        self,
        series: Series,
        day: date,
        value: int | None,
        state: State,
        detail: str = "",
        step: int = 1,
    ) -> None:
        artist, platform, metric, subject = series
        self.rows.append(
            Measurement(
                date=day,
                artist=artist,
                platform=platform,
                metric=metric,
                subject=subject,
                value=value,
                state=state,
                resolution=step,
                source=SOURCE,
                detail=detail,
                collected_at=self._clock(),
            )
        )


def _step(series: Series, value: int) -> int:
    """YouTube's rounding reaches the service as it is; a count that is no multiple is exact."""
    if series[1:3] != ("youtube", "subscribers"):
        return 1
    step = youtube_subscriber_step(value)
    return step if value % step == 0 else 1
