"""What a question to the analysis asks of Soundcharts first, in words for whoever waits.

Nothing here is an error: whatever cannot be asked is a sentence, and the answer is made of what is
stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.document import TOP
from backline.collecting.audience.asks import PLATFORMS
from backline.collecting.audience.course import Progress
from backline.collecting.audience.fetch import fetch_audience
from backline.collecting.audience.fetched import Fetched
from backline.errors import BacklineError
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.net import Credentials, Endpoints, RunBudget
from backline.people import Artist
from backline.sources.soundcharts.answers import SONGS
from backline.sources.soundcharts.client import KEYS
from backline.store import Store
from backline.words import listed

_FEW = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What of a question can be asked of the service.

    Attributes:
        asked: the question.
        artists: of the roster, whom the service can know.
        platforms: those whose audiences it has.
        tracks: whether the most streamed songs are asked for, too.
        said: a sentence about whom and what it is not asked.
    """

    asked: Asked
    artists: Sequence[Artist]
    platforms: Sequence[str]
    tracks: bool
    said: Sequence[str] = ()

    @property
    def has_any(self) -> bool:
        """Whether anything can be asked at all."""
        return bool(self.artists and (self.platforms or self.tracks))


def request_of(asked: Asked, *, tracks: bool) -> Request:
    """What of a question can be asked.

    Args:
        asked: the question.
        tracks: whether the songs are wanted, too.
    """
    said: list[str] = []
    artists = _artists(asked.artists, said)
    return Request(asked, artists, _platforms(asked.platforms, said), tracks, said)


def without_keys(credentials: Credentials) -> str:
    """The sentence about keys that are not set; empty where all are."""
    missing = credentials.missing(KEYS)
    if not missing:
        return ""
    are = "are" if len(missing) > 1 else "is"
    return (
        f"Soundcharts was not asked, since {' and '.join(missing)} {are} not set (see "
        "docs/keys.md); the answer is from what is stored."
    )


def ask_service(
    store: Store,
    credentials: Credentials,
    endpoints: Endpoints,
    request: Request,
    *,
    progress: Progress = lambda *_: None,
    begun: Callable[[RunBudget], None] = lambda _: None,
) -> list[str]:
    """Have what is asked for, as far as it is not stored and settled.

    Args:
        store: the label's files, which keep what comes.
        credentials: the keys.
        endpoints: where the service is.
        request: what to ask.
        progress: told how far it is.
        begun: is handed what ends the asking early; what was had by then is stored.

    Returns:
        What could not be had and what was spent, one sentence each.
    """
    if why := without_keys(credentials):
        return [why]
    asked = request.asked
    try:
        fetched = fetch_audience(
            store,
            credentials,
            endpoints,
            request.artists,
            request.platforms,
            asked.first,
            min(asked.last, asked.today),
            started=_started(asked.today),
            songs=TOP if request.tracks else 0,
            songs_on=asked.platforms,
            progress=progress,
            begun=begun,
        )
    except BacklineError as error:
        return [f"Soundcharts was not asked. {error}"]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return [f"Soundcharts was not asked: the folder cannot be written ({why})."]
    return _told(fetched, request.artists)


def _started(today: date) -> datetime:
    """Now, on the day the question calls today."""
    return datetime.combine(today, datetime.now(UTC).timetz())


def _artists(several: Sequence[Whom], said: list[str]) -> list[Artist]:
    """Those the service can know; the others are named."""
    found, unknown = [], []
    for whom in several:
        if whom.artist is None:
            unknown.append(f"{shown(whom.name, 60)} is not in the roster")
        elif not (whom.artist.soundcharts or whom.artist.spotify):
            unknown.append(f"{shown(whom.name, 60)} has no Soundcharts and no Spotify id there")
        else:
            found.append(whom.artist)
    if unknown:
        said.append(f"Soundcharts is not asked for everybody: {listed(unknown, _FEW)}.")
    return found


def _platforms(several: Sequence[str], said: list[str]) -> list[str]:
    """Those whose audiences can be asked for; the others are named."""
    known = {*PLATFORMS, *SONGS}
    if other := [PLATFORM_LABELS.get(name, name) for name in several if name not in known]:
        said.append(f"Soundcharts is not asked about {listed(other, _FEW)}.")
    return [name for name in several if name in PLATFORMS]


def _told(fetched: Fetched, artists: Sequence[Artist]) -> list[str]:
    """What could not be had and what was spent; a fault of everybody's once."""
    told = " ".join(fetched.notes)
    names = {artist.key: artist.name for artist in artists}
    said = [
        f"{shown(names.get(key, key), 60)}: {why}."
        for key, why in fetched.failed.items()
        if why not in told
    ]
    return [*said, *fetched.notes]
