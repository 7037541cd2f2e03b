"""One fetch: what has to be asked, whom the answers are about, and what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from backline.collecting.audience.accounts import Accounts, account_of
from backline.collecting.audience.asks import Ask, told
from backline.collecting.audience.fetched import Fetched, Gap, notes_of
from backline.collecting.audience.known import AskedToday, KnownDays
from backline.collecting.audience.lists import ListQuestion, Lists
from backline.collecting.audience.rows import Ledger
from backline.collecting.audience.several import side_by_side
from backline.collecting.audience.songs import SongQuestion, Songs
from backline.errors import ConfigError, SourceError
from backline.measure import PLATFORM_LABELS, State
from backline.names import shown
from backline.net import RefusedError
from backline.people import Artist, Roster, Who
from backline.people.identities import answered_as
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window, windows
from backline.store import Day, Store
from backline.store.cities import CITIES
from backline.words import listed

Progress = Callable[[str, int, int], None]
"""Told an artist's name, how many questions are answered, and of how many."""

_FEW = 5


@dataclass(frozen=True, slots=True)
class _Question:
    """One call: a window of one endpoint of one artist, and which of its days are wanted."""

    artist: Artist
    ask: Ask
    window: Window
    days: tuple[date, ...]


@dataclass
class Run:
    """A fetch under way.

    Attributes:
        period: the days that are wanted.
        most_songs: so many songs of each artist are followed.
        songs_on: where they are counted.
        result: what came of it.
        questions: what has to be asked about audiences.
    """

    store: Store
    roster: Roster
    known: KnownDays
    ledger: Ledger
    period: Window
    most_songs: int = 0
    songs_on: tuple[str, ...] = ("spotify",)
    result: Fetched = field(default_factory=Fetched)
    questions: list[_Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._today = AskedToday(self.store, self.ledger.today)
        self._subjects = self.store.subjects()
        self._songs = Songs(
            self.ledger, self._today, self._subjects, self.most_songs, self.songs_on
        )
        self._lists = Lists(self.store, self._today, self.ledger.today, self._subjects)
        self._identities = self.store.identities()
        text = self.store.roster_text() or ""
        self._accounts = Accounts(self.roster, text, self._today, self.ledger.today)
        self._stopped: SourceError | None = None
        self._answered = False
        self._silent = False

    @property
    def has_questions(self) -> bool:
        """Whether anything has to be asked."""
        return bool(self.questions or self._songs.artists or self._lists.questions)

    def plan(self, artists: Sequence[Artist], asks: Sequence[Ask]) -> None:
        """Find out which days of which series are not known; the newest are asked for first."""
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
                self._fail(artist, why)
                continue
            for ask in asks:
                series = [(artist.key, *metric, "") for metric in ask.metrics]
                wanted = [
                    day
                    for day in self.known.wanted(series, days)
                    if not self._today.has(artist.key, ask.name, day)
                ]
                for window in windows(wanted):
                    own = tuple(day for day in wanted if day in window)
                    self.questions.append(_Question(artist, ask, window, own))
            # The streams of the first day are its count less that of the day before.
            before = [day - timedelta(days=1) for day in days[:1]]
            self._songs.plan(artist, [d for d in before if not policy.days or d > kept] + days)
            if self.most_songs:
                self._lists.plan(artist, days, [ask.platform for ask in asks])
        self.questions.sort(key=lambda question: question.window.last, reverse=True)

    def ask(self, client: SoundchartsClient, progress: Progress) -> None:
        """Put every question, and store what comes of it."""
        try:
            self._find_accounts(client)
            questions = [q for q in self.questions if q.artist.key in self._accounts.ids]
            for done, (question, came) in enumerate(
                side_by_side(questions, lambda q: self._put(client, q), client.side_by_side)
            ):
                progress(question.artist.name, done + 1, len(questions))
                self._take(question, came, client)
            self._ask_songs(client, progress)
            self._ask_lists(client, progress)
        finally:
            # Also when a person stops the run: what was had is kept.
            self._save(client)
        self.result.notes += notes_of(
            client, self._stopped, answered=self._answered, silent=self._silent
        )

    def _put(self, client: SoundchartsClient, question: _Question) -> Listed:
        return question.ask.put(client, self._accounts.ids[question.artist.key], question.window)

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
                self._heed(came, client)
                self._gap(artist, self.songs_on[0], self.period, came)
            elif another := self._somebody_else(artist, came.related):
                error = SourceError(another, state=State.REJECTED)
                self._gap(artist, self.songs_on[0], self.period, error)
            else:
                self._answered = True
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
        for done, (question, came) in enumerate(
            side_by_side(
                questions,
                lambda q: client.song_audience(q.song.uuid, q.platform, q.window),
                client.side_by_side,
            )
        ):
            progress(question.artist.name, done + 1, len(questions))
            error = came if isinstance(came, SourceError) else None
            if not isinstance(came, SourceError) and (another := self._songs.take(question, came)):
                error = SourceError(another, state=State.REJECTED)
            if error is not None:
                self._heed(error, client)
                self._songs.missed(question, error)
                if error.state is not State.NOT_OFFERED and not error.lasting:
                    again.append(question.artist)
                self._gap(question.artist, question.platform, question.window, error)
        return again

    def _ask_lists(self, client: SoundchartsClient, progress: Progress) -> None:
        """Ask for radio plays and playlists; a list that was cut off is asked for further."""
        asked = [q for q in self._lists.questions if q.artist.key in self._accounts.ids]
        while asked:
            further: list[ListQuestion] = []
            for done, (question, came) in enumerate(
                side_by_side(
                    asked,
                    lambda q: q.put(client, self._accounts.ids[q.artist.key]),
                    client.side_by_side,
                )
            ):
                progress(question.artist.name, done + 1, len(asked))
                try:
                    further += self._listed(question, came)
                except SourceError as error:
                    self._heed(error, client)
                    if error.state is State.NOT_OFFERED or error.lasting:
                        self._answered = self._answered or error.scope == "artist"
                        self._lists.give_up(question)
                    self._gap(question.artist, question.kind, question.window, error)
            asked = further

    def _listed(self, question: ListQuestion, came: Listed | SourceError) -> list[ListQuestion]:
        """Keep a list; what is still to be asked of it.

        Raises:
            SourceError: there was no list, or it is somebody else's.
        """
        if isinstance(came, SourceError):
            raise came
        self._answered = True
        if another := self._somebody_else(question.artist, came.related):
            raise SourceError(another, state=State.REJECTED)
        rest = self._lists.take(question, came)
        return [rest] if rest else []

    def _gap(self, artist: Artist, platform: str, window: Window, error: SourceError) -> None:
        said = str(error)
        self.result.gaps.append(
            Gap(artist.key, platform, window.first, window.last, error.state, said)
        )
        if error.state is not State.NOT_OFFERED:
            self._fail(artist, said)

    def _find_accounts(self, client: SoundchartsClient) -> None:
        """The service's ids of artists whom the roster has none of, by their Spotify ids."""
        unknown = {q.artist.key: q.artist for q in self.questions}
        unknown |= {key: artist for key, (artist, _) in self._songs.artists.items()}
        unknown |= {q.artist.key: q.artist for q in self._lists.questions}
        wanted = [a for key, a in unknown.items() if key not in self._accounts.ids]
        learned = []
        for artist, came in side_by_side(
            wanted, lambda a: account_of(client, a), client.side_by_side
        ):
            if isinstance(came, SourceError):
                self._heed(came, client)
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
        self._fail(artist, why)
        for ask in {q.ask for q in self.questions if q.artist.key == artist.key}:
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
            self._fail(artist, str(error).rstrip("."))
            return False

    def _take(
        self, question: _Question, came: Listed | SourceError, client: SoundchartsClient
    ) -> None:
        artist, ask = question.artist, question.ask
        if isinstance(came, SourceError):
            self._heed(came, client)
            self._missed(question, self._explained(came, question))
            return
        self._answered = True
        if another := self._another(question, came.related):
            self._missed(question, SourceError(another, state=State.REJECTED))
            return
        said = told(ask, came, question.window)
        expected = {day for day in question.days if artist.expected_on(day)}
        self.ledger.told(artist.key, said, question.days, expected)
        self._today.add(artist.key, ask.name, question.window)

    def _another(self, question: _Question, related: Any) -> str:
        """Why an answer is about somebody or something else; empty where it is not."""
        if platform := answers.another_platform(related, question.ask.platform):
            return f"{LABEL} answered about {platform}, not {question.ask.platform}"
        return self._somebody_else(question.artist, related)

    def _somebody_else(self, artist: Artist, related: Any) -> str:
        account, who = self._accounts.ids[artist.key], answers.who(related)
        if who is None:
            self._silent = True
            return ""
        if another := self._identities.another(artist.key, SOURCE, account, who):
            return answered_as(SOURCE, another)
        self._identities.learn(artist.key, SOURCE, account, who, self.ledger.today)
        return ""

    def _explained(self, error: SourceError, question: _Question) -> SourceError:
        """The error; one about the id itself says so."""
        if isinstance(error, RefusedError) and error.status == 404:
            account = self._accounts.ids[question.artist.key]
            label = PLATFORM_LABELS[question.ask.platform]
            return SourceError(
                f"{LABEL} has nothing about {label} under the id {account} (404)", lasting=True
            )
        return error

    def _missed(self, question: _Question, error: SourceError) -> None:
        artist, ask = question.artist, question.ask
        days = [day for day in question.days if artist.expected_on(day)]
        self.ledger.missed(artist.key, ask.metrics, days, error)
        self._gap(artist, ask.platform, Window(question.days[0], question.days[-1]), error)
        if error.state is State.NOT_OFFERED or error.lasting:
            self._answered = self._answered or error.scope == "artist"
            self._today.add(artist.key, ask.name, question.window)

    def _heed(self, error: SourceError, client: SoundchartsClient) -> None:
        """Ask no more after an error that every further question would meet."""
        if error.scope == "platform" and self._stopped is None:
            self._stopped = error
            client.stop(error)

    def _fail(self, artist: Artist, sentence: str) -> None:
        self.result.failed.setdefault(artist.key, sentence)

    def _save(self, client: SoundchartsClient) -> None:
        """Write the rows into the days they describe; nothing where nothing was answered."""
        self.result.asked, self.result.quota = client.asked, client.quota
        clean = client.clean
        self.result.failed = {key: clean(said) for key, said in self.result.failed.items()}
        if self._stopped is not None and not self._answered:
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
