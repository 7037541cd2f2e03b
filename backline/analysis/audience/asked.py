"""What is asked: a period, artists, platforms, a country; whatever cannot be is said here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from backline.countries import country_code
from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import same_name, shown, slug
from backline.people import Artist, Roster
from backline.people.roster import several

LEADS = {"spotify": "monthly_listeners"}
"""The metric a platform is known by, where it is not the vocabulary's first of it."""


@dataclass(frozen=True, slots=True)
class Whom:
    """An artist that is asked about, of the roster or of charts and songs alone.

    Attributes:
        key: the roster key, or the one the roster would give.
        artist: as the roster has it, or None.
    """

    key: str
    name: str
    artist: Artist | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the analysis.

    Attributes:
        first: the first day of the period.
        last: the last day, which counts.
        today: the day it is asked on; later days have not happened.
        country: ISO 3166 alpha-2; empty for worldwide.
        metrics: only these; every one where empty.
    """

    artists: tuple[Whom, ...]
    platforms: tuple[str, ...]
    first: date
    last: date
    today: date
    country: str = ""
    metrics: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the period."""
        return _every_day(self.first, self.last)

    @property
    def before(self) -> tuple[date, date]:
        """The equally long period just before."""
        length = self.last - self.first
        end = self.first - timedelta(days=1)
        return end - length, end


@lru_cache(8)  # one answer asks for the same days over and over
def _every_day(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def asked(
    roster: Roster,
    artists: Sequence[str],
    platforms: Sequence[str],
    first: date,
    last: date,
    *,
    today: date,
    country: str = "",
    metrics: Sequence[str] = (),
    charted: Iterable[str] = (),
) -> Asked:
    """The question that people's words mean.

    Args:
        roster: who is in the house.
        artists: names or keys.
        platforms: names as people or programs write them.
        first: the first day.
        last: the last day.
        today: the day it is asked on.
        country: its code; empty for worldwide.
        metrics: names of the vocabulary; every metric where empty.
        charted: platforms of which there are charts alone.

    Raises:
        ConfigError: the period ends before it begins or has not begun, a name fits several
            artists, a country, platform or metric does not exist.
    """
    if last < first:
        raise ConfigError(f"The period ends before it starts: {first} is after {last}.")
    if first > today:
        raise ConfigError(f"The period from {first} has not begun; today is {today}.")
    found = tuple(dict.fromkeys(_platform(name, charted) for name in platforms))
    return Asked(
        tuple({whom.key: whom for whom in (_whom(roster, name) for name in artists)}.values()),
        found,
        first,
        last,
        today,
        _country(country),
        tuple(dict.fromkeys(_metric(name, found) for name in metrics)),
    )


@cache
def lead_metric(platform: str, country: str = "") -> str | None:
    """The metric a platform is known by; None for one of which there are charts alone.

    Args:
        platform: of the vocabulary, or of charts.
        country: of a country it is what is known there at least, where that is another metric.
    """
    own = [m for m in VOCABULARY.values() if m.platform == platform]
    lead = LEADS.get(platform) or next((m.name for m in own), None)
    at_least = (m.name for m in own if country and m.bound_of and m.bound_of == lead)
    return next(at_least, lead)


def _whom(roster: Roster, name: str) -> Whom:
    meant = roster.meant(name)
    if len(meant) > 1:
        raise ConfigError(several(name, meant))
    if meant:
        return Whom(meant[0].key, meant[0].name, meant[0])
    if not name.strip():
        raise ConfigError("An artist has no name: write one after --artist.")
    return Whom(slug(name, "artist"), " ".join(name.split()))


def _country(text: str) -> str:
    try:
        code = country_code(text)
    except ValueError as error:
        raise ConfigError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    if code and text.strip() != code:
        raise ConfigError(f"Write the country in capitals: {code}, not {text.strip()}.")
    return code


def _platform(text: str, charted: Iterable[str]) -> str:
    labels = {_plain(label): platform for platform, label in PLATFORM_LABELS.items()}
    keys = {_plain(platform): platform for platform in (*PLATFORM_LABELS, *charted)}
    platform = (labels | keys | {"x": "twitter"}).get(_plain(text))
    if platform is None:
        there = ", ".join(sorted(keys.values()))
        raise ConfigError(f"There is no platform {shown(text, 40)!r}; there are {there}.")
    return platform


def _plain(text: str) -> str:
    return same_name(text).replace(" ", "-").replace("_", "-")


def _metric(text: str, platforms: Iterable[str]) -> str:
    there = [m for m in VOCABULARY.values() if m.platform in set(platforms)]
    wanted = _plain(text)
    for metric in there:
        if wanted in (_plain(metric.name), _plain(metric.label)):
            return metric.name
    names = ", ".join(dict.fromkeys(m.name for m in there))
    raise ConfigError(f"There is no metric {shown(text, 40)!r} there; there are {names}.")
