"""What the questions of labels of any size took, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from benchmarks.scale_asked import WINDOW
from benchmarks.scaling import EARLIER, NOW, QUESTIONS, Asked, Cost, Size
from benchmarks.tables import Table, bytes_in_words, duration, ratio

MOST = 4_000_000_000
"""Bytes within which 20,000 artists × 3 years are to be answered."""

_OF: tuple[tuple[str, Callable[[Cost], float]], ...] = (
    ("wall", lambda cost: cost.wall),
    ("CPU", lambda cost: cost.cpu),
)


def of_one_machine(found: Asked, artists: int, days: int) -> Table:
    """A row for each question and way."""
    now = {asked: cost.peak for asked, cost in found.items() if asked[1] != EARLIER}
    question, how = max(now, key=now.__getitem__)
    most = now[question, how]
    within = "within" if most < MOST else "NOT within"
    table = Table(
        f"One machine, {artists:,} artists × {days:,} days",
        ("question", "how", "wall", "CPU", "to as it is", "memory", "rows"),
        note=(
            f"Windows of {WINDOW} days. The opening of the files is part of each. Most memory: "
            f"{bytes_in_words(most)} ({question}, {how}), {within} {bytes_in_words(MOST)}. "
            "Whatever gave Arrow batches gave the same rows."
        ),
    )
    for (question, how), cost in found.items():
        base = found[question, NOW.told]
        table.rows.append(
            (question, how, duration(cost.wall), duration(cost.cpu), ratio(cost.cpu, base.cpu),
             bytes_in_words(cost.peak), f"{cost.rows:,}")
        )  # fmt: skip
    return table


def of_engines(found: Sequence[Size], names: Sequence[str]) -> list[Table]:
    """What every question took, how that grows, and where the engines cross."""
    return [_costs(found, names), *([_growth(found, names)] if len(found) > 1 else []),
            *([_crossings(found, names)] if len(found) > 1 and len(names) > 1 else [])]  # fmt: skip


def _costs(found: Sequence[Size], names: Sequence[str]) -> Table:
    table = Table(
        "The same questions, engine beside engine",
        ("artists × days", "question", "engine", "wall, first", "wall", "CPU, first", "CPU",
         "of it the cluster", "memory", "of it the cluster", "rows compared"),
        note=(
            f"Windows of {WINDOW} days. First: the first question after a clone, which makes the "
            "small table of newest values. The opening of the files and the session is part of "
            "each, the start of the cluster is not. Memory is the most at any time, with and "
            "without the table. Growth and latest of up to 100 artists also look for what the "
            "audit knows of their numbers."
        ),
    )  # fmt: skip
    for size in found:
        for question in QUESTIONS:
            for name in names:
                first, again = (size.costs[question, name, fresh] for fresh in (True, False))
                most = max(first, again, key=lambda cost: cost.peak)
                same = ", identical" if len(names) > 1 else ""
                table.rows.append(
                    (f"{size.artists:,} × {size.days:,}", question, name,
                     duration(first.wall), duration(again.wall),
                     duration(first.cpu), duration(again.cpu),
                     duration(again.cluster[0] or None), bytes_in_words(most.peak),
                     bytes_in_words(most.cluster[1]) if most.cluster[1] else "–",
                     f"{again.rows:,}{same}")
                )  # fmt: skip
    return table


def _growth(found: Sequence[Size], names: Sequence[str]) -> Table:
    steps = list(pairwise(found))
    table = Table(
        "How that grows",
        ("question", "engine", "of",
         *(f"{one.artists:,} to {other.artists:,} artists" for one, other in steps)),
        note="Times as much, with the small table there.",
    )  # fmt: skip
    table.rows.append(
        ("artists", "", "", *(ratio(other.artists, one.artists) for one, other in steps))
    )
    for question in QUESTIONS:
        for name in names:
            for of, seconds in _OF:
                cells = [
                    ratio(*(seconds(size.costs[question, name, False]) for size in (other, one)))
                    for one, other in steps
                ]
                table.rows.append((question, name, of, *cells))
    return table


def _crossings(found: Sequence[Size], names: Sequence[str]) -> Table:
    table = Table(
        f"From where on {names[1]} is ahead of {names[0]}",
        ("question", *(of for of, _ in _OF)),
        note=(
            "Extrapolated: along the straight line through the two largest sizes of each, which "
            "says nothing of a cluster with more machines."
        ),
    )
    for question in QUESTIONS:
        cells = []
        for _, seconds in _OF:
            courses = [_course(found, question, name, seconds) for name in names]
            cells.append(crossing([size.artists for size in found], *courses[:2]))
        table.rows.append((question, *cells))
    return table


def _course(
    found: Sequence[Size], question: str, name: str, seconds: Callable[[Cost], float]
) -> list[float]:
    return [seconds(size.costs[question, name, False]) for size in found]


def crossing(sizes: Sequence[int], one: Sequence[float], other: Sequence[float]) -> str:
    """From how many artists on ``other`` takes less than ``one``, in words.

    Args:
        sizes: numbers of artists, ascending, at least two.
        one: what each took.
        other: likewise.
    """
    ahead = [theirs < ours for ours, theirs in zip(one, other, strict=True)]
    if all(ahead):
        return f"measured: at {sizes[0]:,} already"
    if ahead[-1]:
        last = max(place for place, is_ahead in enumerate(ahead) if not is_ahead)
        return f"measured: between {sizes[last]:,} and {sizes[last + 1]:,}"
    step = sizes[-1] - sizes[-2]
    gains = ((one[-1] - one[-2]) - (other[-1] - other[-2])) / step  # seconds for each artist more
    if gains <= 0:
        return f"not up to {sizes[-1]:,}, and the distance grows"
    where = sizes[-1] + (other[-1] - one[-1]) / gains
    return f"not up to {sizes[-1]:,}; extrapolated: at about {float(f'{where:.1g}'):,.0f}"
