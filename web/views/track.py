"""``tracks/KEY.html``: the streams and places of one song, and of another beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.songs import songs_of
from backline.credits import credited
from backline.names import shown
from backline.people import Artist
from backline.store.subjects import Subject
from bot.library import Label
from bot.replies.who import last_day
from web.songs import credited_of, every_song, owner_of, part_of, song_at, songs_by_artist
from web.views.artist_files import Beside
from web.views.growth_files import GrowthFiles
from web.views.growth_rows import WINDOWS, Row, grown, rows_of
from web.views.heard import DAYS, Heard, heard
from web.views.heard_rows import HeardTables
from web.views.song_days import IN_TABLE, Places, Streams, places_in, streams_in
from web.visit import NotFoundError, Visit

every = every_song


@dataclass(frozen=True, slots=True)
class Song:
    """Everything about one song.

    Attributes:
        part: of its address.
        artists: those of the roster whom it names.
        credit: all whom it names.
        files: beside its artist's page; None where the artist is in no roster.
        rows: its numbers.
    """

    part: str
    title: str
    credit: str
    artists: Sequence[Artist]
    owner: Artist | None
    subject: Subject
    link: str
    day: date | None
    compared: Sequence[int]
    rows: Sequence[Row]
    streams: Sequence[Streams]
    places: Places | None
    tables: HeardTables | None
    heard: Heard | None
    files: Beside | None
    growth_files: Sequence[str]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is stored of it."""
        told = self.tables is not None and self.tables.any
        return not (self.rows or self.streams or told)


def view(visit: Visit) -> Mapping[str, Any]:
    """The page.

    Raises:
        NotFoundError: there is no such song.
        ConfigError: the credit of a song of no roster's artist fits two.
        DataError: the files cannot be read.
    """
    label = visit.label
    song = _song(label, visit.parts["key"])
    beside = visit.asked("beside") if visit.live else ""
    others = _others(label, song)
    return {
        "title": _called(label, song),
        "song": song,
        "beside": _song(label, beside) if beside and beside != song.part else None,
        "others": others,
        "in_table": IN_TABLE,
        "days": DAYS,
    }


def _song(label: Label, part: str) -> Song:
    found = song_at(label, part)
    if found is None:
        raise NotFoundError(f"No song has the key {shown(part, 60)!r}.")
    owner = owner_of(label, found.key)
    newest = label.warehouse.latest_day
    files = Beside(owner.key) if owner else None
    songs = songs_of(label.warehouse)
    known = [s for key in songs.ids(found.key) if (s := songs.subject(key)) is not None]
    credit = next((s.credit for s in known if s.credit), "")
    day = last_day(owner, newest) if owner and newest else newest
    told = heard(label, _whom(found, owner, credit), day) if day else None
    rows, growth_files, compared = _numbers(label, owner, songs.ids(found.key), day, files)
    return Song(
        part=part_of(found.key),
        title=shown(found.title or found.key, 200),
        credit=shown(credit, 300),
        artists=_artists(label, known, owner),
        owner=owner,
        subject=found,
        link=next((s.link for s in known if s.link), ""),
        day=day,
        compared=compared,
        rows=rows,
        streams=list(streams_in(label, told, found.key, files)) if told else [],
        places=places_in(told, found.key, files) if told else None,
        tables=HeardTables(label, told, files.heard if files else "", found.key) if told else None,
        heard=told,
        files=files,
        growth_files=growth_files,
    )


def _whom(song: Subject, owner: Artist | None, credit: str) -> Whom:
    if owner is not None:
        return Whom(owner.key, owner.name, owner)
    name = next(iter(credited(credit)), "") or song.artist
    return Whom(song.artist, name)


def _artists(label: Label, known: Iterable[Subject], owner: Artist | None) -> list[Artist]:
    named = [owner] if owner else []
    named += [artist for subject in known for artist in credited_of(label, subject.credit)]
    return list({artist.key: artist for artist in named}.values())


def _called(label: Label, song: Song) -> str:
    """The title for the tab of a browser, with the key where it reads like another song's."""

    def find() -> Counter[str]:
        own = (key for keys in songs_by_artist(label).values() for key in keys)
        return Counter(_text(label, key) for key in own)

    text = _text(label, song.subject.key)
    titles = label.warehouse.remember("titles", find, always=True)
    return f"{text} ({song.part})" if titles[text] != 1 else text


def _text(label: Label, song: str) -> str:
    """A song's title and whom it credits, shortened."""
    songs = songs_of(label.warehouse)
    known = [s for key in songs.ids(song) if (s := songs.subject(key)) is not None]
    title = next((s.title for s in known if s.title), song)
    of = next((s.credit or s.artist for s in known), "")
    return f"{shown(title, 100)} by {shown(of, 80)}"


def _numbers(
    label: Label,
    owner: Artist | None,
    ids: Iterable[str],
    day: date | None,
    files: Beside | None,
) -> tuple[list[Row], list[str], list[int]]:
    """What is counted of a song, the files that hold it, and the windows that can be compared."""
    if owner is None or day is None or files is None:
        return [], [], []
    windows, wanted = grown(label, owner, day), set(ids)
    own = {days: [row for row in rows if row.subject in wanted] for days, rows in windows.items()}
    compared = {days for days in WINDOWS if any(row.growth is not None for row in own[days])}
    held = GrowthFiles(label, day, files.growth)
    rows = rows_of(own, wanted, held, day, compared)
    return rows, list(held.named), sorted(compared)


def _others(label: Label, song: Song) -> list[tuple[str, str]]:
    """The other songs of the artist that have a page: the part of the address, and the title."""
    if song.owner is None:
        return []
    songs = songs_of(label.warehouse)
    own = songs_by_artist(label).get(song.owner.key, ())
    named = [(part_of(key), s.title or key) for key in own if (s := songs.subject(key))]
    named.sort(key=lambda one: one[1].casefold())
    titles = Counter(title for _, title in named)
    return [
        (part, shown(title, 80) + (f" ({part[:8]})" if titles[title] > 1 else ""))
        for part, title in named
        if part != song.part
    ]
