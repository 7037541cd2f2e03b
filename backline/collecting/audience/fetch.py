"""Audiences of some artists on some platforms over any period, asked side by side.

What is stored and settled is not asked again. What was had is stored also where the asking ends
before its time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta

from backline.collecting.audience.asks import asks_of
from backline.collecting.audience.course import Progress
from backline.collecting.audience.fetched import Fetched
from backline.collecting.audience.known import load_known
from backline.collecting.audience.rows import Ledger
from backline.collecting.audience.run import Run
from backline.errors import ConfigError
from backline.net import Credentials, Endpoints, RunBudget
from backline.net.pace import Limit
from backline.people import Artist
from backline.sources.soundcharts.answers import SONGS
from backline.sources.soundcharts.client import SoundchartsClient
from backline.sources.soundcharts.windows import Window
from backline.store import Store

PATIENCE = 300
"""Seconds that may be waited for the service at least: a full minute is waited for, and more."""


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
    songs: int = 0,
    songs_on: Collection[str] = ("spotify",),
    progress: Progress = lambda *_: None,
    sleep: Callable[[float], object] | None = None,
    limit: Limit | None = None,
    lasts: float = math.inf,
    most: int | None = None,
    begun: Callable[[RunBudget], None] = lambda _: None,
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
        songs: the counts of so many songs of each artist are wanted, too, the most streamed first,
            with those of the day before the period; and plays on the radio, and playlists.
        songs_on: where they are counted: Spotify (streams), TikTok (videos), Shazam.
        progress: told how far it is.
        sleep: how to wait for the service; for real when None.
        limit: how fast to ask; the usual rate when None.
        lasts: seconds after which nothing more is asked; what was had by then is stored.
        most: so many requests may be made; what was had with them is stored.
        begun: is handed the budget when the asking begins: whoever ends it ends the asking, and
            what was had by then is stored.

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
        known = load_known(store, first - timedelta(days=1), today)
        ledger = Ledger(known, today, lambda: started + timedelta(seconds=time.monotonic() - began))
        counted = tuple(platform for platform in SONGS if platform in songs_on)
        run = Run(store, roster, ledger, period, songs, counted)
        run.plan(artists, asks)
        if not run.has_questions:
            return run.result
        budget = RunBudget(2 * max(PATIENCE, roster.settings.retry_seconds), sleep, lasts=lasts)
        begun(budget)
        with SoundchartsClient(credentials, endpoints, budget, limit=limit, most=most) as client:
            run.ask(client, progress)
    return run.result
