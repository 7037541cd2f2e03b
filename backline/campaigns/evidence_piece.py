"""A piece of evidence, and what it is looked for in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backline.campaigns.evidence_rules import Span


class Kind(StrEnum):
    """What is out of the ordinary."""

    TOO_EVEN = "too even"
    STOPS = "stops on the last day"
    FEW_SAVES = "few saves"
    ALONE = "one playlist alone"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence.

    Attributes:
        kind: which rule found it.
        placement: its id.
        vendor: the placement's.
        playlist: as the book or the page calls it; None where it is of the placement as a whole.
        first_day: of the days it is of.
        last_day: of these.
        sentence: what was seen, with its numbers, and what is worth asking.
        rests_on: how much that is, and what else may be behind it.
    """

    kind: Kind
    placement: str
    vendor: str | None
    playlist: str | None
    first_day: date
    last_day: date
    sentence: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A playlist that a placement was credited with.

    Attributes:
        streams: those that were credited, from ``first_day`` to ``last_day``.
        spans: all there are of the song in it, the oldest first; none where they show nothing.
        own: those of them that were credited to the placement.
    """

    name: str
    streams: int
    first_day: date
    last_day: date
    spans: tuple[Span, ...]
    own: tuple[Span, ...]


Lists = Mapping[str, Listed]
"""A placement's playlists."""
