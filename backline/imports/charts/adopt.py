"""Chart days as they are stored, and what becomes of two files that tell one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from backline.imports.charts.lines import ToldDay
from backline.imports.joining import one_song
from backline.imports.known import Known
from backline.names import shown
from backline.store import Store, Subjects
from backline.store.charts import CHARTS, RANK, ChartDay, ChartEntry, day_of_chart

_MAY_LACK = ("previous", "peak", "time_on_chart", "metric", "credit")
"""What one file may tell of a place and another one not."""


@dataclass(slots=True)
class Adopted:
    """What became of chart days.

    Attributes:
        days: to be written, each whole.
        taken: every chart day that is stored afterwards as some file of this import tells it.
        refused: a sentence for each day of a file that another file contradicts.
        said: a sentence for each file that tells nothing new of a day.
    """

    days: dict[ChartDay, list[ChartEntry]] = field(default_factory=dict)
    taken: dict[ChartDay, ToldDay] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Adoption:
    """Takes chart days one after the other; none replaces another file's silently.

    Args:
        store: the root.
        subjects: learns the tracks.
        known: names of artists and tracks.
    """

    def __init__(self, store: Store, subjects: Subjects, known: Known) -> None:
        self.result = Adopted()
        self._data = store.data
        self._subjects = subjects
        self._known = known
        self._months: set[date] = set()
        self._stored: dict[ChartDay, list[ChartEntry]] = {}
        self._told_by: dict[ChartDay, Path] = {}

    def take(self, told: ToldDay, path: Path) -> None:
        """Take one chart day of a file in.

        Raises:
            DataError: the month's file cannot be read.
        """
        entries = self._entries(told)
        day = day_of_chart(entries[0])
        before = self._before(day)
        again = self._told_by.get(day, path) == path and any(
            e.source == told.source for e in before
        )
        if before and not again:
            differs = _difference(before, entries, self._subjects)
            if differs:
                self.result.refused.append(_refusal(told, before[0].source, differs))
                return
            entries = _filled(before, entries, self._subjects)
            if entries == before:
                self.result.said.append(
                    f"{told.source} says of {told.words} what {before[0].source} did."
                )
        self._told_by.setdefault(day, path)
        self._stored[day] = self.result.days[day] = entries
        self.result.taken[day] = told

    def _before(self, day: ChartDay) -> list[ChartEntry]:
        """What is stored of a chart day, or was taken in this import."""
        month = day[0].replace(day=1)
        if month not in self._months:
            self._months.add(month)
            for entry in CHARTS.read(CHARTS.file(self._data, month)):
                self._stored.setdefault(day_of_chart(entry), []).append(entry)
        return self._stored.get(day, [])

    def _entries(self, told: ToldDay) -> list[ChartEntry]:
        entries = []
        for line in told.lines:
            found = self._known.subject(
                line.title, line.credit, spotify=line.spotify, soundcharts=line.soundcharts
            )
            entries.append(
                ChartEntry(
                    date=told.date,
                    chart=told.chart,
                    platform=told.platform,
                    country=told.country,
                    frequency=told.frequency,
                    position=line.position,
                    track=self._known.place(self._subjects, found),
                    credit=found.credit,
                    artists=self._known.artists_of(found.credit),
                    previous=line.previous,
                    peak=line.peak,
                    time_on_chart=line.time_on_chart,
                    time_unit=told.time_unit if line.time_on_chart is not None else "",
                    metric=line.metric if told.metric_kind != RANK else None,
                    metric_kind=told.metric_kind,
                    source=told.source,
                )
            )
        return sorted(entries, key=lambda entry: entry.position)


def _difference(
    before: Sequence[ChartEntry], after: Sequence[ChartEntry], subjects: Subjects
) -> str:
    """Where two tellings of a chart day contradict each other, or nothing."""
    if len(before) != len(after):
        return f"{len(before):,} places against {len(after):,}"
    for one, other in zip(before, after, strict=True):
        if one.position != other.position:
            return f"place {min(one.position, other.position)} stands in one of them alone"
        if one.track and other.track and not _same_track(one, other, subjects):
            return f"place {one.position} has another track"
        for name in _MAY_LACK[:-1]:
            had, has = getattr(one, name), getattr(other, name)
            if None not in (had, has) and had != has:
                what = name.replace("_", " ") if name != "metric" else one.metric_kind
                return f"place {one.position} has {had:,} and {has:,} as {what}"
    return ""


def _same_track(one: ChartEntry, other: ChartEntry, subjects: Subjects) -> bool:
    """Whether two lines of one place are of one track.

    Titles are spelt in many ways: where only one line has an id, the same streams are enough.
    """
    if subjects.song_of(one.track) == subjects.song_of(other.track):
        return True
    known = subjects.get(one.track), subjects.get(other.track)
    if known[0] and known[1] and one_song(known[0], known[1]):
        return True  # not joined yet
    both = _has_id(one, subjects) and _has_id(other, subjects)
    return not both and one.metric is not None and one.metric == other.metric


def _has_id(entry: ChartEntry, subjects: Subjects) -> bool:
    known = subjects.get(entry.track)
    return known is None or bool(known.spotify or known.soundcharts)


def _filled(
    before: Iterable[ChartEntry], after: Iterable[ChartEntry], subjects: Subjects
) -> list[ChartEntry]:
    """A chart day with what a second file knows beyond the first one."""
    filled = []
    for one, other in zip(before, after, strict=True):
        more = {n: getattr(other, n) for n in _MAY_LACK if getattr(one, n) in (None, "")}
        if not one.track or (_has_id(other, subjects) and not _has_id(one, subjects)):
            more["track"] = other.track
        if not one.credit:
            more["artists"] = other.artists
        if one.time_on_chart is None:
            more["time_unit"] = other.time_unit
        if one.metric_kind == RANK:
            more["metric_kind"] = other.metric_kind
        filled.append(replace(one, **more))
    return filled


def _refusal(told: ToldDay, other: str, differs: str) -> str:
    return (
        f"{shown(told.source, 80)} and {shown(other, 80)} disagree about {told.words} ({differs}), "
        f"so what {shown(told.source, 80)} says of it was not taken: leave out the wrong file, or "
        f"name the right one {shown(other, 80)} to replace what is stored."
    )
