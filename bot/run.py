"""Starting the bot: its key, its settings, and a sentence where either is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from pathlib import Path

import aiohttp
import discord

from backline.errors import BacklineError, ConfigError
from backline.net import Credentials, load_credentials
from backline.people import Settings
from backline.store import Store
from bot.checkout import Checkout
from bot.client import BacklineBot
from bot.commands import commands_of
from bot.library import Library
from bot.log import log_to_stderr

log = logging.getLogger(__name__)


def run(root: Path) -> None:
    """Run the bot over a root until it is stopped.

    Its key comes from the environment, the root's ``.env`` or the credentials worker.

    Raises:
        ConfigError: there is no roster, the token is missing or wrong, the server's id is no
            number, or Discord refuses the commands.
    """
    store = Store(root)
    if not store.roster_file.is_file():
        store.roster()
    credentials = load_credentials(os.environ, root / ".env")
    token = token_of(credentials)
    guild_id = guild_of(credentials)
    log_to_stderr(credentials.redactor)
    # The bot never speaks, so discord.py need not warn that it could not.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    checkout, settings = Checkout(root), settings_of(store)
    bot = BacklineBot(
        Library(root, notice=checkout.failure),
        commands_of(settings.bot_commands),
        checkout=checkout if checkout.can_be_pulled() else None,
        pull_minutes=settings.bot_pull_minutes,
        guild_id=guild_id,
    )
    with contextlib.suppress(KeyboardInterrupt):  # how a person stops it
        asyncio.run(_serve(bot, token))


def token_of(credentials: Credentials) -> str:
    """The bot's token.

    Raises:
        ConfigError: there is none.
    """
    token = credentials.get("DISCORD_BOT_TOKEN")
    if not token:
        why = f" ({credentials.unavailable})" if credentials.unavailable else ""
        raise ConfigError(
            f"DISCORD_BOT_TOKEN is missing{why}: set it in the environment or in .env; "
            "Discord's developer portal gives it, under Bot."
        )
    return token


def guild_of(credentials: Credentials) -> int | None:
    """The one server the commands are for, or None.

    Raises:
        ConfigError: it is no number.
    """
    text = credentials.get("DISCORD_GUILD_ID")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(
            "DISCORD_GUILD_ID must be the server's id, a number of 17 to 20 digits: "
            "copy it from the server's menu with developer mode on."
        )
    return int(text)


def settings_of(store: Store) -> Settings:
    """The label's settings, or the usual ones while the roster is wrong.

    A bot that did not start then would never pull the roster that mends it.
    """
    try:
        return store.roster().settings
    except ConfigError as error:
        log.warning("%s The bot goes on with the usual settings.", error)
        return Settings()


async def _serve(bot: BacklineBot, token: str) -> None:
    try:
        async with bot:
            await bot.start(token)
    except discord.LoginFailure:
        raise ConfigError(
            "Discord does not accept DISCORD_BOT_TOKEN: copy the bot's token anew from the "
            "developer portal."
        ) from None
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise BacklineError(
            f"Discord could not be reached ({type(error).__name__}): try again later."
        ) from None
    except BacklineError:
        raise
    except Exception:
        log.exception("The bot stopped")
        raise BacklineError("The bot stopped by a fault of its own; its log says where.") from None
