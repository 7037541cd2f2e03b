"""The sums of the first page: what adds up over the label's artists, and who is missing from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from backline.analysis.growth import Growth
from backline.analysis.totals import Total
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.people import Roster
from backline.people.written import csv_text, fixed
from backline.words import listed, of_artists
from web.shown import Held, Number, change, count, fraction
from web.views.growth_rows import USUAL

_MOST = 5  # names of one reason
_FILE = "index.csv"
_COLUMNS = ("platform", "metric", "value", "artists", "measured", "oldest", "compared", "then",
            "growth", "change", "uncertain")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """One metric over the label's artists.

    Attributes:
        of: how many artists the value is made of, in words.
        compared: likewise of the growth, where these are others.
        span: the days that lie between the two ends, in words.
        missing: who is missing from it, by reason.
        notes: what to know about it.
    """

    label: str
    about: str
    value: Number
    growth: Number
    change: Number
    of: str
    compared: str
    span: str
    missing: Sequence[tuple[str, str]]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Card:
    """A platform on which anybody was measured, the first sum in large letters.

    Attributes:
        told: who is missing from its sums and why, and what else to know of them.
    """

    platform: str
    platform_name: str
    sums: Sequence[Sum]
    told: Sequence[str]


def cards_of(added: Iterable[Total], roster: Roster, day: date) -> Iterator[Card]:
    """A card for each platform on which anybody was measured.

    Args:
        added: the sums, in the vocabulary's order.
        roster: gives artists their names.
        day: the newest day.
    """
    names = {artist.key: shown(artist.name, 40) for artist in roster.artists}
    for platform, group in groupby(added, key=lambda total: total.metric.platform):
        sums = [_sum(total, names, day) for total in group if total.measured]
        if sums:
            yield Card(platform, PLATFORM_LABELS[platform], sums, list(_said(sums)))


def _said(sums: Sequence[Sum]) -> Iterator[str]:
    """What to know of sums, once where it is the same for each."""
    first = sums[0]
    same = all(one.missing == first.missing for one in sums)
    for one in sums:
        if one is not first:
            growth_of = f", the growth {one.compared}" if one.compared else ""
            span = f", {one.span}" if one.span else ""
            yield f"{one.label}: from {one.of}{growth_of}{span}"
        if one is first or not same:
            of = "" if same else f"{one.label}: "
            yield from (f"{of}{whose}: {why}" for whose, why in one.missing)
        yield from (f"{one.label}: {note}" for note in one.notes)


def _sum(total: Total, names: Mapping[str, str], day: date) -> Sum:
    metric = total.metric
    held = Held(_FILE, {"platform": metric.platform, "metric": metric.name})
    low, high = total.spans or (USUAL, USUAL)
    days = f"{low}" if low == high else f"{low} to {high}"
    older = total.oldest is not None and total.oldest != day
    part = None if total.change is None else round(total.change, 6)
    notes = [f"the oldest number is of {total.oldest}"] if older else []
    if total.uncertain:
        notes.append(f"rounding on the platforms: up to {total.uncertain:,}")
    notes += [f"{shown(note, 200)} ({of})" for note, of in _counted(total)]
    why = "no artist has both ends of the window"
    return Sum(
        label=metric.label,
        about=f"{metric.platform}-{metric.name}",
        value=count(total.value, "", held, "value"),
        growth=change(total.growth, why, held),
        change=fraction(part, "", held, "change", plus=True),
        of=of_artists(total.measured, total.artists),
        compared=""
        if total.compared == total.measured
        else f"from {of_artists(total.compared, total.artists)}",
        span="" if low == high == USUAL else f"over {days} days",
        missing=_by_reason(total.missing, names),
        notes=notes,
    )


def _counted(total: Total) -> list[tuple[str, str]]:
    """What to know of artists' own figures, with how many it concerns."""
    told = dict(total.notes) | dict(total.value_notes)
    return [(note, f"{n} artist{'s' if n != 1 else ''}") for note, n in told.items()]


def _by_reason(
    missing: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Names and the reason that they share, the commonest first."""
    by_reason: dict[str, list[str]] = {}
    for key, why in missing:
        by_reason.setdefault(why, []).append(names.get(key, key))
    ordered = sorted(by_reason.items(), key=lambda one: -len(one[1]))
    return [(listed(whose, _MOST), shown(why, 200)) for why, whose in ordered]


def unmeasured_of(rows: Iterable[Growth], added: Iterable[Total]) -> Iterator[tuple[str, str, str]]:
    """Platform, its name and the commonest reason, where nobody was measured that was asked for."""
    present = {(row.platform, row.metric) for row in rows if row.artist and not row.subject}
    for platform, group in groupby(added, key=lambda total: total.metric.platform):
        of_platform = [total for total in group if (platform, total.metric.name) in present]
        if not of_platform or any(total.measured for total in of_platform):
            continue
        whys = Counter(why for total in of_platform[:1] for _, why in total.missing)
        for why, number in whys.most_common(1):
            whose = of_artists(number, sum(whys.values()))
            yield platform, PLATFORM_LABELS[platform], f"{shown(why, 200)} ({whose})"


def totals_csv(context: Mapping[str, Any]) -> bytes | None:
    """The sums as CSV, of the context of the page; None where there is none."""
    if not context["totals"]:
        return None
    lines: list[Sequence[object]] = [_COLUMNS]
    for total in context["totals"]:
        if total.measured:
            about = {"platform": total.metric.platform, "metric": total.metric.name}
            change_of = None if total.change is None else Decimal(fixed(total.change))
            told_of = about | {"change": change_of}
            lines.append([told_of.get(n, getattr(total, n, None)) for n in _COLUMNS])
    return csv_text(lines, _FILE).encode()
