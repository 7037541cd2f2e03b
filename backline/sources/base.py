"""The interface every source has, and what it answers.

A source is handed the artists that have an account on its platform and yields one answer each, in
any order. What it does not answer, :mod:`backline.collecting.collect` writes down as a gap: a
source can forget an artist, but no number gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from backline.errors import SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, RunBudget
from backline.people import Artist, Settings, Who
from backline.store import Subject, Told


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of an artist, or why it is missing.

    Attributes:
        subject: the track or video it is about; None for the artist.
        list_name: set instead of ``subject`` when a whole list could not be had
            (``top_tracks``, ``top_videos``).
        lasting: a failure that asking again the same day will not mend.
    """

    metric: str
    value: int | None
    state: State = State.MEASURED
    resolution: int = 1
    detail: str = ""
    subject: Subject | None = None
    list_name: str = ""
    lasting: bool = False


@dataclass(slots=True)
class Answer:
    """What a platform said about one artist (or, with the key ``""``, about the label).

    Attributes:
        words: what it says beside numbers, e.g. ``{"genres": ["trap"]}``.
        items: per list name the subjects in the platform's order, each with words of its own,
            e.g. ``{"top_tracks": [(Subject(...), {"name": ..., "preview_url": None})]}``.
        who: whom the answer is about by its own words; None where it does not say.
    """

    artist: str
    readings: list[Reading] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    items: dict[str, list[tuple[Subject, dict[str, Any]]]] = field(default_factory=dict)
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a run lends its sources.

    Attributes:
        started: when the run began (UTC); its date is the day that is measured.
        budget: the waiting all sources share; never sleep without asking it.
        note: says one sentence about the whole platform in the run's report.
        tell: says when a key ends or what is left of a quota, which is kept.
    """

    credentials: Credentials
    settings: Settings
    endpoints: Endpoints
    budget: RunBudget
    started: datetime
    note: Callable[[str], None]
    tell: Callable[[Told], None] = lambda _: None


class Source(Protocol):
    """A platform's client.

    Attributes:
        name: what the ``source`` column calls it.
        platform: the platform its numbers are of, and the roster's field for the account.
        metrics: what it measures of every artist (of the label, when ``of_label``).
        lists: the lists it also measures, by name, with the metric of their items.
        needs: credentials without which it is switched off.
        of_label: it measures the label itself and not its artists.
    """

    name: str
    platform: str
    metrics: tuple[str, ...]
    lists: dict[str, str]
    needs: tuple[str, ...]
    of_label: bool

    def switched_off(self, settings: Settings) -> str:
        """Why the roster's settings switch this source off, or the empty string."""
        ...

    def measure(self, artists: Sequence[Artist], context: Context) -> Iterator[Answer]:
        """Ask the platform and yield an answer for each artist as it comes.

        Raises:
            SourceError: nothing more can be had from the platform in this run; the artists not
                answered yet get its state and sentence.
        """
        ...


def gaps(error: SourceError, metrics: Sequence[str], list_name: str = "") -> list[Reading]:
    """The readings of numbers that an error cost, all with its state and sentence."""
    return [
        Reading(
            metric,
            None,
            error.state,
            detail=str(error),
            list_name=list_name,
            lasting=error.lasting,
        )
        for metric in metrics
    ]
