"""What an analysis asks of Soundcharts before it answers from what is stored.

Nothing here ends the script: whatever cannot be asked is said on standard error, one sentence each,
and the answer is made of what is there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from _bar import progress_bar
from _run import credentials_of, endpoints_of, say_error, switched_on

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.document import TOP
from backline.errors import BacklineError
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.words import listed

if TYPE_CHECKING:
    from backline.collecting.audience import Fetched
    from backline.people import Artist

_FEW = 5


def ask_first(root: Path, asked: Asked, *, tracks: bool) -> None:
    """Have what is asked for from Soundcharts, as far as it is not stored and settled.

    Args:
        root: the label's folder, which keeps what comes.
        asked: the question; of its artists those of the roster are asked for.
        tracks: also their most streamed songs.
    """
    from backline.sources.soundcharts.client import KEYS

    if switched_on(root, "OFFLINE"):
        return
    artists, platforms = _artists(asked.artists), _platforms(asked.platforms)
    if not artists or not (platforms or tracks):
        return
    try:
        credentials = credentials_of(root)
        if missing := credentials.missing(KEYS):
            are = "are" if len(missing) > 1 else "is"
            say_error(
                f"Soundcharts was not asked, since {' and '.join(missing)} {are} not set (see "
                "docs/keys.md); the answer is from what is stored."
            )
            return
        from backline.collecting.audience import fetch_audience
        from backline.store import Store

        with progress_bar() as progress:
            fetched = fetch_audience(
                Store(root),
                credentials,
                endpoints_of(root),
                artists,
                platforms,
                asked.first,
                min(asked.last, asked.today),
                started=_started(asked.today),
                songs=TOP if tracks else 0,
                songs_on=asked.platforms,
                progress=progress,
            )
    except BacklineError as error:
        say_error(f"Soundcharts was not asked. {error}")
    except OSError as error:
        why = error.strerror or type(error).__name__
        say_error(f"Soundcharts was not asked: the folder cannot be written ({why}).")
    else:
        _say(fetched, artists)


def _started(today: date) -> datetime:
    """Now, on the day the question calls today."""
    return datetime.combine(today, datetime.now(UTC).timetz())


def _artists(several: tuple[Whom, ...]) -> list[Artist]:
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
        say_error(f"Soundcharts is not asked for everybody: {listed(unknown, _FEW)}.")
    return found


def _platforms(several: tuple[str, ...]) -> list[str]:
    """Those whose audiences can be asked for; the others are named."""
    from backline.collecting.audience.asks import PLATFORMS
    from backline.sources.soundcharts.answers import SONGS

    known = {*PLATFORMS, *SONGS}
    if other := [PLATFORM_LABELS.get(name, name) for name in several if name not in known]:
        say_error(f"Soundcharts is not asked about {listed(other, _FEW)}.")
    return [name for name in several if name in PLATFORMS]


def _say(fetched: Fetched, artists: list[Artist]) -> None:
    """What could not be had and what was spent; a fault of everybody's once."""
    told = " ".join(fetched.notes)
    names = {artist.key: artist.name for artist in artists}
    for key, why in fetched.failed.items():
        if why not in told:
            say_error(f"{shown(names.get(key, key), 60)}: {why}.")
    for note in fetched.notes:
        say_error(note)
