"""What every chart file is read into, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from backline.imports.reading import Unplaced
from backline.store.charts import RANK, STREAMS

COUNT_STREAMS = ("spotify", "youtube")
"""The platforms whose charts count plays where nothing else is said of a chart's numbers."""


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart file.

    Attributes:
        line: of the file, from 1.
        spotify: the track's id at Spotify, empty where the line has none.
        soundcharts: the song's uuid at Soundcharts, empty where the line has none.

    The others are those of :class:`backline.store.charts.ChartEntry`.
    """

    line: int
    position: int
    title: str
    credit: str
    spotify: str = ""
    soundcharts: str = ""
    previous: int | None = None
    peak: int | None = None
    time_on_chart: int | None = None
    metric: int | None = None


@dataclass(slots=True)
class ToldDay:
    """One day of one chart as one file tells it; see :class:`backline.store.charts.ChartEntry`."""

    date: date
    chart: str
    platform: str
    country: str
    frequency: str
    time_unit: str
    metric_kind: str
    source: str
    lines: list[ChartLine]

    @property
    def words(self) -> str:
        """The chart and its day, for people."""
        return f"{self.platform} {self.chart} of {self.date}"


@dataclass(slots=True)
class Told:
    """What one file tells.

    Attributes:
        said: a sentence for each oddity that cost nothing.
    """

    days: list[ToldDay] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def kind_of_metric(platform: str, metrics: Iterable[int | None]) -> str:
    """What the numbers of a chart's day are where no file says it: plays, or none at all."""
    counts = platform in COUNT_STREAMS and any(metric and metric > 0 for metric in metrics)
    return STREAMS if counts else RANK


def place_of(number: int | None) -> int | None:
    """A place before or a best place; -1 and 0 stand for none, of new entries and returns."""
    return number if number is not None and number > 0 else None
