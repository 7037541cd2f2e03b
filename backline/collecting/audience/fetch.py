"""Audiences of some artists on some platforms over any period, asked side by side.

What is stored and settled is not asked again. What was had is stored also where the asking ends
before its time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from backline.collecting.audience.asks import Ask, asks_of, told
from backline.collecting.audience.known import AskedToday, Known, load_known
from backline.collecting.audience.rows import Ledger
from backline.errors import ConfigError, SourceError
from backline.measure import PLATFORM_LABELS, Measurement, State
from backline.names import shown
from backline.net import Credentials, Endpoints, RefusedError, RunBudget
from backline.net.pace import Limit
from backline.people import Artist, Roster, Who, parse_roster
from backline.people.identities import answered_as
from backline.people.roster_edit import with_field
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window, windows
from backline.store import Day, Store
from backline.store.cities import write_cities
from backline.words import listed

PATIENCE = 300
"""Seconds that may be waited for the service at least: a full minute is waited for, and more."""

Progress = Callable[[str, int, int], None]
"""Told an artist's name, how many questions are answered, and of how many."""

T = TypeVar("T")

_FIND = "artist by platform"
_FEW = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be had.

    Attributes:
        artist: roster key.
        first, last: the days it was asked for, both included.
    """

    artist: str
    platform: str
    first: date
    last: date
    state: State
    detail: str


@dataclass(slots=True)
class Fetched:
    """What a fetch had.

    Attributes:
        measured: numbers written that were not there, or said otherwise.
        asked: requests made.
        quota: how many the month still has; None where no answer said.
        gaps: what was asked for and not answered, and why.
        failed: by artist key, one sentence about what could not be had.
        notes: sentences about the service, the roster and what was spent.
    """

    measured: int = 0
    asked: int = 0
    quota: int | None = None
    gaps: list[Gap] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def fetch_audience(
    store: Store,
    credentials: Credentials,
    endpoints: Endpoints,
    artists: Sequence[Artist],
    platforms: Collection[str],
    first: date,
    last: date,
    *,
    started: datetime,
    progress: Progress = lambda *_: None,
    sleep: Callable[[float], object] | None = None,
    limit: Limit | None = None,
    lasts: float = math.inf,
) -> Fetched:
    """Have a period of some audiences from Soundcharts, as far as it is not stored and settled.

    Args:
        store: the label's files. The roster's ``soundcharts`` says who an artist is there; where it
            is empty, the service is asked once for whoever has the artist's Spotify id.
        credentials: the keys, needed only where something has to be asked.
        endpoints: where the service is.
        artists: of the roster, or made for an artist outside of it.
        platforms: of :data:`backline.collecting.audience.asks.PLATFORMS`.
        first: the first day.
        last: the last day, which counts; days to come are left out.
        started: when the run began (UTC).
        progress: told how far it is.
        sleep: how to wait for the service; for real when None.
        limit: how fast to ask; the usual rate when None.
        lasts: seconds after which nothing more is asked; what was had by then is stored.

    Raises:
        ConfigError: the period or a platform cannot be, the keys are missing, or the roster is
            wrong.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    if last < first:
        raise ConfigError(f"The period from {first} to {last} ends before it starts.")
    asks, today = asks_of(platforms), started.date()
    if first > today:
        return Fetched(notes=[f"No day from {first} to {last} has come yet; nothing was asked."])
    period = Window(first, min(last, today))
    began = time.monotonic()
    with store.writing():
        roster = store.roster()
        known = load_known(store, first, today)
        ledger = Ledger(known, today, lambda: started + timedelta(seconds=time.monotonic() - began))
        run = _Run(store, roster, known, ledger, period)
        run.plan(artists, asks)
        if not run.has_questions:
            return run.result
        budget = RunBudget(2 * max(PATIENCE, roster.settings.retry_seconds), sleep, lasts=lasts)
        with SoundchartsClient(credentials, endpoints, budget, limit=limit) as client:
            run.ask(client, progress)
    return run.result


@dataclass(frozen=True, slots=True)
class _Question:
    """One call: a window of one endpoint of one artist, and which of its days are wanted."""

    artist: Artist
    ask: Ask
    window: Window
    days: tuple[date, ...]


@dataclass
class _Run:
    store: Store
    roster: Roster
    known: Known
    ledger: Ledger
    period: Window
    result: Fetched = field(default_factory=Fetched)
    questions: list[_Question] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._today = AskedToday(self.store, self.ledger.today)
        self._identities = self.store.identities()
        self._roster_text = self.store.roster_text() or ""
        self._stopped: SourceError | None = None
        self._answered = False
        self._silent = False

    @property
    def has_questions(self) -> bool:
        """Whether anything has to be asked."""
        return bool(self.questions)

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
            if artist.soundcharts:
                self.accounts[artist.key] = artist.soundcharts
            elif self._today.has(artist.key, _FIND, self.ledger.today):
                self._fail(artist, self._unknown(artist))
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
        self.questions.sort(key=lambda question: question.window.last, reverse=True)

    def ask(self, client: SoundchartsClient, progress: Progress) -> None:
        """Put every question, and store what comes of it."""
        try:
            self._find_accounts(client)
            questions = [q for q in self.questions if q.artist.key in self.accounts]
            for done, (question, came) in enumerate(
                _side_by_side(questions, lambda q: self._put(client, q), client.side_by_side)
            ):
                progress(question.artist.name, done + 1, len(questions))
                self._take(question, came, client)
        finally:
            # Also when a person stops the run: what was had is kept.
            self._save(client)
        self._note(client)

    def _put(self, client: SoundchartsClient, question: _Question) -> Listed:
        return question.ask.put(client, self.accounts[question.artist.key], question.window)

    def _find_accounts(self, client: SoundchartsClient) -> None:
        """The service's ids of artists whom the roster has none of, by their Spotify ids."""
        unknown = {q.artist.key: q.artist for q in self.questions}
        wanted = [a for key, a in unknown.items() if key not in self.accounts]
        learned = []
        for artist, came in _side_by_side(wanted, lambda a: _found(client, a), client.side_by_side):
            if isinstance(came, SourceError):
                self._heed(came, client)
                self._unasked(artist, came.state, str(came))
            elif came is None:
                self._today.add(artist.key, _FIND, Window(self.ledger.today, self.ledger.today))
                self._unasked(artist, State.NOT_CONFIGURED, self._unknown(artist))
            else:
                self.accounts[artist.key] = came.id
                if self._learn(artist, came):
                    learned.append(shown(artist.name, 40))
        if learned:
            names = listed(sorted(learned), _FEW)
            self.result.notes.append(
                f"roster.toml now has the Soundcharts ids of {names}, found by the Spotify ids."
            )

    def _unknown(self, artist: Artist) -> str:
        hint = f"scripts/artists.py propose {artist.key} shows candidates"
        if not artist.spotify:
            return f"no Soundcharts id in the roster; {hint}"
        return f"{LABEL} knows no artist with the Spotify id {artist.spotify}; {hint}"

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
        """Put a resolved id into the roster, so that it is not asked for again."""
        if all(one.key != artist.key for one in self.roster.artists):
            return False
        try:
            text = with_field(self._roster_text, artist.key, "soundcharts", found.id)
            self.roster = parse_roster(text)
        except ConfigError as error:
            self._fail(artist, str(error).rstrip("."))
            return False
        self._roster_text = text
        return True

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
        artist, account = question.artist, self.accounts[question.artist.key]
        if platform := answers.another_platform(related, question.ask.platform):
            return f"{LABEL} answered about {platform}, not {question.ask.platform}"
        who = answers.who(related)
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
            account = self.accounts[question.artist.key]
            label = PLATFORM_LABELS[question.ask.platform]
            return SourceError(
                f"{LABEL} has nothing about {label} under the id {account} (404)", lasting=True
            )
        return error

    def _missed(self, question: _Question, error: SourceError) -> None:
        artist, ask = question.artist, question.ask
        days = [day for day in question.days if artist.expected_on(day)]
        self.ledger.missed(artist.key, ask.metrics, days, error)
        first, last = question.days[0], question.days[-1]
        self.result.gaps.append(Gap(artist.key, ask.platform, first, last, error.state, str(error)))
        if error.state is State.NOT_OFFERED or error.lasting:
            self._answered = self._answered or error.scope == "artist"
            self._today.add(artist.key, ask.name, question.window)
        if error.state is not State.NOT_OFFERED:
            self._fail(artist, str(error))

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
            if self._roster_text != (self.store.roster_text() or ""):
                change.write(self.store.roster_file, self._roster_text.encode())
            self.store.save(change, days.values(), self.roster, self.store.subjects())
            self.store.write_identities(change, self._identities)
            write_cities(change, self.store.data, self.ledger.cities)
        self.result.measured += _measured(rows)
        self._today.save()

    def _note(self, client: SoundchartsClient) -> None:
        notes = self.result.notes
        if client.locked:
            notes.append(
                f"The label's {LABEL} plan does not give {', '.join(sorted(client.locked))}: those "
                "numbers are written down as not offered."
            )
        if self._silent:
            notes.append(
                f"{LABEL} did not say whose numbers it gave; they are taken without being compared."
            )
        if self._stopped is not None:
            had = "what was had before is stored" if self._answered else "nothing was stored"
            notes.append(f"{client.clean(str(self._stopped))}; {had}.")
        left = "" if client.quota is None else f"; {client.quota:,} are left of this month's quota"
        notes.append(f"{LABEL} was asked {client.asked:,} times{left}.")


def _found(client: SoundchartsClient, artist: Artist) -> Who | None:
    """Whom the service knows under an artist's Spotify id."""
    if not artist.spotify:
        return None
    found = client.by_platform("spotify", artist.spotify)
    return None if found is None else answers.artist_object(found)


def _measured(rows: Iterable[Measurement]) -> int:
    return sum(row.state is State.MEASURED for row in rows)


R = TypeVar("R")


def _side_by_side(
    several: Sequence[T], work: Callable[[T], R], most: int
) -> Iterator[tuple[T, R | SourceError]]:
    """Do something for each, ``most`` at a time, and tell what comes as it comes."""
    pool = ThreadPoolExecutor(max_workers=max(1, min(most, len(several))))
    try:
        futures: dict[Future[R], T] = {pool.submit(work, one): one for one in several}
        for future in as_completed(futures):
            try:
                came: R | SourceError = future.result()
            except SourceError as error:
                came = error
            yield futures[future], came
    finally:
        pool.shutdown(cancel_futures=True)
