"""What the numbers of Spotify for Artists' exports are, and which of them can be kept.

A total since the release is a counter; a count of a period is another number, also where its
column has the same name. Only a period that holds a song's whole life gives totals:

- an all-time list of songs gives streams; its zeros for listeners and saves mean "not told";
- a list of a named period gives totals for the songs that came out in it, and for older ones
  counts of so many days, kept under names of their own where the vocabulary has them;
- a timeline gives followers (a level), monthly listeners (28 days), and counts of single days.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from backline.day import Day
from backline.errors import ConfigError
from backline.imports.label_folder import Unplaced
from backline.imports.s4a_exports import Export, Row, Sort
from backline.measure import VOCABULARY, Measurement, State, implausible
from backline.names import same_name, shown
from backline.subjects import Subject, Subjects

SOURCE = "s4a_export"

TIMELINE = {
    "followers": "followers",
    "monthly listeners": "monthly_listeners",
    "listeners": "daily_listeners",
    "streams": "daily_streams",
    "saves": "daily_saves",
    "playlist adds": "daily_playlist_adds",
    "monthly active listeners": "monthly_active_listeners",
    "super listeners": "super_listeners",
}
"""What a timeline's column is, day by day. A name the vocabulary lacks is not taken."""

TOTALS = {"streams": "streams", "listeners": "listeners", "saves": "saves"}
"""What a column of a list of songs is, where it counts from the release on."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a list of songs is counted over, as a person said.

    Attributes:
        first: its first day, None for all time.
        last: its last day; of an all-time list the day it was exported.
    """

    first: date | None
    last: date

    @property
    def days(self) -> int:
        """How many days it has, both ends included; 0 for all time."""
        return (self.last - self.first).days + 1 if self.first else 0

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.first else f"all time up to {self.last}"


def period_of(
    first: date | None, last: date | None, *, all_time: bool, today: date
) -> Period | None:
    """The period a person named, or None where nothing was said.

    Args:
        first: ``--from``.
        last: ``--to``.
        all_time: ``--all-time``.
        today: no export counts beyond it.

    Raises:
        ConfigError: something is missing or contradicts itself.
    """
    if first is None and last is None and not all_time:
        return None
    if all_time and first is not None:
        raise ConfigError("--all-time has no first day: leave --from out.")
    if last is None:
        raise ConfigError(
            "--to is missing: the last day the list is counted over, or the day it was exported."
        )
    if first is None and not all_time:
        raise ConfigError("--from is missing: the first day; or say --all-time.")
    if last > today:
        raise ConfigError(f"--to {last} has not come yet.")
    if first and first > last:
        raise ConfigError(f"--from {first} is after --to {last}.")
    return Period(first, last)


@dataclass(slots=True)
class Adopted:
    """What became of some exports.

    Attributes:
        days: the days they speak of.
        counts: by (number in words, state) how many got it.
        reasons: by (number in words, state, why) the gaps.
        left: by (number in words, why) the numbers that were not taken.
        unplaced: what could not be read, and where two files disagree.
        notes: sentences worth a look.
    """

    days: dict[date, Day] = field(default_factory=dict)
    counts: Counter[tuple[str, State]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, State, str]] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Adoption:
    """Takes one export after the other.

    Args:
        artist: roster key.
        subjects: learns the songs.
        period: what lists of songs are counted over; None where there are none.
        song: the title a song's timeline is of; None where its file's name says it.
    """

    def __init__(
        self, artist: str, subjects: Subjects, period: Period | None, song: str | None
    ) -> None:
        self.result = Adopted()
        self._artist = artist
        self._subjects = subjects
        self._period = period
        self._song = song
        own = (s for s in subjects.all() if (s.kind, s.artist) == ("track", artist))
        self._titles: dict[str, Subject] = {}
        for known in own:
            self._titles.setdefault(same_name(known.title), known)
        self._taken: dict[tuple[date, str, str], tuple[Measurement, str]] = {}

    def take(self, export: Export) -> None:
        """Judge one file's numbers."""
        self.result.unplaced += export.unread
        if export.sort is Sort.SONGS and self._period:
            self._songs(export, self._period)
        elif export.sort is Sort.PLAYLISTS:
            why = "playlists are named by their titles only, which repeat and change"
            for name in export.columns:
                self.result.left[f"{name} of a playlist", why] += len(export.rows)
        elif export.sort in (Sort.AUDIENCE, Sort.SONG):
            self._timeline(export)

    def _place(self, title: str, released: date | None = None) -> str:
        """The key of a song; of one that is known only a missing release date is added."""
        known = self._titles.get(same_name(title))
        day = released.isoformat() if released else ""
        if known is not None:
            title, day = known.title, known.release_date or day
        new = Subject("", "track", self._artist, title, release_date=day)
        return self._subjects.place(new)

    def finish(self) -> Adopted:
        """Put what was taken into its days."""
        for row, _ in self._taken.values():
            self.result.days.setdefault(row.date, Day(row.date)).measurements.append(row)
            name = _words(row.metric, row.subject)
            self.result.counts[name, row.state] += 1
            if row.state is not State.MEASURED:
                self.result.reasons[name, row.state, row.detail] += 1
        return self.result

    def _timeline(self, export: Export) -> None:
        subject = ""
        if export.sort is Sort.SONG:
            title = self._song or export.named_after
            if not title:
                why = "the file names no song; name it with --song"
                self.result.left["streams of a song", why] += len(export.rows)
                return
            if ("spotify", TIMELINE["streams"]) in VOCABULARY:
                subject = self._place(title)
        positive: set[str] = set()
        for row in export.rows:
            for column, number in row.numbers.items():
                metric = TIMELINE[column]
                if ("spotify", metric) not in VOCABULARY:
                    why = f"{metric} is no number of the vocabulary"
                    self.result.left[f"{column} of a day", why] += 1
                    continue
                why = _impossible(column, number, row, column in positive)
                if number:
                    positive.add(column)
                self._add(export, row, metric, number, why, subject)

    def _songs(self, export: Export, period: Period) -> None:
        told = {
            column
            for column in export.columns
            if column == "streams" or any(row.numbers.get(column) for row in export.rows)
        }
        for row in export.rows:
            subject = self._place(row.song, row.released)
            metrics = self._metrics(row, period)
            for column, number in row.numbers.items():
                metric = metrics.get(column)
                if metric is None:
                    why = f"counted over {period}, which is no total of a song that is older"
                    if row.released is None:
                        why = f"counted over {period}, and its release date is not told"
                    self.result.left[f"{column} of a song", why] += 1
                    continue
                why = ""
                if period.first is None and (
                    column not in told or (column == "listeners" and not number)
                ):
                    why = f"an export of all time does not tell {column}"
                self._add(export, row, metric, number, why, subject, period.last)

    @staticmethod
    def _metrics(row: Row, period: Period) -> dict[str, str]:
        """The metric of each column for one song: totals, else counts of so many days."""
        if period.first is None or (row.released and row.released >= period.first):
            return TOTALS
        spans = {column: f"{name}_{period.days}d" for column, name in TOTALS.items()}
        return {c: name for c, name in spans.items() if ("spotify", name) in VOCABULARY}

    def _add(
        self,
        export: Export,
        row: Row,
        metric: str,
        number: int | None,
        why: str,
        subject: str,
        day: date | None = None,
    ) -> None:
        at = day or row.day
        if at is None:
            raise AssertionError("a row of a timeline has a day")
        state = State.MEASURED
        if why:
            number, state = None, State.NOT_OFFERED if day else State.REJECTED
        elif number is None:
            state, why = State.FAILED, "the export leaves it empty"
        elif implausible("spotify", metric, number):
            number, state, why = None, State.REJECTED, "no number that can be"
        new = Measurement(
            date=at,
            artist=self._artist,
            platform="spotify",
            metric=metric,
            subject=subject,
            value=number,
            state=state,
            source=SOURCE,
            detail=why,
        )
        place = (at, metric, subject)
        before = self._taken.get(place)
        if before and before[0].value is not None and new.value != before[0].value:
            self.result.unplaced.append(
                Unplaced(
                    f"{export.name}:{row.line}",
                    shown(f"{row.song or ''} {at}".strip(), 60),
                    f"{metric.replace('_', ' ')} {'empty' if number is None else number}",
                    f"{before[1]} says {before[0].value}, which is taken",
                )
            )
            return
        self._taken[place] = (new, export.name)


def _impossible(column: str, number: int | None, row: Row, was_positive: bool) -> str:
    """Why a 0 of a timeline cannot be true, or nothing."""
    if number != 0:
        return ""
    if column == "followers" and was_positive:
        return "0 followers after there were some"
    if column == "monthly listeners" and row.numbers.get("listeners"):
        return "0 monthly listeners on a day with listeners"
    return ""


def _words(metric: str, subject: str) -> str:
    return f"{'song ' if subject else ''}{metric.replace('_', ' ')}"
