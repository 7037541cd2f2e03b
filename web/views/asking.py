"""What the search page is asked: by its address, or by the fields of its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from backline.analysis.audience import Asked, asked
from backline.analysis.audience.stored import charted_platforms
from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from bot.library import Label
from web.periods import USUAL, Period, named, own, window
from web.visit import NotFoundError, Visit

PLATFORMS = tuple(name for name in PLATFORM_LABELS if name != "discord")
"""Those an artist has an audience on; Discord counts the label's server."""

OWN = "own"
"""What the list of periods calls days of one's own."""

MOST_ARTISTS = 500
_LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Search:
    """A question and how it was put.

    Attributes:
        artists: names or keys, as somebody wrote them; every artist of the label where empty.
        platforms: likewise; all where empty.
        country: two capitals, or empty for worldwide.
    """

    artists: tuple[str, ...]
    platforms: tuple[str, ...]
    period: Period
    country: str

    @property
    def query(self) -> str:
        """What a live address says to ask the same."""
        fields: list[tuple[str, str]] = [("artist", name) for name in self.artists]
        fields += [("platform", name) for name in self.platforms]
        if self.period.name:
            fields.append(("period", self.period.name))
        else:
            fields += [("from", str(self.period.first)), ("to", str(self.period.last))]
        fields += [("country", self.country)] if self.country else []
        return urlencode(fields)

    def over(self, period: Period) -> str:
        """The same question over another period."""
        return replace(self, period=period).query

    def alone(self, artist: str, platform: str = "") -> str:
        """The same question of one artist alone, on one platform where it is named."""
        platforms = (platform,) if platform else self.platforms
        return replace(self, artists=(artist,), platforms=platforms).query


def search_of(visit: Visit, newest: date) -> Search:
    """What an address and its query ask.

    Args:
        visit: the page.
        newest: the day that windows reach up to.

    Raises:
        NotFoundError: the address names no artist or period that there is.
        ConfigError: a field holds what cannot be.
    """
    artists = visit.several("artist")
    if key := visit.parts.get("key"):
        artists = (key,)
        if not any(artist.key == key for artist in visit.label.warehouse.roster.artists):
            raise NotFoundError(f"There is no artist {shown(key, 60)!r} in the roster.")
    if len(artists) > MOST_ARTISTS:
        raise ConfigError(
            f"{len(artists):,} artists are more than one page compares; ask for at most "
            f"{MOST_ARTISTS}."
        )
    period = _period(visit, newest)
    return Search(artists, visit.several("platform"), period, visit.asked("country").upper())


def _period(visit: Visit, newest: date) -> Period:
    """The period that was chosen anew, else days of one's own, else a number of days.

    A form sends all its fields; ``shown`` is the period it was sent with, so that the one somebody
    chose from the list counts before days that still stand beside it.
    """
    chosen, was = visit.asked("period"), visit.asked("shown")
    if was and chosen not in ("", OWN, was):
        return _named(chosen, newest)
    first, last = (_day(visit, name) for name in ("from", "to"))
    if first or last:
        end = last or newest
        begun = first or end - timedelta(USUAL - 1)
        if (end - begun).days > _LONGEST:
            raise ConfigError(f"A period has at most {_LONGEST:,} days; {begun} to {end} has more.")
        return own(begun, end)
    if days := visit.asked("days"):
        if not days.isdecimal() or not 1 <= int(days) <= _LONGEST:
            raise ConfigError(f"{shown(days, 20)!r} is no number of days from 1 to {_LONGEST:,}.")
        return window(int(days), newest)
    return _named(visit.parts.get("period") or chosen.replace(OWN, "") or f"{USUAL}-days", newest)


def _named(name: str, newest: date) -> Period:
    period = named(name, newest)
    if period is None:
        raise NotFoundError(f"There is no period {shown(name, 40)!r}; there are 28-days, 2026-08.")
    return period


def _day(visit: Visit, name: str) -> date | None:
    text = visit.asked(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{shown(text, 20)!r} is no day written as 2026-01-31.") from None


def question_of(label: Label, search: Search) -> Asked:
    """The question to the analysis.

    Raises:
        ConfigError: an artist's name fits several, a platform or country does not exist, or the
            period cannot be.
    """
    roster, period = label.warehouse.roster, search.period
    artists: Sequence[str] = search.artists or [artist.key for artist in roster.artists]
    known = set(search.platforms) <= set(PLATFORMS)
    return asked(
        roster,
        artists,
        search.platforms or PLATFORMS,
        period.first,
        period.last,
        today=label.today,
        country=search.country,
        charted=() if known else charted_platforms(label.warehouse, period.first, period.last),
    )
