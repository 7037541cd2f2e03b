"""Telling Discord the commands: only those that changed, and in one scope only.

Discord shows a command twice that stands both everywhere and in a server. So whichever scope is
not the wanted one is cleared, where the bot once wrote to it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

import discord

from backline.errors import ConfigError
from bot.state import EVERYWHERE, State, Told

if TYPE_CHECKING:
    from discord import app_commands

log = logging.getLogger(__name__)


async def tell_commands(
    tree: app_commands.CommandTree[Any], guild: discord.Object | None, state: State | None
) -> None:
    """Tell Discord what it does not know yet.

    Args:
        tree: the commands, all of them in the wanted scope.
        guild: the one server they are for; everywhere when None.
        state: what Discord was told before. Without it the wanted scope alone is told.

    Raises:
        ConfigError: Discord refuses the commands.
    """
    wanted = EVERYWHERE if guild is None else str(guild.id)
    application = str(tree.client.application_id or "")
    told = Told(application) if state is None else state.told(application)
    digest = digest_of(tree, guild)
    if told.digests.get(wanted) != digest:
        try:
            await tree.sync(guild=guild)
        except discord.Forbidden:
            raise ConfigError(
                "Discord refuses the commands: invite the bot with the scope "
                "applications.commands and check DISCORD_GUILD_ID."
            ) from None
        told.digests[wanted] = digest
        where = "everywhere" if guild is None else f"in server {guild.id}"
        log.info("Discord was told the commands, which stand %s.", where)
    if state is not None:
        await _clear_others(tree, wanted, told)
        state.keep(told)


def digest_of(tree: app_commands.CommandTree[Any], guild: discord.Object | None) -> str:
    """A digest of the commands of a scope, as Discord is told them."""
    commands = [command.to_dict(tree) for command in tree.get_commands(guild=guild)]
    commands.sort(key=lambda c: (c["type"], c["name"]))
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


async def _clear_others(tree: app_commands.CommandTree[Any], wanted: str, told: Told) -> None:
    """Take the commands away from every scope but the wanted one.

    What an older bot wrote everywhere is not remembered; so that scope is cleared once unseen.
    """
    others = {scope for scope, digest in told.digests.items() if digest} - {wanted}
    if wanted != EVERYWHERE and EVERYWHERE not in told.digests:
        others.add(EVERYWHERE)
    for scope in sorted(others):
        guild = None if scope == EVERYWHERE else discord.Object(int(scope))
        try:
            await tree.sync(guild=guild)
        except (discord.Forbidden, discord.NotFound):
            # The bot has left that server, which took the commands along.
            log.info("Discord has no commands of the bot %s any more.", _words(scope))
        except discord.HTTPException as error:
            log.warning(
                "The commands %s could not be cleared (%s); the next start tries again.",
                _words(scope),
                error.status,
            )
            continue
        else:
            log.info("The commands that stood %s are cleared.", _words(scope))
        if scope == EVERYWHERE:
            told.digests[scope] = ""
        else:
            del told.digests[scope]


def _words(scope: str) -> str:
    return "everywhere" if scope == EVERYWHERE else f"in server {scope}"
