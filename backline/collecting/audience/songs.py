"""The streams of artists' songs since their beginning, by day: the most streamed songs of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from backline.collecting.audience.known import AskedToday
from backline.collecting.audience.rows import Ledger
from backline.errors import SourceError
from backline.people import Artist
from backline.sources.soundcharts import answers, listed
from backline.sources.soundcharts.client import Listed
from backline.sources.soundcharts.listed import Song
from backline.sources.soundcharts.windows import Window, windows
from backline.store import Subject, Subjects

PLATFORM = "spotify"
STREAMS = answers.SONGS[PLATFORM]

_LIST = "songs"


@dataclass(frozen=True, slots=True)
class SongQuestion:
    """One call: a window of one song, and which of its days are wanted."""

    artist: Artist
    song: Song
    window: Window
    days: tuple[date, ...]


@dataclass
class Songs:
    """The songs of a fetch.

    Args:
        ledger: takes the rows.
        today: what was answered today.
        subjects: learns the songs.
        most: so many songs of an artist are followed.

    Attributes:
        artists: those whose list of songs has to be asked for, with the days that are wanted.
    """

    ledger: Ledger
    today: AskedToday
    subjects: Subjects
    most: int
    artists: dict[str, tuple[Artist, Sequence[date]]] = field(default_factory=dict)

    def plan(self, artist: Artist, days: Sequence[date]) -> None:
        """Find out whether something of an artist's songs is not known."""
        if not self.most or not days:
            return
        known = self.ledger.known
        songs = known.subjects(artist.key, *STREAMS)
        settled = songs and not any(
            known.wanted([(artist.key, *STREAMS, subject)], self._lived(subject, days))
            for subject in songs
        )
        if not settled and not all(self.today.has(artist.key, _LIST, day) for day in days):
            self.artists[artist.key] = (artist, days)

    def questions(self, artist: Artist, of: Listed) -> list[SongQuestion]:
        """What is to be asked of the songs that were listed."""
        _, days = self.artists[artist.key]
        found = []
        for song in listed.songs(of.items)[: self.most]:
            subject = self._with_id(soundcharts=song.uuid)
            lived = [day for day in days if day.isoformat() >= song.release_date]
            wanted = [
                day
                for day in self.ledger.known.wanted(
                    [(artist.key, *STREAMS, subject.key if subject else "")], lived
                )
                if not self.today.has(artist.key, _name(song), day)
            ]
            for window in windows(wanted):
                own = tuple(day for day in wanted if day in window)
                found.append(SongQuestion(artist, song, window, own))
        return found

    def listed(self, artist: Artist) -> None:
        """Take down that the songs of an artist are known, so that they are not asked for again."""
        _, days = self.artists[artist.key]
        self.today.add(artist.key, _LIST, Window(days[0], days[-1]))

    def take(self, question: SongQuestion, came: Listed) -> str:
        """Write what an answer has; returns why it is about another song, empty where it is not."""
        who = answers.who(came.related)
        if who and who.id != question.song.uuid:
            return f"Soundcharts answered as {who}, not as {question.song.uuid}"
        points, ids = answers.song_counts(came.items, PLATFORM, question.window)
        subject = self._placed(question, ids)
        artist, days = question.artist, question.days
        expected = {day for day in days if artist.expected_on(day)}
        self.ledger.series(artist.key, STREAMS, points, days, expected, subject)
        self.today.add(artist.key, _name(question.song), question.window)
        return ""

    def missed(self, question: SongQuestion, error: SourceError) -> None:
        """Write what an error cost."""
        artist = question.artist
        days = [day for day in question.days if artist.expected_on(day)]
        self.ledger.missed(artist.key, [STREAMS], days, error, self._placed(question, ()))

    def _placed(self, question: SongQuestion, ids: Sequence[str]) -> str:
        """The song's key; what is known of it stays, what is new is learned.

        A song that is known by another of its linked Spotify ids is that one.
        """
        linked = (self._with_id(spotify=one) for one in ids)
        known = next(filter(None, linked), None)
        spotify = known.spotify if known else next(iter(ids), "")
        return song_key(self.subjects, question.artist, question.song, spotify)

    def _with_id(self, **ids: str) -> Subject | None:
        key = self.subjects.with_id(Subject("", "track", "", "", **ids))
        return self.subjects.get(key) if key else None

    def _lived(self, subject: str, days: Sequence[date]) -> list[date]:
        known = self.subjects.get(subject)
        out = known.release_date if known else ""
        return [day for day in days if day.isoformat() >= out]


def song_key(subjects: Subjects, artist: Artist, song: Song, spotify: str = "") -> str:
    """The key of a song the service lists; what is known of it stays, what is new is learned."""
    return subjects.place(
        Subject(
            key="",
            kind="track",
            artist=artist.key,
            title=song.title,
            credit=song.credit,
            isrc=song.isrc,
            spotify=spotify,
            release_date=song.release_date,
            soundcharts=song.uuid,
        ),
        only_missing=True,
    )


def _name(song: Song) -> str:
    return f"song/{song.uuid}"
