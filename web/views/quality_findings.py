"""Findings of the audit and corrections as people read them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backline.analysis.quality import Finding, Part, proposals
from backline.measure import VOCABULARY
from backline.names import shown
from backline.people.corrections import Correction
from backline.words import listed, number, series_name
from bot.library import Label
from web.held import Shelves
from web.shown import Number, count

RANKS = {
    1: "wrong numbers that count in every answer",
    2: "changes somebody should be able to explain",
    3: "numbers that are not there",
}
"""What the ranks mean, as ``docs/quality.md`` has it."""

MOST_SERIES, FEW_SERIES = 100, 10
"""So many series of a finding are listed, of a lesser one fewer; the rest is counted."""

MOST_DAYS = 14
"""So many days of each."""


@dataclass(frozen=True, slots=True)
class Who:
    """An artist, or the label itself, which has the empty key."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a number is of.

    Attributes:
        about: the definition on ``about.html``.
        title: of the track or video; empty where it is the artist's own.
    """

    who: Who
    text: str
    about: str
    title: str


@dataclass(frozen=True, slots=True)
class Day:
    """A number in question."""

    date: date
    value: Number
    source: str


@dataclass(frozen=True, slots=True)
class Series:
    """What a finding says of one series.

    Attributes:
        wrong: whether its numbers cannot be right.
        more: how many further days there are.
    """

    named: Named
    days: Sequence[Day]
    before: Number
    after: Number
    wrong: bool
    more: int


@dataclass(frozen=True, slots=True)
class Told:
    """One finding.

    Attributes:
        kind: in words; ``slug`` as data has it.
        sure: 0 to 1.
        usual: what nine of ten of the series' steps stay below; None where that is no matter.
        more: how many further series it concerns.
        proposed: the corrections that would silence it, a sentence for each by their reason; those
            of the further series are not among them.
    """

    key: str
    slug: str
    kind: str
    rank: int
    sure: float
    first: date
    last: date
    sentence: str
    usual: int | None
    artists: Sequence[Who]
    series: Sequence[Series]
    more: int
    proposed: Mapping[str, Sequence[str]]


class Teller:
    """Tells findings and corrections of one root."""

    def __init__(self, label: Label) -> None:
        """Begin."""
        self._label = label
        self._roster = label.warehouse.roster
        self._names = {a.key: shown(a.name, 60) for a in self._roster.artists}
        self._names[""] = shown(self._roster.label, 60)
        self._shelves = Shelves(label)

    @property
    def files(self) -> list[str]:
        """The files that numbers were said to stand in."""
        return self._shelves.files

    def finding(self, finding: Finding, most: int = MOST_SERIES) -> Told:
        """A finding with its numbers, those of ``most`` series at most."""
        return Told(
            key=finding.key,
            slug=finding.kind.value,
            kind=finding.kind.value.replace("_", " "),
            rank=finding.rank,
            sure=finding.sure,
            first=finding.first,
            last=finding.last,
            sentence=shown(finding.sentence, 600),
            usual=finding.usual,
            artists=[self.who(key) for key in concerned(finding)],
            series=[self._series(part) for part in finding.parts[:most]],
            more=max(0, len(finding.parts) - most),
            proposed=self._proposed(replace(finding, parts=finding.parts[:most])),
        )

    def who(self, key: str) -> Who:
        """An artist by key."""
        return Who(key, self._names.get(key) or shown(key, 60))

    def in_order(self, keys: Iterable[str]) -> list[str]:
        """Roster keys in the roster's order, others after them."""
        place = {key: at for at, key in enumerate(self._names)}
        return sorted(keys, key=lambda key: place.get(key, len(place)))

    def named(self, series: tuple[str, str, str, str, str]) -> Named:
        """What a series is of."""
        artist, platform, metric, subject, country = series
        known = self._label.subjects.get(subject)
        title = shown(known.title if known else subject, 80)
        text = series_name(VOCABULARY[platform, metric], country)
        return Named(self.who(artist), text, f"{platform}-{metric}", title)

    def correction(self, one: Correction) -> str:
        """What a correction does, in a sentence without its reason."""
        named = self.named(one.series)
        what = f"{named.text} of {named.who.name}"
        if named.title:
            what = f"{named.text} of {named.title} by {named.who.name}"
        days = f"on {one.first}" if one.until == one.first else f"from {one.first} to {one.until}"
        expected = one.expect if isinstance(one.expect, tuple) else (one.expect,)
        says = listed([number(value) for value in dict.fromkeys(expected)], 6)
        told = f"{one.source.replace('_', ' ')} says" if one.source else "the files say"
        does = "Drop" if one.value is None else f"Put {number(one.value)} in the place of"
        return f"{does} the {what} {days}: {told} {says}."

    def _proposed(self, finding: Finding) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for table in tomllib.loads(proposals([finding])).get("correction", ()):
            one = Correction.model_validate(table)
            found.setdefault(_sentence(one.reason), []).append(self.correction(one))
        return found

    def _series(self, part: Part) -> Series:
        of = (part.artist, part.platform, part.metric, part.subject, part.country)
        days = []
        for value in part.values[:MOST_DAYS]:
            held = self._shelves.series(of, value.date, value.source)
            told = count(value.value, held=held, column="value")
            days.append(Day(value.date, told, value.source.replace("_", " ")))
        after_held = self._shelves.series(of, part.after_date) if part.after_date else None
        return Series(
            named=self.named(of),
            days=days,
            before=count(part.before, "none"),
            after=count(part.after, "none", after_held, "value"),
            wrong=part.wrong,
            more=max(0, len(part.values) - MOST_DAYS),
        )


def concerned(finding: Finding) -> list[str]:
    """The keys of all whom a finding concerns, the most concerned first."""
    return list(dict.fromkeys((*finding.artists, *(part.artist for part in finding.parts))))


def _sentence(reason: str) -> str:
    text = reason.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
