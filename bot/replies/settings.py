"""``/settings``: which channel is told what by itself, and who says so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

from backline.people.bot_channels import POSTS, Channel
from bot.keys import setting_of
from bot.library import Label
from bot.posts.channels import Chosen, channels_of
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe, safe_name
from bot.state import FOLDER_VARIABLE, State, folder_of

NOTHING = "no channel is told anything by itself yet"


def settings_reply(
    label: str,
    channels: Mapping[int, Chosen],
    told: Mapping[int, date] | None = None,
    faults: Mapping[int, str] | None = None,
) -> Reply:
    """The channels, each in a line.

    Args:
        label: whose bot it is.
        channels: that are shown.
        told: by channel, when it was told last.
        faults: by channel, why it cannot be told.
    """
    told, faults = told or {}, faults or {}
    lines = [
        _line(place, chosen, told.get(place), faults.get(place, ""))
        for place, chosen in channels.items()
    ]
    there = [f"{name}: {meaning}" for name, meaning in POSTS.items()]
    return reply(
        f"{safe_name(label, 80)}: what the bot tells by itself",
        [] if lines else [NOTHING],
        [Section("Channels", tuple(lines)), Section("What there is", tuple(there))],
        ["set with /settings, by people who may manage the server, or in roster.toml, which wins"],
    )


def settings_here(label: Label) -> Reply:
    """What is set for a root, as it is read where no Discord is: by the roster and the usual state.

    Raises:
        ConfigError: the roster or an ``.env`` is wrong.
    """
    roster = label.warehouse.roster
    folder = folder_of(label.root, setting_of(label.root, os.environ, FOLDER_VARIABLE))
    return settings_reply(roster.label, channels_of(roster, State(folder)))


def _line(place: int, chosen: Chosen, told: date | None, fault: str) -> str:
    parts = [", ".join(chosen.channel.posts), _hours(chosen.channel)]
    if chosen.by_roster:
        parts.append("set in roster.toml")
    parts.append(f"told last on {told}" if told else "not told anything yet")
    if fault:
        parts.append(f"**cannot be told:** {safe(fault, 200)}")
    return f"<#{place}>: {'; '.join(parts)}"


def _hours(channel: Channel) -> str:
    if not channel.quiet:
        return "at any hour"
    zone = channel.time_zone.replace("_", " ")
    return f"quiet {channel.quiet.replace('-', ' to ')} ({safe(zone, 60)})"
