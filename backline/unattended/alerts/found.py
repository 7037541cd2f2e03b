"""What finders find: that something is so, that it is not so any more, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backline.people.alert_rules import KINDS, AlertRule, Severity

Key = tuple[str, str, str]
"""The kind, what it is about, and which of several things that may be so of it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people may want to know, and that is so now.

    Attributes:
        kind: a name of :data:`backline.people.alert_rules.KINDS`.
        about: the id of what it is about, with its table: ``placement night-pulse``.
        day: the day that it is known of.
        text: plain sentences; other people's words in them are not made safe yet.
        what: which of several things of this kind that may be so of it, such as a playlist.
        level: how far it went, where a higher level is told once more: 25, 50, 75.
        campaigns: ids of those concerned, for rules; the same with clients and vendors.
    """

    kind: str
    about: str
    day: date
    text: str
    what: str = ""
    level: int = 0
    campaigns: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    vendors: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        """By which it is known again."""
        return self.kind, self.about, self.what

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return KINDS[self.kind].severity

    def wanted_by(self, rule: AlertRule) -> bool:
        """Whether a rule asks for it."""
        chosen = (
            (rule.campaigns, self.campaigns),
            (rule.clients, self.clients),
            (rule.vendors, self.vendors),
        )
        return rule.wants(self.kind) and all(not ids or set(ids) & own for ids, own in chosen)


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is known not to be so as of a day; should it be so again, it is told again."""

    kind: str
    about: str
    day: date
    what: str = ""

    @property
    def key(self) -> Key:
        """As :attr:`Alert.key`."""
        return self.kind, self.about, self.what


Found = Alert | Passed
"""What a finder gives; of what nobody knows it gives nothing, and what was told stays told."""


def in_order(alerts: Iterable[Alert]) -> list[Alert]:
    """As messages tell them: in the order of the kinds' list, then by what they are about."""
    place = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(alerts, key=lambda one: (place[one.kind], one.about, one.what))
