"""What there is to post: found by the alerts' own finders, in a process beside the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backline.people.alert_rules import AlertRule
from backline.people.bot_channels import Channel
from backline.store import Store
from backline.unattended.alerts.found import Found
from backline.unattended.alerts.keys import key_alerts
from backline.unattended.alerts.label import label_alerts
from backline.unattended.alerts.world import World
from bot.library import Label, Library, Moment

KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "daily": ("day",),
    "weekly": ("week",),
    "alerts": ("dead_source", "key_ends", "purge", "breakout", "reached"),
}
"""The kinds of alerts that each post of a channel is about. Campaigns are for one role's eyes, and
so in no channel."""


@dataclass(frozen=True, slots=True)
class Look:
    """Find what is so now."""

    asked: Moment

    def do(self, library: Library) -> list[Found]:
        """Find it, in what may be shown to everybody.

        Raises:
            BacklineError: the files cannot be read.
        """
        return library.ask(news_of, self.asked)


def news_of(label: Label) -> list[Found]:
    """What there is to tell of the label's own numbers and keys.

    Raises:
        DataError: the files cannot be read.
    """
    with World(Store(label.root), warehouse=label.warehouse) as world:
        return [*label_alerts(world, label.today), *key_alerts(world, label.today)]


def rule_of(channel: Channel) -> AlertRule:
    """What a channel wants, as the alerts' memory takes it."""
    return AlertRule(kinds=tuple(kind for post in channel.posts for kind in KINDS_OF[post]))
