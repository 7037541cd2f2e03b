"""An artist's songs and videos as tables: streams where a source tells them, popularity, views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.audience import Answer, document_of
from backline.analysis.audience.songs import songs_of
from backline.analysis.audience.tracks import Track
from backline.analysis.best import Best, best_of
from backline.analysis.latest import Latest
from backline.exports.analysis_csv import track_rows
from backline.measure import PLATFORM_LABELS
from backline.names import guarded, shown
from bot.library import Label
from web.held import Shelves
from web.shown import Held, Number, change, count, fraction, missing, pace
from web.songs import address_of
from web.views.growth_files import GrowthFiles
from web.views.growth_rows import Change, Windows, changed
from web.views.heard import Heard, Streamed

TOP = 20
"""So many songs, videos or places are listed; the rest stands in the file beside the page."""


@dataclass(frozen=True, slots=True)
class Song:
    """A song on one platform.

    Attributes:
        page: its page; None where it has none.
        notes: what to know about its streams.
    """

    title: str
    credit: str
    page: str | None
    streams: Number
    share: Number
    a_day: Number
    changed: Number
    place: Number
    known: Number
    popularity: Number
    grown: Change
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Songs:
    """An artist's songs on one platform.

    Attributes:
        where: the country, empty for worldwide.
        first: the first day of the streams, None where none are known of any.
        last: the last one.
        days: how many these are.
        rows: the first ones, most streams first.
        more: how many further songs there are.
        listed: the top tracks of which no streams are known, the most popular first.
        columns: the names of the columns that say anything of any row.
        total: streams of all songs.
        listed_on: the day of the list of top tracks; None where there is none.
        gap: the day on which the list could not be had, and why; None where it could.
    """

    platform: str
    platform_name: str
    where: str
    first: date | None
    last: date | None
    days: int
    rows: Sequence[Song]
    more: int
    listed: Sequence[Song]
    columns: frozenset[str]
    total: Number
    listed_on: date | None
    gap: tuple[date, str] | None


@dataclass(frozen=True, slots=True)
class Video:
    """A video of the newest list."""

    title: str
    link: str
    released: str
    views: Number
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Videos:
    """The newest list of an artist's videos."""

    rows: Sequence[Video]
    more: int
    listed_on: date | None
    gap: tuple[date, str] | None


_FIGURES = ("streams", "share", "a_day", "changed", "place", "known", "popularity")
_ASKED = 28
_NONE = "not in the list of top tracks"


class SongTables:
    """Makes the tables of one artist.

    Args:
        label: the files.
        heard: what is stored of the artist.
        now: their newest numbers.
        windows: their growth.
        files: which file holds a growth figure.
        beside: the file of songs beside the page; empty where there is none.
    """

    def __init__(
        self,
        label: Label,
        heard: Heard,
        now: Iterable[Latest],
        windows: Windows,
        files: GrowthFiles,
        beside: str,
    ) -> None:
        self._label, self._heard, self._files, self._beside = label, heard, files, beside
        self._songs = songs_of(label.warehouse)
        self._shelves = Shelves(label)
        self._windows = windows
        self._now = list(now)

    @property
    def series_files(self) -> list[str]:
        """The files of the series that were named."""
        return self._shelves.files

    def songs(self) -> list[Songs]:
        """A table for each platform of which any song is known."""
        top = best_of(self._now, "spotify")
        tables = [
            self._table(one, top if one.found.platform == "spotify" else None)
            for one in self._heard.streams
            if not self._only_videos(one)
        ]
        if not any(one.platform == "spotify" for one in tables) and (top.items or top.gap):
            tables.insert(0, self._table(None, top))
        return tables

    def videos(self) -> Videos | None:
        """The newest list of videos, None where there never was one."""
        best = best_of(self._now, "youtube")
        if not best.items and best.gap is None:
            return None
        rows = [self._video(row) for row in best.items[:TOP]]
        return Videos(rows, max(0, len(best.items) - TOP), best.listed_on, _gap(best))

    def _only_videos(self, one: Streamed) -> bool:
        known = (self._songs.subject(track.key) for track in one.found.tracks)
        return all(subject is not None and subject.kind == "video" for subject in known)

    def _table(self, one: Streamed | None, top: Best | None) -> Songs:
        listed = {self._songs.song_of(row.subject): row for row in top.items} if top else {}
        tracks = list(one.found.tracks) if one else []
        rows = [self._song(one, track, listed.pop(self._songs.song_of(track.key), None))
                for track in tracks]  # fmt: skip
        unheard = [self._song(one, None, row) for row in listed.values()]
        platform = one.found.platform if one else "spotify"
        return Songs(
            platform=platform,
            platform_name=PLATFORM_LABELS.get(platform, platform),
            where=one.asked.country if one else "",
            first=one.asked.first if one else None,
            last=one.asked.last if one else None,
            days=len(one.asked.days) if one else 0,
            rows=rows[:TOP],
            more=max(0, len(rows) - TOP),
            listed=unheard[:TOP],
            columns=frozenset(
                name for name in _FIGURES if any(getattr(r, name).value is not None for r in rows)
            ),
            total=count(one.found.total, "no source tells streams", at_least=one.found.at_least)
            if one
            else missing("no source tells streams"),
            listed_on=top.listed_on if top else None,
            gap=_gap(top) if top else None,
        )

    def _song(self, one: Streamed | None, track: Track | None, row: Latest | None) -> Song:
        key = track.key if track else row.subject if row else ""
        known = self._songs.subject(key)
        return Song(
            title=shown((known.title if known else "") or key, 120),
            credit=shown((track.credit if track else "") or (known.credit if known else ""), 160),
            page=address_of(self._label, key),
            popularity=self._popularity(row),
            grown=self._grown(row, _ASKED),
            **streams_of(track, self._place(one, track)),
        )

    def _place(self, one: Streamed | None, track: Track | None) -> Held | None:
        if one is None or track is None or not self._beside:
            return None
        about = {"platform": one.found.platform, "country": one.asked.country}
        return Held(self._beside, about | {"id": guarded(track.key)})

    def _popularity(self, row: Latest | None) -> Number:
        if row is None or row.value_date is None:
            return missing(_NONE)
        series = (row.artist, row.platform, row.metric, row.subject, "")
        held = self._shelves.series(series, row.value_date, row.source)
        return count(row.value, "", held, "value")

    def _grown(self, row: Latest | None, days: int) -> Change:
        """The growth of one of a list; of none, no row."""
        found = None
        if row is not None:
            series = row.platform, row.metric, row.subject
            every = self._windows[days]
            found = next((r for r in every if (r.platform, r.metric, r.subject) == series), None)
        return changed(found, days, self._files)

    def _video(self, row: Latest) -> Video:
        known = self._songs.subject(row.subject)
        series = (row.artist, row.platform, row.metric, row.subject, "")
        held = self._shelves.series(series, row.value_date, row.source) if row.value_date else None
        return Video(
            title=shown((known.title if known else "") or row.subject, 120),
            link=known.link if known else "",
            released=known.release_date[:10] if known else "",
            views=count(row.value, "", held, "value"),
            changes=[self._grown(row, days) for days in (7, _ASKED)],
        )


def streams_of(track: Track | None, held: Held | None) -> dict[str, Any]:
    """What a breakdown knows of a song, or why it knows nothing."""
    if track is None:
        none = missing("on no chart, in no count")
        figures = dict.fromkeys(("streams", "share", "a_day", "changed", "place", "known"), none)
        return {**figures, "notes": ()}
    notes = [shown(note, 200) for note in track.notes]
    why = "; ".join(notes) or "no source tells its streams"
    average = None if track.average is None else float(track.average)
    return {
        "streams": count(track.total, why, held, "total_streams", at_least=track.at_least),
        "share": fraction(track.share, why, held, "share"),
        "a_day": pace(average, why, held, "avg_daily_streams"),
        "changed": change(track.change, "a part of either period is unknown", held, "change"),
        "place": count(track.position, "on no main chart that is stored", held, "best_position"),
        "known": count(track.known, "", held, "data_points"),
        "notes": notes,
    }


def _gap(best: Best) -> tuple[date, str] | None:
    return (best.gap.row_date, shown(best.why, 200)) if best.gap else None


def song_lines(heard: Heard) -> Iterator[Sequence[object]]:
    """The lines of the file of songs beside an artist's page, its header first."""
    for place, one in enumerate(heard.streams):
        answer = Answer(one.asked, (), (), (one.found,), ())
        header, *rows = track_rows(document_of(answer, all_tracks=True))
        yield from rows if place else [header, *rows]
