"""Who is told of what: the rules ``[alerts.NAME]`` of the roster, and all there is to be told.

A rule has no address: that is a secret, the variable ``BACKLINE_ALERT_`` and the rule's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from backline.names import shown

Severity = Literal["info", "warning", "urgent"]

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "urgent")
"""How much an alert matters, the least first."""

RULE_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
LONGEST_RULE_NAME = 40


@dataclass(frozen=True, slots=True)
class AlertKind:
    """One kind of alert.

    Attributes:
        severity: how much it matters.
        meaning: when it comes, for the documentation.
        asked: whether only a rule that names it is told: nearly every day has one.
    """

    severity: Severity
    meaning: str
    asked: bool = False


KINDS: Mapping[str, AlertKind] = {
    "stalled": AlertKind("urgent", "no stream of a placement within its last known days"),
    "never_started": AlertKind("urgent", "no playlist of the vendor lists the song"),
    "playlist_removed": AlertKind(
        "urgent", "the newest list does not have a playlist that streams were credited to"
    ),
    "behind_pace": AlertKind("warning", "a placement delivers less than was promised"),
    "end_near": AlertKind("warning", "the last day is near and the goal not in sight"),
    "risk_evidence": AlertKind(
        "warning", "something in a placement's course is out of the ordinary"
    ),
    "not_scraped": AlertKind("warning", "nothing new is known of a song with an active placement"),
    "milestone": AlertKind("info", "a quarter, half or three quarters of a campaign's goal came"),
    "goal_reached": AlertKind("info", "the goal of a campaign or a placement came"),
    "dead_source": AlertKind("urgent", "a platform tells no number any more"),
    "key_ends": AlertKind("urgent", "a key of a platform ends soon, or has ended"),
    "purge": AlertKind("warning", "several artists lost numbers on one day"),
    "breakout": AlertKind("info", "an artist's number jumped beyond all it ever did"),
    "reached": AlertKind("info", "an artist's number reached a round number"),
    "week": AlertKind("info", "the label's week is over: what moved, was reached and broke"),
    "day": AlertKind("info", "a day's numbers are there: what changed beyond noise", asked=True),
}
"""All there is to be told, by name, in the order in which messages tell it."""


class AlertRule(BaseModel):
    """One rule: whom it tells is a secret of its name.

    Attributes:
        kinds: names of :data:`KINDS`; where empty every kind that need not be asked for.
        severity: the least that is told.
        campaigns: ids; all where empty, as for the two below.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kinds: tuple[str, ...] = ()
    severity: Severity = "info"
    campaigns: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()

    @field_validator("kinds", "campaigns", "clients", "vendors", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise ValueError('it should be a list of texts, like ["stalled", "goal_reached"]')
        return tuple(dict.fromkeys(value))

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(
                    f"there is no alert {shown(kind, 40)!r}; there are {', '.join(KINDS)}"
                )
        return kinds

    def wants(self, kind: str) -> bool:
        """Whether alerts of a kind are told, whatever they are about."""
        known = KINDS.get(kind)
        if known is None or (kind not in self.kinds if self.kinds else known.asked):
            return False
        return SEVERITIES.index(known.severity) >= SEVERITIES.index(self.severity)


def checked_names(rules: dict[str, AlertRule]) -> dict[str, AlertRule]:
    """The rules, whose names can be a part of a variable's.

    Raises:
        ValueError: one cannot.
    """
    for name in rules:
        if not RULE_NAME.fullmatch(name) or len(name) > LONGEST_RULE_NAME:
            raise ValueError(
                f"{shown(name, 40)!r} can name no rule: small letters, digits and single "
                "underscores, beginning with a letter, such as [alerts.team]"
            )
    return rules
