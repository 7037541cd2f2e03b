"""The bodies Soundcharts answers with of artists: their points of a day, cities and countries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sandbox import audience
from sandbox.cast import Artist
from sandbox.curves import day_number, rolling
from sandbox.noise import HEX, between, code, fraction
from sandbox.world import World

LAG = 1
"""Days until the service has a number: today's comes tomorrow."""

Count = Callable[[World, Artist, date], int | None]

COUNTRIES = {
    "IT": "Italy", "DE": "Germany", "FR": "France", "ES": "Spain", "GB": "United Kingdom",
    "US": "United States", "MX": "Mexico", "BR": "Brazil", "ID": "Indonesia", "AU": "Australia",
}  # fmt: skip
_CITIES = {
    "IT": "Milan Rome Naples Turin Bologna Florence Palermo",
    "DE": "Berlin Hamburg Munich Cologne Leipzig Dresden",
    "FR": "Paris Lyon Marseille Toulouse Lille Nantes",
    "ES": "Madrid Barcelona Valencia Seville Bilbao",
    "GB": "London Manchester Birmingham Leeds Glasgow Bristol",
    "US": "Chicago Atlanta Dallas Houston Boston Denver Seattle",
    "MX": "Puebla Guadalajara Monterrey Tijuana",
    "BR": "Recife Salvador Curitiba Brasília",
    "ID": "Jakarta Surabaya Bandung Medan",
    "AU": "Sydney Melbourne Brisbane Perth Adelaide",
}
_PLACES = [(country, city) for country, named in _CITIES.items() for city in named.split()]
_LISTED = 50
_IN_CITIES = 0.38  # of all listeners live in the cities that are listed


def uuid_of(*seed: object) -> str:
    """An id of the service's, always the same for the same seed."""
    signs = code(HEX, 32, *seed, "soundcharts")
    return "-".join((signs[:8], signs[8:12], signs[12:16], signs[16:20], signs[20:]))


def artist_uuid(artist: Artist) -> str:
    """Soundcharts' id of an artist."""
    return uuid_of(artist.seed)


def artist_shown(artist: Artist) -> dict[str, Any]:
    """An artist as every answer names them."""
    return {
        "uuid": artist_uuid(artist),
        "slug": artist.key,
        "name": artist.name,
        "appUrl": f"https://app.soundcharts.com/app/artist/{artist.key}/overview",
        "imageUrl": f"https://assets.soundcharts.com/artist/{artist_uuid(artist)}.jpg",
    }


def _listeners(_world: World, artist: Artist, day: date) -> int:
    return audience.listeners(artist, day_number(day))


def _watched(_world: World, artist: Artist, day: date) -> int | None:
    size = artist.size * 2.5 * audience.share(artist, "youtube")
    return rolling(day_number(day), size, artist.seed, "watched") if artist.channel else None


def _heard(_world: World, artist: Artist, day: date) -> int | None:
    size = artist.size * 0.3 * audience.share(artist, "deezer")
    return rolling(day_number(day), size, artist.seed, "heard") if artist.deezer else None


STREAMING: dict[str, Count] = {"spotify": _listeners, "youtube": _watched, "deezer": _heard}
"""Per platform the streaming audience."""


def _instagram(_world: World, artist: Artist, day: date) -> int | None:
    return audience.instagram(artist, day_number(day)) if artist.instagram else None


def _elsewhere(network: str) -> Count:
    def count(_world: World, artist: Artist, day: date) -> int | None:
        is_there = audience.is_on(artist, network)
        return audience.elsewhere(artist, network, day_number(day)) if is_there else None

    return count


SOCIAL: dict[str, Count] = {"instagram": _instagram, "tiktok": _elsewhere("tiktok")}
"""Per network the followers that have an endpoint of their own."""


def _subscribers(_world: World, artist: Artist, day: date) -> int | None:
    count = audience.subscribers(artist, day_number(day))
    return (count if count < 1000 else count - count % 100) if artist.channel else None


def _views(_world: World, artist: Artist, day: date) -> int | None:
    t = day_number(day)
    return audience.subscribers(artist, t) * 61 + 97 * t if artist.channel else None


ACCOUNTS: dict[str, dict[str, Count]] = {
    "spotify": {
        "followerCount": lambda _world, artist, day: audience.followers(artist, day_number(day))
    },
    "youtube": {"followerCount": _subscribers, "viewCount": _views},
    "deezer": {
        "followerCount": lambda world, artist, day: (
            world.numbers(artist, day).fans if artist.deezer else None
        )
    },
    "instagram": {"followerCount": _instagram},
    "tiktok": {"followerCount": _elsewhere("tiktok")},
    "twitter": {"followerCount": _elsewhere("twitter")},
    "facebook": {"likeCount": _elsewhere("facebook")},
}
"""Per platform the fields of an account's counts that are no nulls."""

_FIELDS = ("likeCount", "followerCount", "followingCount", "postCount", "viewCount")


def days_told(
    world: World, artist: Artist, what: str, first: date, last: date
) -> Iterator[tuple[date, bool]]:
    """The days an answer has, and whether its number is there or null."""
    for n in range((last - first).days + 1):
        day = first + timedelta(n)
        chance = fraction(artist.seed, what, "told", day_number(day))
        if world.soundcharts.whole or chance > 0.08:
            yield day, world.soundcharts.whole or chance > 0.11


def moment(what: str, day: date) -> str:
    """A date as the service writes it: mostly midnight, sometimes noon or with an offset."""
    times = ("00:00:00+00:00", "12:00:00+00:00", "00:00:00+02:00")
    return f"{day}T{times[between(0, 9, what) % 7 % 3]}"


def located(
    world: World, artist: Artist, platform: str, first: date, last: date
) -> list[dict[str, Any]]:
    """A streaming audience by day, once a week with cities and their countries."""
    found: list[dict[str, Any]] = []
    for day, has_value in days_told(world, artist, f"streaming {platform}", first, last):
        value = STREAMING[platform](world, artist, day)
        if value is None:
            continue
        told = day.weekday() == between(0, 6, artist.seed, platform, "located")
        cities = cities_of(artist, value, day) if told else []
        found.append(
            {
                "date": moment(platform, day),
                "value": value if has_value else None,
                "cityPlots": cities,
                "countryPlots": _summed(cities, day),
            }
        )
    return found


def cities_of(artist: Artist, value: int, day: date) -> list[dict[str, Any]]:
    """The fifty cities with the most of an audience, the largest first."""
    weights = {place: 0.05 + fraction(artist.seed, "city", *place) ** 3 for place in _PLACES}
    top = sorted(weights, key=lambda place: -weights[place])[:_LISTED]
    whole = sum(weights[place] for place in top)
    return [
        {
            "date": f"{day}T00:00:00+00:00",
            "value": int(value * _IN_CITIES * weights[country, city] / whole),
            "countryName": COUNTRIES[country],
            "countryCode": country,
            "region": "",
            "cityName": city,
        }
        for country, city in top
    ]


def _summed(cities: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    sums: dict[str, int] = {}
    for city in cities:
        sums[city["countryCode"]] = sums.get(city["countryCode"], 0) + city["value"]
    return [
        {
            "date": f"{day}T00:00:00+00:00",
            "value": value,
            "countryName": COUNTRIES[country],
            "countryCode": country,
        }
        for country, value in sorted(sums.items(), key=lambda one: -one[1])
    ]


def followers(
    world: World, artist: Artist, network: str, first: date, last: date
) -> list[dict[str, Any]]:
    """Followers on a network by day."""
    found: list[dict[str, Any]] = []
    for day, has_value in days_told(world, artist, f"social {network}", first, last):
        value = SOCIAL[network](world, artist, day)
        if value is not None:
            found.append(
                {
                    "date": moment(network, day),
                    "value": value if has_value else None,
                    "cityPlots": [],
                    "countryPlots": [],
                }
            )
    return found


def accounts(
    world: World, artist: Artist, platform: str, first: date, last: date
) -> list[dict[str, Any]]:
    """An account's counts by day; what the service does not count there is null."""
    found: list[dict[str, Any]] = []
    for day, has_value in days_told(world, artist, f"account {platform}", first, last):
        counts = {n: f(world, artist, day) for n, f in ACCOUNTS[platform].items()}
        if any(value is not None for value in counts.values()):
            entry: dict[str, Any] = {"date": moment(platform, day), **dict.fromkeys(_FIELDS)}
            found.append({**entry, **(counts if has_value else {})})
    return found
