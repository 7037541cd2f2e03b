"""Which channel is told what: by ``roster.toml``, and where that is silent by ``/settings``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from backline.errors import ConfigError, DataError
from backline.people import Roster
from backline.people.bot_channels import DISCORD_ID, Channel
from bot.state import FOLDER_VARIABLE, State

_FILE = "channels.json"
_WITHOUT = "no channel is told anything but those of roster.toml"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a channel is told, and who says so.

    Attributes:
        channel: what, and when not.
        guild: the server it is on; 0 where ``roster.toml`` names the channel, which needs none.
    """

    channel: Channel
    guild: int = 0

    @property
    def by_roster(self) -> bool:
        """Whether ``roster.toml`` says so, and ``/settings`` cannot change it."""
        return not self.guild


def channels_of(roster: Roster, state: State) -> dict[int, Chosen]:
    """Every channel that is told anything, by its id; what the roster says of one counts alone."""
    found = _kept(state)
    found.update({int(key): Chosen(one) for key, one in roster.bot_channels.items()})
    return dict(sorted(found.items()))


def choose(state: State, place: int, guild: int, channel: Channel | None) -> None:
    """Remember what a channel is told from now on.

    Args:
        state: where it is remembered.
        place: the channel's id.
        guild: its server's.
        channel: what it is told; None for nothing.

    Raises:
        DataError: it cannot be written down.
    """
    found = _kept(state)
    found.pop(place, None)
    if channel is not None:
        found[place] = Chosen(channel, guild)
    document = {
        str(key): {"guild": str(one.guild), **one.channel.model_dump(mode="json")}
        for key, one in sorted(found.items())
    }
    if not state.write(_FILE, json.dumps(document, indent=1) + "\n", _WITHOUT):
        raise DataError(
            f"This cannot be written down: whoever runs the bot must let it write into the folder "
            f"of {FOLDER_VARIABLE}; its log says why."
        )


def _kept(state: State) -> dict[int, Chosen]:
    return state.read(_FILE, _read, _WITHOUT) or {}


def _read(content: bytes) -> dict[int, Chosen]:
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError  # noqa: TRY004 (a damaged file, whatever is in it)
    return {int(key): _chosen(key, one) for key, one in document.items()}


def _chosen(key: str, said: Any) -> Chosen:
    if not isinstance(said, dict) or not DISCORD_ID.fullmatch(key):
        raise ValueError
    rest = dict(said)
    guild = rest.pop("guild", "")
    if not isinstance(guild, str) or not DISCORD_ID.fullmatch(guild):
        raise ValueError
    return Chosen(Channel.model_validate(rest), int(guild))


def changed(before: Channel | None, told: Mapping[str, bool], **when: str | None) -> Channel | None:
    """What a channel is told after a change; None for nothing.

    Args:
        before: what it was told; None for nothing.
        told: which posts are to be told from now on, and which not.
        when: ``time_zone`` and ``quiet`` where they are to change.

    Raises:
        ConfigError: there is no such time zone, or no such hours.
    """
    on = dict.fromkeys(before.posts, True) if before else {}
    posts = tuple(name for name, wanted in {**on, **told}.items() if wanted)
    if not posts:
        return None
    kept = before.model_dump() if before else {}
    said = {name: value for name, value in when.items() if value is not None}
    try:
        return Channel.model_validate({**kept, **said, "posts": posts})
    except ValidationError as error:
        why = str(error.errors()[0]["ctx"]["error"])
        raise ConfigError(f"{why[0].upper()}{why[1:]}.") from None
