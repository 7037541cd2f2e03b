"""One fetch: what has to be asked, whom the answers are about, and what is stored of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from backline.collecting.audience.accounts import Accounts, account_of
from backline.collecting.audience.asks import Ask
from backline.collecting.audience.audiences import (
    AudienceQuestion,
    Audiences,
    another_platform,
    explained,
)
from backline.collecting.audience.course import Course, Progress
from backline.collecting.audience.fetched import Fetched, Gap, notes_of
from backline.collecting.audience.known import AskedToday
from backline.collecting.audience.lists import ListQuestion, Lists
from backline.collecting.audience.rows import Ledger
from backline.collecting.audience.several import side_by_side
from backline.collecting.audience.songs import SongQuestion, Songs
from backline.errors import ConfigError, SourceError
from backline.measure import State
from backline.names import shown
from backline.people import Artist, Roster, Who
from backline.people.identities import answered_as
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.windows import Window
from backline.store import Day, Store
from backline.store.cities import CITIES
from backline.words import listed

_FEW = 5


@dataclass
class Run:
    """A fetch under way.

    Attributes:
        period: the days that are wanted.
        most_songs: so many songs of each artist are followed.
        songs_on: where they are counted.
        result: what came of it.
    """

    store: Store
    roster: Roster
    ledger: Ledger
    period: Window
    most_songs: int = 0
    songs_on: tuple[str, ...] = ("spotify",)
    result: Fetched = field(default_factory=Fetched)

    def __post_init__(self) -> None:
        self._today = AskedToday(self.store, self.ledger.today)
        self._subjects = self.store.subjects()
        self._audiences = Audiences(self.ledger, self._today)
        self._songs = Songs(
            self.ledger, self._today, self._subjects, self.most_songs, self.songs_on
        )
        self._lists = Lists(self.store, self._today, self.ledger.today, self._subjects)
        self._identities = self.store.identities()
        text = self.store.roster_text() or ""
        self._accounts = Accounts(self.roster, text, self._today, self.ledger.today)
        self._course = Course(self.result)

    @property
    def has_questions(self) -> bool:
        """Whether anything has to be asked."""
        return bool(self._audiences.questions or self._songs.artists or self._lists.questions)

    def plan(self, artists: Sequence[Artist], asks: Sequence[Ask]) -> None:
        """Find out what is not known of some artists."""
        for artist in artists:
            policy = self.roster.policy_for(SOURCE, artist)
            if not policy.store:
                self.result.notes.append(
                    f"{shown(artist.name, 40)} is not asked for: the roster's policy for {SOURCE} "
                    "does not let it be stored."
                )
                continue
            kept = self.ledger.today - timedelta(days=policy.days)
            days = [day for day in self.period if not policy.days or day > kept]
            if why := self._accounts.plan(artist):
                self._course.fail(artist, why)
                continue
            self._audiences.plan(artist, asks, days)
            # The streams of the first day are its count less that of the day before.
            before = [day - timedelta(days=1) for day in days[:1]]
            self._songs.plan(artist, [d for d in before if not policy.days or d > kept] + days)
            if self.most_songs:
                self._lists.plan(artist, days, [ask.platform for ask in asks])

    def ask(self, client: SoundchartsClient, progress: Progress) -> None:
        """Put every question, and store what comes of it."""
        try:
            self._find_accounts(client)
            self._ask_audiences(client, progress)
            self._ask_songs(client, progress)
            self._ask_lists(client, progress)
        finally:
            # Also when a person stops the run: what was had is kept.
            self._save(client)
        self.result.notes += notes_of(
            client, self._course.stopped, answered=self._course.answered, silent=self._course.silent
        )

    def _ask_audiences(self, client: SoundchartsClient, progress: Progress) -> None:
        """Ask for the numbers of audiences."""
        ids = self._accounts.ids
        asked = [q for q in self._audiences.questions if q.artist.key in ids]

        def put(question: AudienceQuestion) -> Listed:
            return question.ask.put(client, ids[question.artist.key], question.window)

        for question, came in self._course.each(asked, put, client, progress):
            try:
                self._take(question, came)
            except SourceError as error:
                self._audiences.missed(question, error)
                span = Window(question.days[0], question.days[-1])
                self._course.gap(question.artist, question.ask.platform, span, error)
                if self._course.is_final(error):
                    self._audiences.give_up(question)

    def _take(self, question: AudienceQuestion, came: Listed | SourceError) -> None:
        """Keep the numbers of an answer.

        Raises:
            SourceError: there was none, or it is about somebody or something else.
        """
        if isinstance(came, SourceError):
            raise explained(came, question, self._accounts.ids[question.artist.key])
        self._course.answered = True
        another = another_platform(question, came.related)
        if another := another or self._somebody_else(question.artist, came.related):
            raise SourceError(another, state=State.REJECTED)
        self._audiences.take(question, came)

    def _ask_songs(self, client: SoundchartsClient, progress: Progress) -> None:
        """Ask for the songs of artists, and then for what is counted of each.

        Spotify comes first where it is asked about: a song has the key of its id there.
        """
        artists = [a for key, (a, _) in self._songs.artists.items() if key in self._accounts.ids]
        questions: list[SongQuestion] = []
        whole: dict[str, Artist] = {}
        for artist, came in side_by_side(
            artists,
            lambda a: client.songs(self._accounts.ids[a.key], self.most_songs),
            client.side_by_side,
        ):
            if isinstance(came, SourceError):
                self._course.heed(came, client)
                self._course.gap(artist, self.songs_on[0], self.period, came)
            elif another := self._somebody_else(artist, came.related):
                error = SourceError(another, state=State.REJECTED)
                self._course.gap(artist, self.songs_on[0], self.period, error)
            else:
                self._course.answered = True
                questions += self._songs.questions(artist, came)
                whole[artist.key] = artist
        for platform in self.songs_on:
            own = [question for question in questions if question.platform == platform]
            for artist in self._count_songs(own, client, progress):
                whole.pop(artist.key, None)
        for artist in whole.values():
            self._songs.listed(artist)

    def _count_songs(
        self, questions: Sequence[SongQuestion], client: SoundchartsClient, progress: Progress
    ) -> list[Artist]:
        """Ask for what is counted of songs; of whom some of it is to be asked for again."""
        again = []

        def put(question: SongQuestion) -> Listed:
            return client.song_audience(question.song.uuid, question.platform, question.window)

        for question, came in self._course.each(questions, put, client, progress):
            error = came if isinstance(came, SourceError) else None
            if not isinstance(came, SourceError) and (another := self._songs.take(question, came)):
                error = SourceError(another, state=State.REJECTED)
            if error is not None:
                self._songs.missed(question, error)
                if error.state is not State.NOT_OFFERED and not error.lasting:
                    again.append(question.artist)
                self._course.gap(question.artist, question.platform, question.window, error)
        return again

    def _ask_lists(self, client: SoundchartsClient, progress: Progress) -> None:
        """Ask for radio plays and playlists; a list that was cut off is asked for further."""
        ids = self._accounts.ids
        asked = [q for q in self._lists.questions if q.artist.key in ids]

        def put(question: ListQuestion) -> Listed:
            return question.put(client, ids[question.artist.key])

        while asked:
            further: list[ListQuestion] = []
            for question, came in self._course.each(asked, put, client, progress):
                try:
                    further += self._listed(question, came)
                except SourceError as error:
                    if self._course.is_final(error):
                        self._lists.give_up(question)
                    self._course.gap(question.artist, question.kind, question.window, error)
            asked = further

    def _listed(self, question: ListQuestion, came: Listed | SourceError) -> list[ListQuestion]:
        """Keep a list; what is still to be asked of it.

        Raises:
            SourceError: there was no list, or it is somebody else's.
        """
        if isinstance(came, SourceError):
            raise came
        self._course.answered = True
        if another := self._somebody_else(question.artist, came.related):
            raise SourceError(another, state=State.REJECTED)
        rest = self._lists.take(question, came)
        return [rest] if rest else []

    def _find_accounts(self, client: SoundchartsClient) -> None:
        """The service's ids of artists whom the roster has none of, by their Spotify ids."""
        unknown = {q.artist.key: q.artist for q in self._audiences.questions}
        unknown |= {key: artist for key, (artist, _) in self._songs.artists.items()}
        unknown |= {q.artist.key: q.artist for q in self._lists.questions}
        wanted = [a for key, a in unknown.items() if key not in self._accounts.ids]
        learned = []
        for artist, came in side_by_side(
            wanted, lambda a: account_of(client, a), client.side_by_side
        ):
            if isinstance(came, SourceError):
                self._course.heed(came, client)
                self._unasked(artist, came.state, str(came))
            elif came is None:
                self._accounts.nobody(artist)
                self._unasked(artist, State.NOT_CONFIGURED, self._accounts.unknown(artist))
            elif self._learn(artist, came):
                learned.append(shown(artist.name, 40))
        if learned:
            names = listed(sorted(learned), _FEW)
            self.result.notes.append(
                f"roster.toml now has the Soundcharts ids of {names}, found by the Spotify ids."
            )

    def _unasked(self, artist: Artist, state: State, why: str) -> None:
        """The gaps of an artist that cannot be asked about: of the period's last day only."""
        self._course.fail(artist, why)
        own = {q.ask for q in self._audiences.questions if q.artist.key == artist.key}
        for ask in own:
            self.result.gaps.append(
                Gap(artist.key, ask.platform, self.period.first, self.period.last, state, why)
            )
            for metric in ask.metrics if artist.expected_on(self.period.last) else ():
                self.ledger.gap(artist.key, metric, self.period.last, state, why)

    def _learn(self, artist: Artist, found: Who) -> bool:
        """Keep an id; whether the roster has it now."""
        try:
            return self._accounts.learn(artist, found)
        except ConfigError as error:
            self._course.fail(artist, str(error).rstrip("."))
            return False

    def _somebody_else(self, artist: Artist, related: Any) -> str:
        account, who = self._accounts.ids[artist.key], answers.who(related)
        if who is None:
            self._course.silent = True
            return ""
        if another := self._identities.another(artist.key, SOURCE, account, who):
            return answered_as(SOURCE, another)
        self._identities.learn(artist.key, SOURCE, account, who, self.ledger.today)
        return ""

    def _save(self, client: SoundchartsClient) -> None:
        """Write the rows into the days they describe; nothing where nothing was answered."""
        self.result.asked, self.result.quota = client.asked, client.quota
        clean = client.clean
        self.result.failed = {key: clean(said) for key, said in self.result.failed.items()}
        if self._course.stopped is not None and not self._course.answered:
            return
        rows = self.ledger.cleaned(clean)
        days: dict[date, Day] = {}
        for row in rows:
            days.setdefault(row.date, Day(row.date)).measurements.append(row)
        with self.store.change() as change:
            if self._accounts.text != (self.store.roster_text() or ""):
                change.write(self.store.roster_file, self._accounts.text.encode())
            self.store.save(change, days.values(), self._accounts.roster, self._subjects)
            self.store.write_identities(change, self._identities)
            CITIES.write(change, self.store.data, self.ledger.cities)
            self._lists.write(change)
        self.result.measured += sum(row.state is State.MEASURED for row in rows)
        self._today.save()
