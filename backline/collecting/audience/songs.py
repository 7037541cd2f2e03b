"""What is counted of artists' songs since their beginning: the most streamed songs of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from backline.collecting.audience.known import AskedToday
from backline.collecting.audience.rows import Ledger
from backline.errors import SourceError
from backline.people import Artist
from backline.sources.soundcharts import answers, listed
from backline.sources.soundcharts.answers import Metric
from backline.sources.soundcharts.client import Listed
from backline.sources.soundcharts.listed import Song
from backline.sources.soundcharts.windows import Window, windows
from backline.store import Subject, Subjects

_LIST = "songs"
_STREAMED_ON = "spotify"


@dataclass(frozen=True, slots=True)
class SongQuestion:
    """One call: a window of one song on one platform, and which of its days are wanted."""

    artist: Artist
    song: Song
    platform: str
    window: Window
    days: tuple[date, ...]

    @property
    def metric(self) -> Metric:
        """What is counted there."""
        return answers.SONGS[self.platform]


@dataclass
class Songs:
    """The songs of a fetch.

    Args:
        ledger: takes the rows.
        today: what was answered today.
        subjects: learns the songs.
        most: so many songs of an artist are followed.
        platforms: where they are counted, of :data:`answers.SONGS`.

    Attributes:
        artists: those whose list of songs has to be asked for, with the days that are wanted.
    """

    ledger: Ledger
    today: AskedToday
    subjects: Subjects
    most: int
    platforms: tuple[str, ...] = (_STREAMED_ON,)
    artists: dict[str, tuple[Artist, Sequence[date]]] = field(default_factory=dict)

    def plan(self, artist: Artist, days: Sequence[date]) -> None:
        """Find out whether something of an artist's songs is not known."""
        if self.most and days and not all(self._settled(artist, days, p) for p in self.platforms):
            self.artists[artist.key] = (artist, days)

    def _settled(self, artist: Artist, days: Sequence[date], platform: str) -> bool:
        if all(self.today.has(artist.key, f"{_LIST}/{platform}", day) for day in days):
            return True
        known, metric = self.ledger.known, answers.SONGS[platform]
        songs = known.subjects(artist.key, *metric)
        return bool(songs) and not any(
            known.wanted([(artist.key, *metric, subject)], self._lived(subject, days))
            for subject in songs
        )

    def questions(self, artist: Artist, of: Listed) -> list[SongQuestion]:
        """What is to be asked of the songs that were listed, one platform after the other."""
        songs = listed.songs(of.items)[: self.most]
        return [
            question
            for platform in self.platforms
            for song in songs
            for question in self._of_song(artist, song, platform)
        ]

    def _of_song(self, artist: Artist, song: Song, platform: str) -> Iterator[SongQuestion]:
        _, days = self.artists[artist.key]
        subject = self._with_id(soundcharts=song.uuid)
        series = (artist.key, *answers.SONGS[platform], subject.key if subject else "")
        lived = [day for day in days if day.isoformat() >= song.release_date]
        wanted = [
            day
            for day in self.ledger.known.wanted([series], lived)
            if not self.today.has(artist.key, _name(song, platform), day)
        ]
        for window in windows(wanted):
            own = tuple(day for day in wanted if day in window)
            yield SongQuestion(artist, song, platform, window, own)

    def listed(self, artist: Artist) -> None:
        """Take down that the songs of an artist are known, so that they are not asked for again."""
        _, days = self.artists[artist.key]
        for platform in self.platforms:
            self.today.add(artist.key, f"{_LIST}/{platform}", Window(days[0], days[-1]))

    def take(self, question: SongQuestion, came: Listed) -> str:
        """Write what an answer has; returns why it is about another song, empty where it is not."""
        who = answers.who(came.related)
        if who and who.id != question.song.uuid:
            return f"Soundcharts answered as {who}, not as {question.song.uuid}"
        points, ids = answers.song_counts(came.items, question.platform, question.window)
        subject = self._placed(question, ids)
        artist, days = question.artist, question.days
        expected = {day for day in days if artist.expected_on(day)}
        self.ledger.series(artist.key, question.metric, points, days, expected, subject)
        self.today.add(artist.key, _name(question.song, question.platform), question.window)
        return ""

    def missed(self, question: SongQuestion, error: SourceError) -> None:
        """Write what an error cost."""
        artist = question.artist
        days = [day for day in question.days if artist.expected_on(day)]
        self.ledger.missed(artist.key, [question.metric], days, error, self._placed(question, ()))

    def _placed(self, question: SongQuestion, ids: Sequence[str]) -> str:
        """The song's key; what is known of it stays, what is new is learned.

        A song that is known by another of its linked Spotify ids is that one.
        """
        if question.platform != _STREAMED_ON:
            return song_key(self.subjects, question.artist, question.song)
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


def _name(song: Song, platform: str) -> str:
    return f"song/{platform}/{song.uuid}"
