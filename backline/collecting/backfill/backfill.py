"""Chartmetric's past, week by week, written into the days it describes.

Asking again fetches what is missing and what is recent: the stored rows say what was had. What is
had of an artist is saved before the next one is asked, so that an end half-way loses nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from backline.collecting.backfill.asking import Asking
from backline.collecting.backfill.weeks import (
    FRIDAY,
    KnownWeeks,
    Wanted,
    Week,
    load_known,
    weeks_until,
)
from backline.errors import ConfigError, SourceError
from backline.measure import Measurement, State
from backline.names import shown
from backline.net import Credentials, Endpoints, RunBudget
from backline.net.pace import Limit
from backline.people import Artist, Roster, parse_roster
from backline.people.roster_edit import with_field
from backline.sources.chartmetric import answers as cm
from backline.sources.chartmetric.client import ChartmetricClient, TokenError, refresh_token
from backline.sources.chartmetric.search import by_spotify_id
from backline.store import Day, Store

MOST_TRACKS = 30
"""Tracks of an artist that are followed, the most streamed first."""

_FEW = 5


@dataclass(slots=True)
class Refreshed:
    """What a run had.

    Attributes:
        failed: by artist key, one sentence about what could not be had.
        notes: sentences about the service and the roster.
        measured: numbers written that were not there, or said otherwise.
    """

    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    measured: int = 0


def refresh(
    root: Path,
    credentials: Credentials,
    endpoints: Endpoints,
    *,
    weeks: int,
    artists: Sequence[Artist],
    tracks: bool,
    started: datetime,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    sleep: Callable[[float], object] | None = None,
    week_ends: int = FRIDAY,
    most_tracks: int = MOST_TRACKS,
    limit: Limit | None = None,
    lasts: float = math.inf,
) -> Refreshed:
    """Have the last weeks of some artists from Chartmetric, as far as they are not stored.

    Args:
        root: the label's folder.
        credentials: the keys; ``CHARTMETRIC_REFRESH_TOKEN`` is the one needed.
        endpoints: where the service is.
        weeks: how many weeks back, the newest being the last one that has ended.
        artists: of the root's roster.
        tracks: whether their tracks are wanted, too.
        started: when the run began (UTC); its date is the day of what is told without a date.
        progress: told an artist's name, how many are done, and of how many.
        sleep: how to wait for the service; for real when None.
        week_ends: the weekday on which weeks end; Monday is 0.
        most_tracks: of how many tracks an artist, the most streamed first.
        limit: how fast to ask before the answers tell; the entry plan's rate when None.
        lasts: seconds after which nothing more is asked; what was had by then is stored.

    Raises:
        ConfigError: the refresh token is missing or refused, or the roster is wrong; what was
            had before is stored.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store = Store(root)
    began = time.monotonic()
    today = started.date()
    wanted = Wanted(
        weeks=weeks_until(today, weeks, week_ends),
        tracks=tracks,
        most_tracks=most_tracks,
        today=today,
        clock=lambda: started + timedelta(seconds=time.monotonic() - began),
    )
    try:
        refresh_token(credentials)
        with store.writing():
            roster = store.roster()
            budget = RunBudget(roster.settings.retry_seconds, sleep, lasts=lasts)
            known = load_known(root, wanted.weeks[0].first, today)
            with ChartmetricClient(credentials, endpoints, budget, limit=limit) as client:
                run = _Run(store, roster, client, known, wanted, credentials.redactor.clean)
                return run.over(artists, progress)
    except TokenError as error:
        raise ConfigError(f"{str(error).rstrip('.')}, or work offline (--offline).") from None


class _Run:
    def __init__(
        self,
        store: Store,
        roster: Roster,
        client: ChartmetricClient,
        known: KnownWeeks,
        wanted: Wanted,
        clean: Callable[[str], str],
    ) -> None:
        self._store = store
        self._roster = roster
        self._roster_text = store.roster_text() or ""
        self._subjects = store.subjects()
        self._identities = store.identities()
        self._client = client
        self._known = known
        self._wanted = wanted
        self._clean = clean
        self._result = Refreshed()
        self._learned: list[str] = []

    def over(
        self, artists: Sequence[Artist], progress: Callable[[str, int, int], None]
    ) -> Refreshed:
        """Ask about one artist after the other, until the service can be asked no more."""
        stopped: SourceError | None = None
        for done, artist in enumerate(artists):
            progress(artist.name, done, len(artists))
            if stopped is None:
                try:
                    self._one(artist)
                except SourceError as error:
                    if error.scope == "platform":
                        stopped = error
                    self._fail(artist, str(error))
            else:
                self._fail(artist, str(stopped))
        if artists:
            progress(artists[-1].name, len(artists), len(artists))
        self._note(stopped)
        return self._result

    def _one(self, artist: Artist) -> None:
        policy = self._roster.policy_for(cm.SOURCE, artist)
        if not policy.store:
            self._result.notes.append(
                f"{shown(artist.name, 40)} is not asked for: the roster's policy for chartmetric "
                "does not let it be stored."
            )
            return
        account = artist.chartmetric or self._found_id(artist)
        if not account:
            return
        wanted = self._wanted
        if policy.days:
            kept = wanted.today - timedelta(days=policy.days)
            wanted = replace(wanted, weeks=[w for w in wanted.weeks if w.last > kept])
        asking = Asking(
            self._client,
            artist,
            account,
            self._known,
            self._subjects,
            wanted,
            self._identities,
        )
        try:
            asking.ask()
        finally:
            # Also when a token dies or a person stops the run: what was had is kept.
            self._save(asking.ledger.rows)
        if asking.ledger.trouble:
            self._fail(artist, asking.ledger.trouble)

    def _found_id(self, artist: Artist) -> str:
        """The service's id of an artist the roster has none of, or nothing with the reason told."""
        hint = f"scripts/artists.py propose {artist.key} shows candidates"
        if not artist.spotify:
            why = f"no Chartmetric id in the roster; {hint}"
        else:
            why = self._known.missed_today(artist.key)
            if artist.spotify not in why:  # it was not asked for today
                ids = by_spotify_id(self._client, artist.spotify)
                if len(ids) == 1:
                    return self._learn(artist, ids[0])
                why = f"Chartmetric knows no artist with the Spotify id {artist.spotify}; {hint}"
                if ids:
                    why = (
                        f"Chartmetric has {len(ids)} artists with the Spotify id of the roster "
                        f"({', '.join(ids)}); {hint}"
                    )
        self._fail(artist, why)
        self._save(self._unasked(artist, why))
        return ""

    def _learn(self, artist: Artist, account: str) -> str:
        """Put a resolved id into the roster, so that it is not asked for again."""
        try:
            text = with_field(self._roster_text, artist.key, "chartmetric", account)
        except ConfigError as error:
            self._fail(artist, str(error).rstrip("."))
            return ""
        self._roster_text, self._roster = text, parse_roster(text)
        with self._store.change() as change:
            change.write(self._store.roster_file, text.encode())
        self._learned.append(shown(artist.name, 40))
        return account

    def _unasked(self, artist: Artist, why: str) -> list[Measurement]:
        """The gaps of an artist that cannot be asked about: of the newest week only."""
        week: Week = self._wanted.weeks[-1]
        metrics = [metric for fields in cm.STATS.values() for metric in fields.values()]
        at = self._wanted.clock()
        return [
            Measurement(
                date=week.last,
                artist=artist.key,
                platform=platform,
                metric=metric,
                value=None,
                state=State.NOT_CONFIGURED,
                source=cm.SOURCE,
                detail=why,
                collected_at=at,
            )
            for platform, metric in metrics
            if artist.expected_on(week.last)
        ]

    def _save(self, rows: Sequence[Measurement]) -> None:
        """Write rows into the days they describe."""
        days: dict[date, Day] = {}
        for row in rows:
            clean = replace(row, detail=self._clean(row.detail))
            days.setdefault(row.date, Day(row.date)).measurements.append(clean)
        if not days:
            return
        with self._store.change() as change:
            self._store.save(change, days.values(), self._roster, self._subjects)
            self._store.write_identities(change, self._identities)
        self._result.measured += sum(row.state is State.MEASURED for row in rows)

    def _fail(self, artist: Artist, sentence: str) -> None:
        self._result.failed.setdefault(artist.key, self._clean(sentence))

    def _note(self, stopped: SourceError | None) -> None:
        notes = self._result.notes
        if self._learned:
            few = ", ".join(self._learned[:_FEW])
            more = f" and {len(self._learned) - _FEW} more" if len(self._learned) > _FEW else ""
            notes.append(
                f"roster.toml now has the Chartmetric ids of {few}{more}, found by the Spotify ids."
            )
        if self._client.locked:
            names = ", ".join(self._client.locked)
            notes.append(
                f"The label's Chartmetric plan does not give {names}: those numbers are written "
                "down as not offered."
            )
        if stopped is not None:
            notes.append(f"{self._clean(str(stopped))}; what was had before is stored.")
