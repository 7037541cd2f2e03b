"""What the numbers of Spotify for Artists' exports are, and which of them can be kept.

A total since the release is a counter; a count of a period is another number, also where its
column has the same name. Only a period that holds a song's whole life gives totals:

- an all-time list of songs gives streams; its zeros for listeners and saves mean "not told";
- a list of 1, 7 or 28 days gives counts of so many days, which are metrics of their own;
- a list of any period gives totals for the songs that came out in it;
- a timeline gives followers (a level), counts over 28 days, and counts of single days.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from backline.imports.reading import Unplaced
from backline.imports.s4a.exports import Export, Row, Sort
from backline.imports.s4a.period import Period
from backline.measure import Measurement, State, implausible
from backline.names import same_name, shown
from backline.store import Day, Subject, Subjects

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
"""What a timeline's column is, day by day."""

COUNTED = {1: "daily_{}", 7: "{}_7d", 28: "{}_28d"}
"""By the days of its period, what a column of a list of songs is called."""

_Judged = tuple[int | None, State, str]
"""A number with its state, and why there is none."""


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
            subject = self._place(title)
        positive: set[str] = set()
        for row in export.rows:
            if row.day is None:
                raise AssertionError("a row of a timeline has a day")
            for column, number in row.numbers.items():
                why = _impossible(column, number, row, column in positive)
                if number:
                    positive.add(column)
                judged: _Judged = (None, State.REJECTED, why) if why else _judged(number)
                self._add(export, row, TIMELINE[column], judged, subject, row.day)

    def _songs(self, export: Export, period: Period) -> None:
        told = _told(export, period)
        for row in export.rows:
            subject = self._place(row.song, row.released)
            for column, number in row.numbers.items():
                metrics = _metrics(column, row, period)
                if not metrics:
                    self.result.left[f"{column} of a song", _why_left(row, period)] += 1
                why = _untold(column, number, period, told)
                state = State.NOT_OFFERED
                if not why and (why := _impossible(column, number, row, was_positive=False)):
                    state = State.REJECTED
                judged = (None, state, why) if why else _judged(number)
                for metric in metrics:
                    self._add(export, row, metric, judged, subject, period.last)

    def _add(
        self, export: Export, row: Row, metric: str, judged: _Judged, subject: str, day: date
    ) -> None:
        """Take a number, or why there is none; of two that disagree the first counts."""
        number, state, why = judged
        new = Measurement(
            date=day,
            artist=self._artist,
            platform="spotify",
            metric=metric,
            subject=subject,
            value=number,
            state=state,
            source=SOURCE,
            detail=why,
        )
        place = (day, metric, subject)
        before = self._taken.get(place)
        if before and before[0].value is not None and new.value != before[0].value:
            self.result.unplaced.append(
                Unplaced(
                    f"{export.name}:{row.line}",
                    shown(f"{row.song or ''} {day}".strip(), 60),
                    f"{metric.replace('_', ' ')} {'empty' if number is None else number}",
                    f"{before[1]} says {before[0].value}, which is taken",
                )
            )
            return
        self._taken[place] = (new, export.name)


def _metrics(column: str, row: Row, period: Period) -> list[str]:
    """What a song's number is: a total, a count of so many days, or both."""
    whole_life = period.first is None or (row.released is not None and row.released >= period.first)
    found = [column] if whole_life else []
    if period.days in COUNTED:
        found.append(COUNTED[period.days].format(column))
    return found


def _why_left(row: Row, period: Period) -> str:
    """Why a number of a song is neither a total nor a count that is kept."""
    known = "its release date is not told" if row.released is None else "the song is older"
    return f"counted over {period.days} days, {period}, and {known}: 1, 7 and 28 days are kept"


def _told(export: Export, period: Period) -> set[str]:
    """The columns of a list of songs that tell anything: others have a 0 in every line.

    Nobody streams without listening: where there are streams and no listener in any line, the
    list has no listeners, and its zeros for saves are worth no more. In a period in which there
    were listeners nobody may have saved a song.
    """
    positive = {c for c in export.columns if any(row.numbers.get(c) for row in export.rows)}
    quiet = "streams" not in positive or "listeners" in positive
    if period.first is not None and quiet:
        return set(export.columns)
    return positive | {"streams"}


def _untold(column: str, number: int | None, period: Period, told: set[str]) -> str:
    """Why a number of a list of songs is none that was told, or nothing."""
    all_time = period.first is None
    if column in told and not (all_time and column == "listeners" and not number):
        return ""
    return f"an export of {'all time' if all_time else 'this period'} does not tell {column}"


def _judged(number: int | None) -> _Judged:
    """A number as it stands, or that it is none."""
    if number is None:
        return None, State.FAILED, "the export leaves it empty"
    if implausible("spotify", "streams", number):
        return None, State.REJECTED, "no number that can be"
    return number, State.MEASURED, ""


def _impossible(column: str, number: int | None, row: Row, was_positive: bool) -> str:
    """Why a 0 cannot be true, or nothing."""
    if number != 0:
        return ""
    if column == "followers" and was_positive:
        return "0 followers after there were some"
    if column == "monthly listeners" and row.numbers.get("listeners"):
        return "0 monthly listeners on a day with listeners"
    other = {"listeners": "streams", "streams": "listeners"}.get(column)
    if other and row.numbers.get(other):
        return f"0 {column} where there are {other}"
    return ""


def _words(metric: str, subject: str) -> str:
    return f"{'song ' if subject else ''}{metric.replace('_', ' ')}"
