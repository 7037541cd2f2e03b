"""The track breakdown: with which songs an artist was heard, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.charts import is_main
from backline.analysis.audience.daily import Daily, Streams
from backline.analysis.audience.songs import Songs
from backline.analysis.audience.sources import (
    Line,
    Point,
    Told,
    conventions,
    days_of,
    missing,
    telling,
)
from backline.credits import credited
from backline.store.charts import STREAMS

ChartDays = Mapping[str, frozenset[date]]
"""By chart: the days of which it is known who stood on it."""


@dataclass(frozen=True, slots=True)
class Track:
    """One song in a period.

    Attributes:
        key: of the subject whose title it has.
        uuid: of the song at Soundcharts, None where it is not known.
        total: streams of the days that are known; None where no source counts any.
        average: total by known day.
        peak: the best day that is known by itself.
        position: the best place on the chart that gave the streams, else on the main chart.
        weeks: on that chart, as the platform counts them; None on a chart of days.
        chart_days: days of the period on it; None on a chart of weeks.
        known: how many days of the period are known.
        why_missing: how many days are not, by reason.
        source: what the streams come from, in words; empty where they are not known.
        at_least: the total is of a part of the period's days.
        change: total less that of the equally long period before; None unless both are whole.
        share: of all songs' streams.
        days: the streams of each known day.
    """

    key: str
    uuid: str | None
    title: str
    credit: str
    total: int | None
    average: float | None
    peak: tuple[date, int] | None
    position: int | None
    weeks: int | None
    chart_days: int | None
    known: int
    why_missing: Mapping[str, int]
    source: str
    sources: tuple[str, ...]
    at_least: bool
    change: int | None
    share: float | None
    notes: tuple[str, ...]
    days: Mapping[date, Streams]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An artist's songs on a platform in a period, most streams first."""

    whom: Whom
    platform: str
    tracks: tuple[Track, ...]

    @property
    def total(self) -> int | None:
        """The streams of all songs, None where none are known."""
        known = [track.total for track in self.tracks if track.total is not None]
        return sum(known) if known else None

    @property
    def counted(self) -> int:
        """Of how many songs any streams are known."""
        return sum(track.total is not None for track in self.tracks)

    @property
    def at_least(self) -> bool:
        """Whether the total is of a part of the songs or of their days."""
        some = 0 < self.counted < len(self.tracks)
        return some or any(track.at_least for track in self.tracks)


def breakdown(
    asked: Asked,
    whom: Whom,
    platform: str,
    songs: Songs,
    points: Iterable[Point],
    lines: Iterable[Line],
    chart_days: ChartDays,
) -> Breakdown:
    """The breakdown of what is stored.

    Args:
        asked: the question.
        whom: the artist.
        platform: one of the asked.
        songs: every song there is.
        points: counts of the artist's songs, also of days around the period.
        lines: the artist's lines on charts, likewise.
        chart_days: the days that there are of each chart that counts streams.
    """
    of_songs: dict[str, tuple[list[Point], list[Line]]] = {}
    for point in points:
        of_songs.setdefault(songs.song_of(point.subject), ([], []))[0].append(point)
    for line in lines:
        of_songs.setdefault(songs.song_of(line.track), ([], []))[1].append(line)
    found = [
        track
        for song, (own, charted) in of_songs.items()
        if (track := _track(asked, platform, songs, song, own, charted, chart_days))
    ]
    whole = sum(track.total or 0 for track in found)
    shared = [
        replace(track, share=round(track.total / whole, 6)) if whole and track.total is not None
        else track
        for track in found
    ]  # fmt: skip
    return Breakdown(whom, platform, tuple(sorted(shared, key=_place)))


def _place(track: Track) -> tuple[object, ...]:
    none = track.total is None
    return none, -(track.total or 0), track.position or 10**6, track.title.casefold(), track.key


def _track(
    asked: Asked,
    platform: str,
    songs: Songs,
    song: str,
    points: Sequence[Point],
    lines: Sequence[Line],
    chart_days: ChartDays,
) -> Track | None:
    """One song, or None where nothing was heard of it in the period."""
    within = [line for line in lines if days_of(asked, platform, line)]
    told = telling(asked, platform, points, lines)
    elsewhere = _elsewhere(asked, platform, points, within) if told is None else []
    if told is None and not within and not elsewhere:
        return None
    daily = told.daily.within(asked.first, asked.last) if told else Daily()
    total = daily.total()
    key = _called(asked, songs, song, told, within)
    subject = songs.subject(key)
    credit = (subject.credit if subject else "") or next((n.credit for n in within if n.credit), "")
    chart = _chart(asked, told, within)
    on_it = [line for line in within if line.chart == chart and line.country == asked.country]
    change, unknown = _change(asked, told, total, daily)
    notes = [
        *_of_credit(credit),
        *_of_days(daily, told),
        *(conventions(platform, told) if told else elsewhere),
        *_of_ids(told),
        *_of_nothing(total, daily, on_it),
        *([unknown] if unknown else []),
    ]
    return Track(
        key=key,
        uuid=_uuid(songs, song, key),
        title=subject.title if subject else key,
        credit=credit,
        total=total,
        average=round(total / len(daily.known), 2) if total is not None else None,
        peak=daily.peak(),
        position=min((line.position for line in on_it), default=None),
        weeks=_weeks(on_it),
        chart_days=_chart_days(on_it),
        known=len(daily.known),
        why_missing=missing(asked, told, chart_days, daily.known) if told else {},
        source=told.words() if told else "",
        sources=told.sources if told else (),
        at_least=total is not None and len(daily.known) < len(asked.days),
        change=change,
        share=None,
        notes=tuple(notes),
        days=daily.known,
    )


def _elsewhere(
    asked: Asked, platform: str, points: Sequence[Point], within: Sequence[Line]
) -> list[str]:
    """Why a song has no streams although something is known of it."""
    reasons = []
    counted = {
        point.date
        for point in points
        if point.country == asked.country and asked.first <= point.date <= asked.last
    }
    if counted:
        reasons.append(
            f"counted on {_days(len(counted))} of the period, without a rise from a day before to "
            "tell streams by"
        )
    if asked.country and telling(replace(asked, country=""), platform, points, within):
        reasons.append(f"streams are known worldwide only, which may not stand for {asked.country}")
    own = [line for line in within if line.country == asked.country]
    if any(not is_main(line.chart, line.country) for line in own):
        reasons.append("it is on charts of a city or genre, whose places are not the country's")
    if own and all(line.metric_kind != STREAMS for line in own):
        reasons.append("the charts it is on tell places only, which are no streams")
    return reasons


def _called(
    asked: Asked, songs: Songs, song: str, told: Told | None, within: Sequence[Line]
) -> str:
    """The id with the most streams; where none has any, the one that the song is called by."""
    streams = {
        key: daily.within(asked.first, asked.last).total() or 0
        for key, daily in (told.of_ids if told else {}).items()
    }
    order = (*songs.ids(song), *(line.track for line in within))
    there = [key for key in dict.fromkeys(order) if songs.subject(key)]
    return max(there, key=lambda key: streams.get(key, 0), default=song)


def _uuid(songs: Songs, song: str, key: str) -> str | None:
    known = (songs.subject(one) for one in (key, *songs.ids(song)))
    return next((subject.soundcharts for subject in known if subject and subject.soundcharts), None)


def _chart(asked: Asked, told: Told | None, within: Sequence[Line]) -> str:
    """The chart that gave the streams, else the country's main one among those the song is on."""
    if told and told.chart:
        return told.chart
    main = [n for n in within if n.country == asked.country and is_main(n.chart, n.country)]
    counts = {n.chart: sum(m.chart == n.chart for m in main) for n in main}
    best = min(
        main,
        key=lambda n: (n.metric_kind != STREAMS, n.frequency != "daily", -counts[n.chart], n.chart),
        default=None,
    )
    return best.chart if best else ""


def _weeks(lines: Sequence[Line]) -> int | None:
    weeks = [n.time_on_chart for n in lines if n.frequency == "weekly" and n.time_unit == "weeks"]
    return max((n for n in weeks if n is not None), default=None)


def _chart_days(lines: Sequence[Line]) -> int | None:
    return len({line.date for line in lines if line.frequency == "daily"}) or None


def _change(
    asked: Asked, told: Told | None, total: int | None, daily: Daily
) -> tuple[int | None, str]:
    """What came or went against the period before, or why that is not known."""
    if told is None or total is None:
        return None, ""
    before = told.daily.within(*asked.before)
    days = len(asked.days)
    if len(daily.known) < days or len(before.known) < days:
        return None, (
            f"no change: {len(daily.known)} of {days} days are known, and {len(before.known)} of "
            f"the {days} before"
        )
    return total - (before.total() or 0), ""


def _of_credit(credit: str) -> list[str]:
    names = credited(credit)
    return [f"counts for each of those credited: {', '.join(names)}"] if len(names) > 1 else []


def _of_days(daily: Daily, told: Told | None) -> list[str]:
    notes = []
    if told and told.kind == "count" and daily.shared:
        have = "have their" if len(daily.shared) > 1 else "has its"
        notes.append(
            f"{_days(len(daily.shared))} without a count {have} even part of the difference over "
            "the gap"
        )
    still = [day for day, streams in daily.known.items() if not streams]
    if told and told.kind == "count" and still:
        notes.append(
            f"the count stood still on {_days(len(still))}, whose streams may be in the day before "
            "or after"
        )
    if daily.fallen:
        first, last = min(daily.fallen), max(daily.fallen)
        when = f"on {first}" if first == last else f"between {first} and {last}"
        notes.append(f"the count fell {when}: {_days(len(daily.fallen))} unknown")
        if any(day > first for day in daily.known):
            notes.append("where a count came back after its fall, that day has what was missing")
    return notes


def _of_ids(told: Told | None) -> list[str]:
    several = len(told.of_ids) if told else 0
    return [f"one song under {several} ids: of each day the larger"] if several > 1 else []


def _of_nothing(total: int | None, daily: Daily, lines: Sequence[Line]) -> list[str]:
    """Why a figure is not there."""
    notes = []
    if total is not None and daily.peak() is None:
        notes.append("no peak: no day is known by itself")
    if not lines:
        notes.append("no place: on none of the main charts that are stored")
    elif _weeks(lines) is None:
        frequency = lines[0].frequency
        notes.append(
            "no weeks: a chart of days" if frequency == "daily" else "the chart tells no weeks"
        )
    return notes


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def reach(asked: Asked) -> tuple[date, date]:
    """The days whose charts may tell of the period and of the one before."""
    return asked.before[0], asked.last + timedelta(days=10)
