"""Starting the bot: its key, its settings, and a sentence where either is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord

from backline.errors import BacklineError, ConfigError
from backline.people import Settings
from backline.store import Store
from bot.checkout import Checkout
from bot.client import BacklineBot
from bot.commands import commands_of
from bot.keys import guild_of, keys_of, setting_of, token_of
from bot.library import Library
from bot.log import Form, form_of, log_to_stderr
from bot.state import FOLDER_VARIABLE, State, folder_of

log = logging.getLogger(__name__)

PATIENCE = 900.0
"""Seconds a start goes on trying while Discord cannot be reached; whoever keeps the bot running
starts it anew after that."""

_FIRST_WAIT, _LONGEST_WAIT = 5.0, 60.0


def run(root: Path, form: Form | None = None) -> None:
    """Run the bot over a root until it is stopped.

    Its key comes from the environment, ``bot/.env``, the root's ``.env`` or the credentials
    worker.

    Args:
        root: the label's folder.
        form: of the log; what ``BACKLINE_LOG`` says when None.

    Raises:
        ConfigError: there is no roster, the token is missing or wrong, the server's id is no
            number, or Discord refuses the commands.
    """
    store = Store(root)
    if not store.roster_file.is_file():
        store.roster()
    credentials = keys_of(root, os.environ)
    token = token_of(credentials)
    guild_id = guild_of(credentials)
    form = form or form_of(setting_of(root, os.environ, "BACKLINE_LOG"))
    state = State(folder_of(root, setting_of(root, os.environ, FOLDER_VARIABLE)))
    log_to_stderr(credentials.redactor, form)
    # The bot never speaks, so discord.py need not warn that it could not.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    checkout = Checkout(root)
    pulled = checkout if checkout.can_be_pulled() else None
    settings = settings_of(store)

    def bot() -> BacklineBot:
        return BacklineBot(
            Library(root, notice=checkout.notice),
            commands_of(settings.bot_commands),
            checkout=pulled,
            pull_minutes=settings.bot_pull_minutes,
            guild_id=guild_id,
            state=state,
        )

    with contextlib.suppress(KeyboardInterrupt):  # how a person stops it
        asyncio.run(_serve(bot, token))


def settings_of(store: Store) -> Settings:
    """The label's settings, or the usual ones while the roster is wrong.

    A bot that did not start then would never pull the roster that mends it.
    """
    try:
        return store.roster().settings
    except ConfigError as error:
        log.warning("%s The bot goes on with the usual settings.", error)
        return Settings()


async def _serve(make: Callable[[], BacklineBot], token: str) -> None:
    """Run a bot until it is stopped; while Discord cannot be reached, a new one again and again."""
    until, wait = time.monotonic() + PATIENCE, _FIRST_WAIT
    while True:
        bot = make()
        try:
            async with bot:
                await bot.start(token)
        except Exception as error:  # noqa: BLE001 (each is told; what is unforeseen is logged)
            if bot.was_connected or not _passes(error):
                raise _told(error) from None
            if time.monotonic() + wait > until:
                log.warning("Discord could not be reached for %.0f s; giving up.", PATIENCE)
                raise _told(error) from None
            log.warning(
                "Discord cannot be reached (%s); tried again in %.0f s.", _kind(error), wait
            )
        else:
            return
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


def _passes(error: Exception) -> bool:
    """Whether a failed start may succeed by itself later: the network or Discord is down."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, (aiohttp.ClientError, OSError))


def _kind(error: Exception) -> str:
    status = f" {error.status}" if isinstance(error, discord.HTTPException) else ""
    return f"{type(error).__name__}{status}"


def _told(error: Exception) -> BacklineError:
    """Why the bot ended, for people; a fault of its own goes to the log."""
    if isinstance(error, BacklineError):
        return error
    if isinstance(error, discord.LoginFailure):
        return ConfigError(
            "Discord does not accept DISCORD_BOT_TOKEN: copy the bot's token anew from the "
            "developer portal."
        )
    if isinstance(error, discord.ConnectionClosed) and error.code == 4004:
        return ConfigError(
            "Discord ended the connection because DISCORD_BOT_TOKEN counts no more: copy the "
            "bot's token anew from the developer portal."
        )
    if _passes(error):
        return BacklineError(f"Discord could not be reached ({_kind(error)}): try again later.")
    if isinstance(error, discord.DiscordException):
        return BacklineError(
            f"Discord refuses the bot ({_kind(error)}): python -m bot --check says what to fix."
        )
    log.error("The bot stopped", exc_info=error)
    return BacklineError("The bot stopped by a fault of its own; its log says where.")
