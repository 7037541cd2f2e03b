"""Where in Discord the bot speaks up by itself, of what, and when it keeps quiet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, field_validator

from backline.names import folded, shown

POSTS: Mapping[str, str] = {
    "daily": "the day's note after new numbers, where something changed beyond noise",
    "weekly": "the label's week with one picture, once it is over",
    "alerts": "round numbers, breakouts, purges, platforms that tell nothing, keys that end",
}
"""By name, what there is to be told."""

DISCORD_ID = re.compile(r"[0-9]{17,20}", re.ASCII)
"""An id of Discord's as people copy it."""

USUAL_ZONE = "UTC"

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?", re.ASCII)


class Channel(BaseModel):
    """What one channel is told.

    Attributes:
        posts: names of :data:`POSTS`.
        time_zone: by whose clock it is quiet, as the IANA names it: ``Europe/Rome``.
        quiet: from when to when nothing is posted, as ``22:00-08:00``; empty for never.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    posts: tuple[str, ...]
    time_zone: str = USUAL_ZONE
    quiet: str = ""

    @field_validator("posts", mode="before")
    @classmethod
    def _known(cls, value: Any) -> tuple[str, ...]:
        there = ", ".join(f'"{name}"' for name in POSTS)
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"list what is told, of {there}")
        for name in value:
            if not isinstance(name, str) or name not in POSTS:
                raise ValueError(f"there is no post {shown(repr(name), 40)}; there are {there}")
        return tuple(name for name in POSTS if name in value)

    @field_validator("time_zone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        return zone_named(value)

    @field_validator("quiet")
    @classmethod
    def _hours(cls, value: str) -> str:
        return quiet_hours(value)

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing is to be posted at a moment, by the clock on the channel's wall.

        Args:
            now: with its time zone.
        """
        if not self.quiet:
            return False
        clock = now.astimezone(ZoneInfo(self.time_zone)).time()
        first, last = (time.fromisoformat(part) for part in self.quiet.split("-"))
        if first < last:
            return first <= clock < last
        return clock >= first or clock < last


def zone_named(typed: str) -> str:
    """The time zone that somebody means, as the IANA names it.

    Raises:
        ValueError: there is none.
    """
    wanted = folded(typed).replace(" ", "_")
    for zone in _zones():
        if folded(zone) == wanted:
            return zone
    raise ValueError(
        f"there is no time zone {shown(repr(typed), 40)}; zones are called like Europe/Rome, "
        "America/New_York or UTC"
    )


@cache
def _zones() -> frozenset[str]:
    """Every zone there is: looking for them reads hundreds of files, and people type fast."""
    return frozenset(available_timezones())


def zones_like(typed: str, most: int = 25) -> list[str]:
    """The time zones that fit what somebody has typed so far."""
    wanted = folded(typed).replace(" ", "_")
    cities = (zone for zone in _zones() if not zone.startswith("Etc/"))
    fitting = [zone for zone in cities if wanted in folded(zone)]
    return sorted(fitting, key=lambda zone: (not folded(zone).endswith(wanted), zone))[:most]


def quiet_hours(typed: str) -> str:
    """Hours such as ``22-8`` in full: ``22:00-08:00``; the empty string for none.

    Raises:
        ValueError: it is no span of hours.
    """
    text = typed.strip().replace("\u2013", "-").replace(" ", "")
    if not text:
        return ""
    ends = [_CLOCK.fullmatch(part) for part in text.split("-")]
    found = [f"{int(end[1]):02}:{end[2] or '00'}" for end in ends if end]
    if len(ends) != 2 or len(found) != 2 or found[0] == found[1]:
        raise ValueError(
            f"quiet hours are a beginning and an end such as 22:00-08:00, and not "
            f"{shown(repr(typed), 40)}"
        )
    return "-".join(found)


def checked_channels(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The channels, by their ids.

    Raises:
        ValueError: a name is no id.
    """
    for name in channels:
        if not DISCORD_ID.fullmatch(name):
            raise ValueError(
                f"{shown(name, 40)!r} is no channel's id, a number of 17 to 20 digits: copy it "
                "from the channel with developer mode on, as in [bot_channels.123456789012345678]"
            )
    return dict(channels)
