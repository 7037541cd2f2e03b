"""``quality.html``: what the audit finds in the numbers, what is corrected, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.quality import Finding, Kind
from backline.errors import ConfigError
from backline.names import shown
from backline.people.corrections import load_corrections
from backline.store import Store
from backline.words import listed
from bot.library import Label
from bot.paths import without_paths
from bot.replies.who import UnknownArtistError, find_artist
from web.findings import findings_of
from web.views.quality_coverage import coverages
from web.views.quality_findings import (
    FEW_SERIES,
    MOST_SERIES,
    RANKS,
    Teller,
    Who,
    concerned,
)
from web.visit import NotFoundError, Visit

MOST = 300
"""So many findings stand on the page; the rest is counted."""

WITH_MANY = 20
"""So many of them have more than a few of their numbers on it."""

_STALE = "corrections.toml line {line} is stale and not applied: "


@dataclass(frozen=True, slots=True)
class InForce:
    """A correction as people wrote it.

    Attributes:
        does: what it does, in a sentence.
        stale: why it is not applied; empty where it is.
    """

    line: int
    first: date
    last: date
    does: str
    reason: str
    stale: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings are wanted; empty for all."""

    artist: str
    kind: str
    rank: str

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of them."""
        return (
            (not self.artist or self.artist in concerned(finding))
            and self.kind in ("", finding.kind.value)
            and self.rank in ("", str(finding.rank))
        )


def view(visit: Visit) -> Mapping[str, Any]:
    """The audit.

    Raises:
        ConfigError: the query asks for what cannot be, or the corrections are wrong.
        NotFoundError: nobody is called so.
    """
    label = visit.label
    warehouse = label.warehouse
    day = warehouse.latest_day
    context: dict[str, Any] = {"title": "Quality", "day": day, "unreadable": _unreadable(label)}
    if day is None:
        return context
    asked = _asked(visit)
    every = findings_of(label)
    found = [finding for finding in every if asked.fits(finding)]
    teller = Teller(label)
    ranks = Counter(finding.rank for finding in every)
    return context | {
        "asked": asked,
        "every": len(every),
        "ranks": [(rank, RANKS[rank], ranks[rank]) for rank in RANKS],
        "kinds": [kind for kind in Kind if any(one.kind is kind for one in every)],
        "artists": _concerned(every, teller),
        "found": [
            teller.finding(finding, MOST_SERIES if place < WITH_MANY else FEW_SERIES)
            for place, finding in enumerate(found[:MOST])
        ],
        "more": max(0, len(found) - MOST),
        "corrections": list(_corrections(label, teller)),
        "coverage": coverages(label, teller, asked.artist),
        "held": teller.files,
    }


def _asked(visit: Visit) -> Asked:
    artist, kind, rank = (visit.asked(name) for name in ("artist", "kind", "rank"))
    if artist:
        try:
            artist = find_artist(visit.label.warehouse.roster, artist).key
        except UnknownArtistError as error:
            raise NotFoundError(str(error)) from None
    kinds = [one.value for one in Kind]
    if kind and kind not in kinds:
        raise ConfigError(f"There is no kind {shown(kind, 40)!r}; there are {', '.join(kinds)}.")
    if rank and rank not in map(str, RANKS):
        raise ConfigError(f"There is no rank {shown(rank, 20)!r}; there are 1, 2 and 3.")
    return Asked(artist, kind, rank)


def _concerned(every: Iterable[Finding], teller: Teller) -> list[Who]:
    """The roster's artists with a finding, in its order."""
    keys = {key for finding in every for key in concerned(finding)} - {""}
    return [teller.who(key) for key in teller.in_order(keys)]


def _corrections(label: Label, teller: Teller) -> Iterator[InForce]:
    store = Store(label.root)
    for placed in load_corrections(store.corrections_file, label.warehouse.roster):
        one = placed.correction
        begins = _STALE.format(line=placed.line)
        stale = next((p for p in label.warehouse.problems if p.startswith(begins)), "")
        yield InForce(
            placed.line,
            one.first,
            one.until,
            teller.correction(one),
            shown(one.reason, 300),
            stale.removeprefix(begins),
        )


def _unreadable(label: Label) -> Mapping[str, Any]:
    """The days whose files cannot be read, and every sentence about a file that was left out."""
    days = label.warehouse.unreadable
    problems = [
        shown(without_paths(problem, label.root), 300)
        for problem in label.warehouse.problems
        if not problem.startswith("corrections.toml line ")
    ]
    return {"days": listed([str(day) for day in days], 20), "count": len(days), "says": problems}
