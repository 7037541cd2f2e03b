"""Plays on the radio and places in playlists, of all of an artist's songs at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from backline.collecting.audience.known import SETTLING, AskedToday
from backline.collecting.audience.songs import song_key
from backline.errors import SourceError
from backline.people import Artist
from backline.sources.soundcharts import listed
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window, windows
from backline.store import Store, Subjects
from backline.store.files import Change
from backline.store.playlists import PLAYLISTS, Asking, PlaylistEntry, no_playlist
from backline.store.radio import RADIO, RadioDay, RadioEntry, no_play

MOST_PLACEMENTS = 500
"""So many playlists of an artist are listed, the newest first: known artists are in thousands."""

_RADIO = "radio"
_PLAYLISTS = "playlists"
_PLACED_ON = "spotify"


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """One list of an artist.

    Attributes:
        kind: ``radio`` or ``playlists``.
        window: the days of the plays; of playlists the day of asking.
        days: those of the window that are wanted.
    """

    artist: Artist
    kind: str
    window: Window
    days: tuple[date, ...]

    def put(self, client: SoundchartsClient, account: str) -> Listed:
        """Ask for it.

        Raises:
            SourceError: there was no answer.
        """
        if self.kind == _RADIO:
            return client.broadcasts("artist", account, self.window)
        return client.playlists("artist", account, _PLACED_ON, MOST_PLACEMENTS)


@dataclass
class Lists:
    """The lists of a fetch.

    Args:
        store: has what was listed before.
        today: what was answered today.
        day: the day of the run.
        subjects: learns the songs.

    Attributes:
        questions: what has to be asked.
        radio: the plays that came, by day.
        playlists: the placements that came, by asking.
    """

    store: Store
    today: AskedToday
    day: date
    subjects: Subjects
    questions: list[ListQuestion] = field(default_factory=list)
    radio: dict[RadioDay, list[RadioEntry]] = field(default_factory=dict)
    playlists: dict[Asking, list[PlaylistEntry]] = field(default_factory=dict)

    def plan(self, artist: Artist, days: Sequence[date], platforms: Sequence[str]) -> None:
        """Find out which days of an artist's radio, and whether a look at playlists, are missing.

        Playlists are told as they are now. So one asking on or after the last day is enough.
        """
        if not days:
            return
        asked = self._radio_asked(artist, days)
        wanted = [
            day
            for day in days
            if (day not in asked or asked[day] - day <= SETTLING)
            and not self.today.has(artist.key, _RADIO, day)
        ]
        for window in windows(wanted):
            own = tuple(day for day in wanted if day in window)
            self.questions.append(ListQuestion(artist, _RADIO, window, own))
        if (
            _PLACED_ON in platforms
            and not self.today.has(artist.key, _PLAYLISTS, self.day)
            and not self._was_listed(artist, days[-1])
        ):
            now = Window(self.day, self.day)
            self.questions.append(ListQuestion(artist, _PLAYLISTS, now, (self.day,)))

    def _radio_asked(self, artist: Artist, days: Sequence[date]) -> dict[date, date]:
        """By day of an artist's radio when it was last asked about."""
        return {
            entry.date: entry.asked
            for path in RADIO.files(self.store.data, days[0], days[-1])
            for entry in RADIO.read(path, [artist.key])
            if entry.source == SOURCE
        }

    def _was_listed(self, artist: Artist, since: date) -> bool:
        return any(
            entry.source == SOURCE and entry.date >= since
            for path in PLAYLISTS.files(self.store.data, since, self.day)
            for entry in PLAYLISTS.read(path, [artist.key])
        )

    def take(self, question: ListQuestion, came: Listed) -> ListQuestion | None:
        """Keep what an answer has; returns what is still to be asked where it was cut off.

        Raises:
            SourceError: a single day has more plays than a list holds.
        """
        if question.kind == _PLAYLISTS:
            self._take_playlists(question.artist, came)
            self.today.add(question.artist.key, _PLAYLISTS, question.window)
            return None
        plays = listed.broadcasts(came.items, question.window)
        days, rest = question.days, None
        if not came.whole:
            days, rest = _as_far_as_told(question, [play.day for play in plays])
        self._take_plays(question.artist, plays, days)
        if days:
            self.today.add(question.artist.key, _RADIO, Window(days[0], question.window.last))
        return rest

    def give_up(self, question: ListQuestion) -> None:
        """Take down that asking again today will not help."""
        self.today.add(question.artist.key, question.kind, question.window)

    def write(self, change: Change) -> None:
        """Stage what came.

        Raises:
            DataError: a month's file cannot be read.
        """
        RADIO.write(change, self.store.data, self.radio)
        PLAYLISTS.write(change, self.store.data, self.playlists)

    def _take_plays(
        self, artist: Artist, plays: Sequence[listed.Broadcast], days: Sequence[date]
    ) -> None:
        wanted = set(days)
        spins: Counter[tuple[date, str, str, str]] = Counter()
        about: dict[tuple[date, str, str, str], listed.Broadcast] = {}
        for play in plays:
            if play.day in wanted:
                track = song_key(self.subjects, artist, play.song)
                place = (play.day, track, play.country, play.station)
                spins[place] += 1
                about[place] = play
        for day in days:
            self.radio[day, artist.key, SOURCE] = [no_play(day, artist.key, self.day, SOURCE)]
        told: dict[date, list[RadioEntry]] = {}
        for place, count in spins.items():
            day, track, country, station = place
            told.setdefault(day, []).append(
                RadioEntry(
                    date=day,
                    artist=artist.key,
                    track=track,
                    country=country,
                    station=station,
                    name=about[place].station_name,
                    spins=count,
                    reach=about[place].reach,
                    asked=self.day,
                    source=SOURCE,
                )
            )
        self.radio |= {(day, artist.key, SOURCE): entries for day, entries in told.items()}

    def _take_playlists(self, artist: Artist, came: Listed) -> None:
        found = [
            PlaylistEntry(
                date=self.day,
                artist=artist.key,
                track=song_key(self.subjects, artist, one.song),
                platform=_PLACED_ON,
                playlist=one.playlist,
                name=one.name,
                kind=one.kind,
                country=one.country,
                position=one.position,
                peak=one.peak,
                added=one.added,
                followers=one.followers,
                whole=came.whole,
                source=SOURCE,
            )
            for one in listed.placements(came.items)
        ]
        none = no_playlist(self.day, artist.key, _PLACED_ON, SOURCE)
        self.playlists[self.day, artist.key, _PLACED_ON, SOURCE] = found or [none]


def _as_far_as_told(
    question: ListQuestion, days: Sequence[date]
) -> tuple[tuple[date, ...], ListQuestion]:
    """Of a list that was cut off the days that are whole, and the question for the others."""
    oldest = min(days, default=question.window.last)
    whole = tuple(day for day in question.days if day > oldest)
    left = tuple(day for day in question.days if day <= oldest)
    if not whole or not left:
        raise SourceError(f"{LABEL} lists more radio plays of {oldest} than can be read")
    window = Window(left[0], left[-1])
    return whole, ListQuestion(question.artist, _RADIO, window, left)
