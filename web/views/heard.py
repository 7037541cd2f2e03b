"""With what an artist is heard: songs, charts, playlists, radio, Shazam and cities, as stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.analysis.audience import Asked
from backline.analysis.audience.asked import Whom
from backline.analysis.audience.cities import Cities, cities_of
from backline.analysis.audience.extents import extents
from backline.analysis.audience.lately import heard_lately, newest_days
from backline.analysis.audience.places import Charted, charted_songs, newest_charted
from backline.analysis.audience.playlists import Placed, playlists_of
from backline.analysis.audience.radio import Played, radio_of
from backline.analysis.audience.shazam import Shazamed, shazam_of
from backline.analysis.audience.songs import songs_of
from backline.analysis.audience.sources import COUNTED
from backline.analysis.audience.stored import stored_breakdown
from backline.analysis.audience.tracks import Breakdown
from backline.names import shown
from bot.library import Label
from web.views.asking import PLATFORMS
from web.views.kept import lately

DAYS = 28
"""The period of songs, playlists, radio, Shazam and cities."""

DRAWN = 90
"""The days of a song's chart and of the charts it was on."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """An artist's songs on a platform, worldwide or in one country.

    Attributes:
        found: the songs over :data:`DAYS`.
        asked: the question, with the period.
        longer: the same over :data:`DRAWN` up to the same day, for their charts.
    """

    found: Breakdown
    asked: Asked
    longer: Breakdown


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything.

    Attributes:
        whom: the artist.
        first: the first day of playlists, radio, Shazam and cities.
        last: the last one.
        streams: the platforms of which any song is known.
        charted_from: the first day that charts were looked at, None where there is none.
        charted_to: the last one.
        notes: what else to know.
    """

    whom: Whom
    first: date
    last: date
    streams: Sequence[Streamed]
    charted: Sequence[Charted]
    charted_from: date | None
    charted_to: date | None
    playlists: Sequence[Placed]
    radio: Sequence[Played]
    shazam: Sequence[Shazamed]
    cities: Sequence[Cities]
    notes: Sequence[str]


def heard(label: Label, whom: Whom, day: date) -> Heard:
    """What is stored of an artist, up to their last day.

    Args:
        label: the files.
        whom: the artist, of the roster or not.
        day: the last day their numbers are looked at.

    Raises:
        ConfigError: the name of an artist outside the roster fits two.
        DataError: the files cannot be read.
    """
    return lately(label.warehouse, "heard", (whom, day), lambda: _heard(label, whom, day))


def _heard(label: Label, whom: Whom, day: date) -> Heard:
    warehouse, first = label.warehouse, day - timedelta(DAYS - 1)
    asked = Asked((whom,), PLATFORMS, first, day, label.today)
    until = newest_charted(warehouse, min(label.today, _end(whom, label.today)))
    since = until - timedelta(DRAWN - 1) if until else None
    charted = charted_songs(warehouse, whom, since, until) if since and until else []
    playlists, of_playlists = playlists_of(warehouse, asked)
    radio, of_radio = radio_of(warehouse, asked)
    songs = songs_of(warehouse)
    own = [key for key in songs.of(whom) if (s := songs.subject(key)) and s.kind == "track"]
    counted = {number for key in own for number in extents(warehouse).get(key, ())}
    return Heard(
        whom=whom,
        first=first,
        last=day,
        streams=list(_streams(label, asked, charted, {(p, m) for p, m, _ in counted})),
        charted=charted,
        charted_from=since,
        charted_to=until,
        playlists=playlists,
        radio=radio,
        shazam=shazam_of(warehouse, asked) if any(p == "shazam" for p, _, _ in counted) else [],
        cities=[one for one in cities_of(warehouse, asked) if one.cities],
        notes=[shown(note, 300) for _, note in (*of_playlists, *of_radio)],
    )


def _streams(
    label: Label, asked: Asked, charted: Sequence[Charted], counted: set[tuple[str, str]]
) -> Iterator[Streamed]:
    """The world first; a country where charts tell streams there and nothing tells the world's."""
    places = {(c.platform, c.country) for c in charted if c.latest.streams is not None}
    places |= {
        (platform, "")
        for platform, metrics in COUNTED.items()
        if any((platform, metric) in counted for metric in metrics)
    }
    told: set[str] = set()
    for platform, country in sorted(places):
        found = None if platform in told and country else _lately(label, asked, platform, country)
        if found is not None:
            told |= set() if country else {platform}
            yield found


def _lately(label: Label, asked: Asked, platform: str, country: str) -> Streamed | None:
    warehouse, (whom,) = label.warehouse, asked.artists
    days = newest_days(warehouse, platform, country, label.today)
    end = _end(whom, label.today)
    ends = list(dict.fromkeys(min(day, end) for day in days))
    if not ends:
        return None
    question = replace(asked, platforms=(platform,), country=country)
    found, question = heard_lately(warehouse, question, ends, DAYS)
    if not found.tracks:
        return None
    longer = replace(question, first=question.last - timedelta(DRAWN - 1))
    return Streamed(found, question, stored_breakdown(warehouse, longer, whom, platform))


def _end(whom: Whom, today: date) -> date:
    """The last day that matters of an artist: of one who has left, the last one with the label."""
    until = whom.artist.until if whom.artist else None
    return min(until, today) if until else today
