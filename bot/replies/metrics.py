"""Which number is meant: as it was chosen, or as people type it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from backline.errors import DataError
from backline.measure import VOCABULARY, Metric
from backline.names import EQUAL, folded, search, shown
from backline.words import series_name
from bot.replies.who import CHOICES

_OF_SONGS = frozenset({"streams", "listeners", "saves", "shazams"})
"""Mostly counted of songs: only their whole name means them where an artist is asked about."""

_ALSO = {"spotify/monthly_listeners": ("listeners",)}
"""What people call it besides."""

USUAL = ("spotify", "monthly_listeners")
"""The number that is meant where none is said."""

METRICS = tuple(
    sorted(
        (m for m in VOCABULARY.values() if m.platform != "discord" and not m.bound_of),
        key=lambda metric: metric.exported or metric.name in _OF_SONGS,
    )
)
"""What an artist can have worldwide, what hardly any has last.

Discord's numbers are the label's, and the sum of a country's largest cities is of no artist alone.
"""

_SURE, _NEAR, _APART = 0.85, 0.5, 0.05
"""How alike a misspelt name is to be taken, to be proposed, and nearer than the next."""

_PROPOSED = 3


class UnknownMetricError(DataError):
    """No number has this name, or several have; the message proposes the closest."""


def metrics_like(typed: str, among: Collection[Metric] = METRICS) -> list[Metric]:
    """Up to 25 of some numbers that fit what was typed so far; the nearest where none fits."""
    fitting = [metric for _, metric in search(typed, METRICS, _names)]
    found = fitting or [metric for _, metric in _alike(typed)]
    return [metric for metric in found if metric in among][:CHOICES]


def find_metric(text: str) -> Metric:
    """The number of a value such as ``spotify/followers`` or a name with small mistakes.

    Args:
        text: as it was typed; empty for the usual one.

    Raises:
        UnknownMetricError: there is none, or more than one.
    """
    if not text.strip():
        return VOCABULARY[USUAL]
    found = search(text, METRICS, _names)
    same = [metric for rank, metric in found if rank <= EQUAL] or [metric for _, metric in found]
    if len(same) == 1:
        return same[0]
    if same:
        raise UnknownMetricError(f"{shown(text, 60)!r} can be {_either(same)}: say which.")
    alike = _alike(text)
    if alike and alike[0][0] >= _SURE:
        nearest = [metric for near, metric in alike if near > alike[0][0] - _APART]
        if len(nearest) == 1:
            return nearest[0]
    close = [metric for _, metric in alike[:_PROPOSED]] or METRICS[:_PROPOSED]
    asks = "did you mean" if alike else "there are, for example,"
    end = "?" if alike else "."
    raise UnknownMetricError(
        f"No number is called {shown(text, 60)!r}: {asks} {_either(close)}{end}"
    )


def key_of(metric: Metric) -> str:
    """``spotify/monthly_listeners``, as commands name it."""
    return f"{metric.platform}/{metric.name}"


def _names(metric: Metric) -> tuple[str, ...]:
    value = key_of(metric)
    names = series_name(metric), value, value.replace("_", " ")
    if metric.name in _OF_SONGS:
        return names
    return *names, metric.label, *_ALSO.get(value, ())


def _alike(text: str) -> list[tuple[float, Metric]]:
    """Numbers whose names resemble the text, the nearest first.

    A figure in a name is no slip of the pen: 7 days are not 28.
    """
    wanted = folded(text)[:100]
    found = []
    for metric in METRICS:
        names = [folded(series_name(metric)), folded(metric.label)]
        near = max(SequenceMatcher(None, wanted, name).ratio() for name in names)
        if near >= _NEAR and _figures(names[0]) == _figures(wanted):
            found.append((near, metric))
    return sorted(found, key=lambda pair: -pair[0])


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _either(metrics: Iterable[Metric]) -> str:
    named = [series_name(metric) for metric in metrics]
    if len(named) > 5:
        named = [*named[:4], f"{len(named) - 4} more"]
    return " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))
