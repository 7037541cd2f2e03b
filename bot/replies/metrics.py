"""Which number is meant: by its key, by its name, or by what somebody has typed so far."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from backline.errors import ConfigError
from backline.measure import VOCABULARY, Kind, Metric
from backline.names import folded, search, shown
from backline.words import series_name

CHOICES = 25
"""The most choices Discord shows."""


_OF_SONGS = frozenset({"streams", "listeners", "saves", "shazams"})
"""Mostly counted of songs: only their whole name means them where an artist is asked about."""

_ALSO = {("spotify", "monthly_listeners"): ("listeners",)}
"""What people call it besides."""


def of_artists() -> list[Metric]:
    """The numbers of artists that people compare, those that hardly any artist has last."""
    every = [m for m in VOCABULARY.values() if m.kind is not Kind.RANK and not m.bound_of]
    return sorted(every, key=lambda m: m.name in _OF_SONGS or m.exported)


def key_of(metric: Metric) -> str:
    """``spotify/monthly_listeners``, as commands name it."""
    return f"{metric.platform}/{metric.name}"


def find_metric(typed: str) -> Metric:
    """The number of a key, or of a name in any spelling; of several platforms' the first one's.

    Raises:
        ConfigError: there is none; the message names those that resemble it.
    """
    names = {spelt: metric for metric in reversed(of_artists()) for spelt in _spelt(metric)}
    wanted = _plain(typed)
    if wanted in names:
        return names[wanted]
    near = get_close_matches(wanted, names, n=1, cutoff=0.8)
    if near:
        return names[near[0]]
    found = matching(typed) or [names[each] for each in get_close_matches(wanted, names, n=3)]
    said = " or ".join(dict.fromkeys(series_name(metric) for metric in found[:3]))
    hint = f"did you mean {said}?" if said else "try Spotify monthly listeners."
    raise ConfigError(f"No number is called {shown(typed, 60)!r}: {hint}")


def matching(typed: str, among: Sequence[Metric] | None = None) -> list[Metric]:
    """Up to 25 numbers that fit what was typed, the best first.

    Args:
        typed: so far.
        among: only of these; of all that people compare where None.
    """
    may = of_artists() if among is None else [m for m in of_artists() if m in among]
    found = search(_plain(typed), may, _spelt)
    return [metric for _, metric in found[:CHOICES]]


def _spelt(metric: Metric) -> tuple[str, ...]:
    """The ways people write it, the whole name first."""
    written = [series_name(metric), key_of(metric)]
    if metric.name not in _OF_SONGS:
        written += [metric.label, metric.name, *_ALSO.get((metric.platform, metric.name), ())]
    return tuple(dict.fromkeys(_plain(text) for text in written))


def _plain(text: str) -> str:
    return folded(text.replace("/", " ").replace("_", " "))
