"""What the daily run has of a paid service's audiences, within the requests it may make a day.

A plan has so many requests a month and no more, so nothing is asked without a number in the roster.
Who waited longest is asked first; whose requests do not fit any more waits for the next day.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from backline.collecting.audience import Fetched, fetch_audience
from backline.collecting.audience.asks import PLATFORMS, asks_of
from backline.collecting.daily_charts import COST, due_charts, take_charts
from backline.errors import BacklineError
from backline.names import shown
from backline.net import Credentials, Endpoints, RunBudget
from backline.net.budget import RUN_SECONDS
from backline.net.pace import Limit
from backline.people import Artist, Roster
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import KEYS, SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.store import Quota, Store
from backline.warehouse import Warehouse
from backline.words import listed

SETTING = "soundcharts_requests_per_day"

BACK = timedelta(days=30)
"""So far back a run asks for what is missing: one question is for 90 days and costs the same."""

SONGS = 10
"""So many songs of an artist are followed, the most streamed first."""

_OF_RADIO = 4
"""So many requests an artist's plays on the radio take mostly: a hundred plays each."""

WEEK = timedelta(days=7)
"""So long the counts of an artist's songs wait: one question tells every day since."""

_AT_LEAST, _AT_MOST = 60.0, 300.0  # seconds that may be spent here, whatever the run has left


@dataclass(slots=True)
class Audiences:
    """What a run had of them.

    Attributes:
        measured: numbers that were not there, or said otherwise.
        asked: requests made.
        quota: what the month still has, where the service said it.
        notes: sentences for people.
    """

    measured: int = 0
    asked: int = 0
    quota: Quota | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Quota:
    """The requests of a day.

    Attributes:
        most: so many there are.
        spent: so many are made, by earlier runs of the day too.
    """

    most: int
    spent: int = 0

    @property
    def left(self) -> int:
        """How many may still be made."""
        return max(0, self.most - self.spent)

    def fitting(self, artists: Iterable[Artist], cost: Callable[[Artist], int]) -> list[Artist]:
        """The first artists whose requests fit into what is left."""
        left, found = self.left, []
        for artist in artists:
            left -= cost(artist)
            if left < 0:
                break
            found.append(artist)
        return found


def take_audiences(
    store: Store,
    credentials: Credentials,
    endpoints: Endpoints,
    budget: RunBudget,
    *,
    started: datetime,
    ran: float = 0,
    sleep: Callable[[float], object] | None = None,
    limit: Limit | None = None,
) -> Audiences:
    """Ask for the audiences of the roster's artists, as far as the day's requests reach.

    It never raises what is wrong with the service, the keys or the files: the day's other numbers
    are there by then, and a sentence says what is not.

    Args:
        store: the label's files; called outside of ``store.writing()``.
        credentials: the keys of the run.
        endpoints: where the service is.
        budget: of the run; who ends it ends this, too.
        started: when the run began (UTC).
        ran: seconds the run has taken so far.
        sleep: how to wait for the service; for real when None.
        limit: how fast to ask; the usual rate when None.
    """
    roster = store.roster()
    most = roster.settings.soundcharts_requests_per_day
    told = Audiences()
    if most is None or budget.stopped:
        return told
    if missing := credentials.missing(KEYS):
        many = "are" if missing[1:] else "is"
        told.notes.append(f"{LABEL} is not asked: {' and '.join(missing)} {many} not set.")
        return told
    lasts = min(_AT_MOST, max(_AT_LEAST, RUN_SECONDS - ran))
    run = _Day(store, credentials, endpoints, budget, started, lasts, sleep, limit, told)
    try:
        run.take(roster, most)
    except BacklineError as error:
        told.notes.append(f"{LABEL}: {credentials.redactor.clean(str(error))}")
    except _EndedError:
        told.notes.append(
            f"{LABEL} was not asked to the end ({budget.stopped}); what it had told is stored."
        )
    except Exception as error:  # noqa: BLE001 (a fault of ours costs these numbers, not the day)
        kind = type(error).__name__
        told.notes.append(f"{LABEL}: a fault in Backline itself ({kind}); please report it.")
    return told


class _EndedError(Exception):
    """Somebody ended the run."""


@dataclass
class _Day:
    """One run's questions."""

    store: Store
    credentials: Credentials
    endpoints: Endpoints
    budget: RunBudget
    started: datetime
    lasts: float
    sleep: Callable[[float], object] | None
    limit: Limit | None
    told: Audiences

    def __post_init__(self) -> None:
        self._today = self.started.date()
        self._until = time.monotonic() + self.lasts
        self._quota: int | None = None
        self._failed: dict[str, str] = {}
        self._over = False

    def take(self, roster: Roster, most: int) -> None:
        """Audiences first, then charts and songs with what is left."""
        artists = [a for a in roster.on(self._today) if a.soundcharts or a.spotify]
        audiences, songs = self._last_told()
        spent = sum(_of_audience(a) for a in artists if audiences.get(a.key) == self._today)
        spent += sum(_of_songs(a) for a in artists if songs.get(a.key) == self._today)
        quota = _Quota(most, spent)
        wanting = _longest_first(artists, audiences, self._today - timedelta(days=1))
        waiting = self._ask(wanting, quota, _of_audience, PLATFORMS)
        self._charts(roster, quota)
        if not waiting:
            wanting = _longest_first(artists, songs, self._today - WEEK)
            self._ask(wanting, quota, _of_songs, (), songs=SONGS)
        self._report(roster, waiting, most)

    def _ask(
        self,
        artists: Sequence[Artist],
        quota: _Quota,
        cost: Callable[[Artist], int],
        platforms: Sequence[str],
        *,
        songs: int = 0,
    ) -> list[Artist]:
        """Ask about as many as fit; returns who has to wait."""
        waiting = list(artists)
        while not self._over and (now := quota.fitting(waiting, cost)):
            found = self._fetch(now, platforms, songs, quota.left)
            waiting = waiting[len(now) :]
            quota.spent += found.asked
            # Where nothing at all came, whoever is next would have nothing either.
            self._over = bool(found.failed) and not found.measured
        return waiting

    def _fetch(
        self, artists: Sequence[Artist], platforms: Sequence[str], songs: int, most: int
    ) -> Fetched:
        found = fetch_audience(
            self.store,
            self.credentials,
            self.endpoints,
            artists,
            platforms,
            self._today - BACK,
            self._today - timedelta(days=1),
            started=self.started,
            songs=songs,
            progress=self._go_on,
            sleep=self.sleep,
            limit=self.limit,
            lasts=max(0.0, self._until - time.monotonic()),
            most=most,
        )
        self.told.measured += found.measured
        self.told.asked += found.asked
        self._quota = found.quota if found.quota is not None else self._quota
        self._failed |= {key: said for key, said in found.failed.items() if key not in self._failed}
        of_requests = f"{LABEL} was asked "
        self.told.notes += [note for note in found.notes if not note.startswith(of_requests)]
        return found

    def _charts(self, roster: Roster, quota: _Quota) -> None:
        """The newest week of the roster's charts, as many as fit."""
        charts = roster.settings.soundcharts_charts
        left = quota.left // COST
        if not charts or self._over or not (due := due_charts(self.store, charts, self._today)):
            return
        if len(due) > left:
            self.told.notes.append(
                f"{SETTING} = {quota.most} did not reach for the charts {listed(due[left:], 5)}; "
                f"each takes {COST} requests."
            )
        budget = RunBudget(_AT_LEAST, self.sleep, lasts=max(0.0, self._until - time.monotonic()))
        lent = (self.credentials, self.endpoints, budget)
        with SoundchartsClient(*lent, limit=self.limit, most=quota.left) as client:
            try:
                taken = take_charts(self.store, roster, client, due[:left], self._today)
            finally:
                quota.spent += client.asked
                self.told.asked += client.asked
                self._quota = client.quota if client.quota is not None else self._quota
        self._over = taken.over
        self.told.notes += taken.notes
        if taken.places:
            self.told.measured += taken.places
            self.told.notes.append(f"{LABEL}: {taken.places:,} places of charts are stored.")

    def _go_on(self, *_: object) -> None:
        if self.budget.stopped:
            raise _EndedError

    def _last_told(self) -> tuple[Mapping[str, date], Mapping[str, date]]:
        """By artist, the day on which the service last told audiences, and counts of songs."""
        with Warehouse(self.store.root) as warehouse:
            rows = warehouse.ask("last_told", source=SOURCE, first=self._today - BACK)
        return (
            {row["artist"]: row["day"] for row in rows if not row["of_songs"]},
            {row["artist"]: row["day"] for row in rows if row["of_songs"]},
        )

    def _report(self, roster: Roster, waiting: Sequence[Artist], most: int) -> None:
        notes = self.told.notes
        names = {artist.key: shown(artist.name, 40) for artist in roster.artists}
        by_reason: dict[str, list[str]] = {}
        for key, why in self._failed.items():
            by_reason.setdefault(why, []).append(names.get(key, key))
        notes += [f"{LABEL}: {listed(who, 5)}: {why}." for why, who in by_reason.items()]
        if waiting and not self._over:
            names_of = listed([names[artist.key] for artist in waiting], 5)
            costs = max(map(_of_audience, waiting))
            notes.append(
                f"{SETTING} = {most} did not reach for {names_of}, who wait for the next day: an "
                f"artist takes {costs} requests."
            )
        left = ""
        if self._quota is not None:
            left = f"; {self._quota:,} are left of this month's quota"
            self.told.quota = Quota(LABEL, self._today, self._quota, "requests", 0, "month")
        notes.append(
            f"{LABEL} was asked {self.told.asked:,} times of the {most:,} a day that roster.toml "
            f"allows{left}."
        )


def _longest_first(artists: Iterable[Artist], last: Mapping[str, date], due: date) -> list[Artist]:
    """Who was told of on ``due`` or before, or never, who waited longest first."""
    wanting = [artist for artist in artists if last.get(artist.key, date.min) <= due]
    return sorted(wanting, key=lambda artist: last.get(artist.key, date.min))


def _of_audience(artist: Artist) -> int:
    """The requests one artist's audiences take: one an endpoint, and one for an unknown id."""
    return len(asks_of(PLATFORMS)) + (not artist.soundcharts)


def _of_songs(artist: Artist) -> int:
    """The requests one artist's songs take: their list, the counts of each, the radio."""
    return 1 + SONGS + _OF_RADIO + (not artist.soundcharts)
