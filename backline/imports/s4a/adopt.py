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

from backline.imports.reading import Unplaced, in_file_order
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


@dataclass(frozen=True, slots=True)
class _Said:
    """What one line of one file says of a number.

    Attributes:
        title: of the song, where the line has it.
    """

    place: str
    title: str
    judged: _Judged


_Point = tuple[date, str, str]
"""Day, metric, subject."""


class Adoption:
    """Takes exports in any order, then judges all their lines by their days.

    Neither the order of the files nor that of their lines decides anything: of two lines that give
    different numbers for one day neither is taken.

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
        for known in sorted(own, key=lambda subject: subject.key):
            self._titles.setdefault(same_name(known.title), known)
        self._timelines: list[tuple[Export, str]] = []
        self._lists: list[Export] = []
        self._said: dict[_Point, list[_Said]] = {}

    def take(self, export: Export) -> None:
        """Take one file in."""
        self.result.unplaced += export.unread
        if export.sort is Sort.SONGS and self._period:
            self._lists.append(export)
        elif export.sort is Sort.PLAYLISTS:
            why = "playlists are named by their titles only, which repeat and change"
            for name in export.columns:
                self.result.left[f"{name} of a playlist", why] += len(export.rows)
        elif export.sort is Sort.AUDIENCE:
            self._timelines.append((export, ""))
        elif export.sort is Sort.SONG:
            title = self._song or export.named_after
            if title:
                self._timelines.append((export, title))
            else:
                why = "the file names no song; name it with --song"
                self.result.left["streams of a song", why] += len(export.rows)

    def finish(self) -> Adopted:
        """Judge everything that was taken in and put it into its days."""
        keys = self._places()
        self._judge_timelines(keys)
        for export in self._lists:
            if self._period:
                self._judge_songs(export, self._period, keys)
        for point, said in sorted(self._said.items()):
            day, metric, subject = point
            number, state, why = self._agreed(point, said)
            row = Measurement(
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
            self.result.days.setdefault(day, Day(day)).measurements.append(row)
            name = _words(metric, subject)
            self.result.counts[name, state] += 1
            if state is not State.MEASURED:
                self.result.reasons[name, state, why] += 1
        self.result.unplaced.sort(key=in_file_order)
        return self.result

    def _places(self) -> dict[str, str]:
        """The key of every song by its title, the titles in their own order."""
        titles = {(title, "") for _, title in self._timelines if title}
        for export in self._lists:
            for row in export.rows:
                titles.add((row.song, row.released.isoformat() if row.released else ""))
        order = sorted(titles, key=lambda pair: (same_name(pair[0]), pair[0], pair[1] or "~"))
        return {title: self._place(title, day) for title, day in order}

    def _place(self, title: str, day: str) -> str:
        """The key of a song; of one that is known only a missing release date is added."""
        known = self._titles.get(same_name(title))
        if known is not None:
            title, day = known.title, known.release_date or day
        key = self._subjects.place(Subject("", "track", self._artist, title, release_date=day))
        self._titles[same_name(title)] = self._subjects.get(key) or Subject("", "", "", title)
        return key

    def _judge_timelines(self, keys: dict[str, str]) -> None:
        lines = [(row, export, t) for export, t in self._timelines for row in export.rows]
        since: dict[tuple[str, str], date] = {}
        for row, _, title in lines:
            for column, number in row.numbers.items():
                if row.day and number:
                    earliest = min(since.get((column, title), row.day), row.day)
                    since[column, title] = earliest
        for row, export, title in lines:
            if row.day is None:
                raise AssertionError("a row of a timeline has a day")
            for column, number in row.numbers.items():
                first = since.get((column, title))
                why = _impossible(column, number, row, bool(first and first < row.day))
                judged: _Judged = (None, State.REJECTED, why) if why else _judged(number)
                subject = keys[title] if title else ""
                self._say((row.day, TIMELINE[column], subject), export, row, judged)

    def _judge_songs(self, export: Export, period: Period, keys: dict[str, str]) -> None:
        told = _told(export, period)
        for row in export.rows:
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
                    self._say((period.last, metric, keys[row.song]), export, row, judged)

    def _say(self, point: _Point, export: Export, row: Row, judged: _Judged) -> None:
        said = _Said(f"{export.name}:{row.line}", row.song, judged)
        self._said.setdefault(point, []).append(said)

    def _agreed(self, point: _Point, said: list[_Said]) -> _Judged:
        """What the lines about one number agree on; a number goes before a gap."""
        numbers = sorted({one.judged[0] for one in said if one.judged[0] is not None})
        if len(numbers) < 2:
            return min((one.judged for one in said), key=_rank)
        day, metric, _ = point
        told = " and ".join(f"{number:,}" for number in numbers[:3])
        for one in said:
            if one.judged[0] is not None:
                self.result.unplaced.append(
                    Unplaced(
                        one.place,
                        shown(f"{one.title} {day}".strip(), 60),
                        f"{metric.replace('_', ' ')} {one.judged[0]}",
                        f"lines about this number say {told}, so none is taken",
                        "lines about one number disagree, so none is taken",
                    )
                )
        return None, State.REJECTED, f"lines of the exports disagree: {told}"


_ORDER = (State.MEASURED, State.REJECTED, State.NOT_OFFERED, State.FAILED)


def _rank(judged: _Judged) -> tuple[int, str]:
    """A number first, then the reason that says most."""
    return _ORDER.index(judged[1]), judged[2]


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
