"""Which charts may speak for a country: its main ones, never a city's or a genre's."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = """
top songs song tracks track chart charts music hits videos video singles all
regional national country global world worldwide overall genres stations
daily weekly day days week weeks last popular trending trendings
spotify youtube apple itunes deezer shazam tiktok amazon airplay soundcloud tidal
"""

_SAYS_NOTHING = frozenset(_WORDS.split())
"""Words in a chart's name that say nothing of a city, a genre or a station."""

_NAMES = {
    "AR": "argentina", "AT": "austria", "AU": "australia", "BE": "belgium", "BG": "bulgaria",
    "BR": "brazil", "CA": "canada", "CH": "switzerland", "CL": "chile", "CO": "colombia",
    "CZ": "czechia", "DE": "germany", "DK": "denmark", "ES": "spain", "FI": "finland",
    "FR": "france", "GB": "uk", "GR": "greece", "HU": "hungary", "IE": "ireland", "IL": "israel",
    "IN": "india", "IT": "italy", "JP": "japan", "KR": "korea", "LU": "luxembourg",
    "MX": "mexico", "NL": "netherlands", "NO": "norway", "NZ": "zealand", "PE": "peru",
    "PL": "poland", "PT": "portugal", "RO": "romania", "SE": "sweden", "TR": "turkey",
    "UA": "ukraine", "US": "usa", "ZA": "africa",
}  # fmt: skip
"""What charts call some countries instead of their codes."""


@lru_cache(4096)  # every line of a chart asks
def is_main(chart: str, country: str) -> bool:
    """Whether a chart is a whole country's, or the world's, with music of every kind.

    Its name says no more than its platform, length, country and time. One with any other word is
    a city's (``top-bologna``), a genre's (``genre-shazam-it-dance``) or a station's.
    """
    words = set(re.split(r"[^a-z0-9]+", chart.casefold())) - {""}
    said = {word for word in words if not word.isdecimal()} - _SAYS_NOTHING
    return said <= {country.casefold(), _NAMES.get(country, "")}
