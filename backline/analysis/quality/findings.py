"""A finding: something in the numbers a person should look at, and the order of importance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong, or what happened."""

    SAME_VALUE = "same_value"  # two artists with one wrong value
    ZERO = "zero"  # reads 0 after it was positive
    STALE_REPEAT = "stale_repeat"  # a day that repeats the day before
    PURGE = "purge"  # several artists fall on one day
    JUMP = "jump"  # a step beyond what the series has ever done
    COUNTER_FALL = "counter_fall"  # a counter that only rises fell
    STOPPED = "stopped"  # an artist or a series ends although it is expected
    MISSING_DAYS = "missing_days"  # days without a row
    REFUSED = "refused"  # rows refused as impossible


@dataclass(frozen=True, slots=True)
class Value:
    """One recorded number: its day, and which source said so."""

    date: date
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a finding says of one series.

    Attributes:
        values: the numbers in question, oldest first.
        before: the last number before them; None where there is none.
        after: the first number after them; None where there is none yet, or it is no matter.
        after_date: its day.
        wrong: whether the values cannot be right, so that dropping them makes sense.
    """

    artist: str
    platform: str
    metric: str
    subject: str
    country: str
    values: tuple[Value, ...]
    before: int | None
    after: int | None
    after_date: date | None
    wrong: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes:
        kind: what it is.
        artists: roster keys of those it concerns, the most concerned first; empty for the whole
            root, ``""`` within for the label itself.
        platform: empty when it concerns more than one.
        metric: empty when it concerns more than one.
        subject: track or video key; empty for the artist, or when it concerns more than one.
        first: first day in question.
        last: last day in question.
        before: the number before, added up over the artists of a purge; of the most concerned
            series where there are several; None where there is none.
        value: the number in question, likewise. Of missing days and refused rows, how many days.
        after: the number after it, likewise.
        usual: what nine of ten steps of that series stay below, as a count at its level; None
            where steps are not the matter.
        sure: 0 to 1: how sure it is that this is no chance and not the series' usual course.
        sentence: the finding in one sentence.
        key: the same for the same finding on every later run.
        extent: how much it touches, to order findings of one rank: relative changes added up over
            artists, or days without a number.
        parts: the series concerned, the most concerned first.
    """

    kind: Kind
    artists: tuple[str, ...]
    platform: str
    metric: str
    subject: str
    first: date
    last: date
    before: int | None
    value: int | None
    after: int | None
    usual: int | None
    sure: float
    sentence: str
    key: str
    extent: float
    parts: tuple[Part, ...] = ()

    @property
    def rank(self) -> int:
        """How bad it is: 1 wrong numbers that count, 2 changes to be explained, 3 gaps."""
        if self.kind in (Kind.SAME_VALUE, Kind.ZERO, Kind.STALE_REPEAT):
            return 1
        if self.kind in (Kind.PURGE, Kind.JUMP, Kind.COUNTER_FALL):
            return 1 if any(part.wrong for part in self.parts) else 2
        return 3


def key_of(kind: Kind, first: date, *about: str) -> str:
    """A key that later runs make again: the kind, the first day and what it is about.

    Nothing that may still grow is part of it: not the last day, not who joins a group.
    """
    return ":".join((kind.value, first.isoformat(), *(part or "-" for part in about)))


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By rank, then by how sure times how much it touches, then the newest first."""
    return sorted(
        findings,
        key=lambda f: (f.rank, -round(f.sure * f.extent, 6), -f.first.toordinal(), f.key),
    )
