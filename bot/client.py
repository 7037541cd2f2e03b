"""The Discord client: which commands there are, how they are answered, what happens on errors."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Iterable
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import tasks

from backline.errors import BacklineError
from backline.people import Artist
from bot.allowed import check
from bot.asked import CAMPAIGNING, Question
from bot.checkout import Checkout
from bot.choosing import Names, RowNames
from bot.library import Library
from bot.paths import without_paths
from bot.replies.reply import PICTURE_NAME
from bot.replies.text import safe
from bot.room import Answer, Room
from bot.state import State
from bot.telling import tell_commands

log = logging.getLogger(__name__)

APOLOGY = (
    "Sorry, something went wrong on my side; it has been written down for those who run the bot."
)

INTENTS = discord.Intents(guilds=True)
"""What the bot wants to be told of; nothing among it is privileged."""

Interaction = discord.Interaction["BacklineBot"]


class BacklineBot(discord.Client):
    """Answers slash commands from the files of a root.

    Attributes:
        tree: the commands.
        library: which files the answers come from.
        room: who answers.
        was_connected: whether Discord was ever reached.
    """

    def __init__(
        self,
        library: Library,
        commands: Iterable[app_commands.Command[Any, ..., Any]],
        *,
        checkout: Checkout | None = None,
        pull_minutes: float = 0,
        guild_id: int | None = None,
        state: State | None = None,
        **options: Any,
    ) -> None:
        """Prepare the client; nothing is sent before it is started.

        Args:
            library: where the answers come from.
            commands: the slash commands to offer.
            checkout: pulled in the background, where given.
            pull_minutes: how often; 0 switches it off.
            guild_id: the one server the commands are for, which then has them at once;
                everywhere when None, which Discord may take an hour for.
            state: what Discord was told before; without it it is told everything at each start.
            options: for :class:`discord.Client`, e.g. ``connector``.
        """
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.library = library
        self.room = Room(library)
        self._names = Names(library.root, lambda: library.now().today)
        self._rows = RowNames(library.root)
        self.tree = CommandTree(self)
        self._checkout = checkout
        self._guild = discord.Object(guild_id) if guild_id is not None else None
        self._state = state
        self._lost_at: float | None = None
        self.was_connected = False
        self._pull_minutes = pull_minutes
        for command in commands:
            self.tree.add_command(command, guild=self._guild)

    async def setup_hook(self) -> None:
        """Tell Discord the commands, then begin to pull.

        Raises:
            ConfigError: Discord refuses the commands.
        """
        await tell_commands(self.tree, self._guild, self._state)
        if self._checkout is not None and self._pull_minutes:
            self._pull.change_interval(minutes=self._pull_minutes)
            self._pull.start()

    async def on_ready(self) -> None:
        """Say in the log who the bot is; Discord may tell it late, when that is over already."""
        if self._lost_at is not None:
            return
        servers = f"{len(self.guilds)} server{'' if len(self.guilds) == 1 else 's'}"
        log.info("Connected to Discord as %s, in %s.", self.user, servers)

    async def on_connect(self) -> None:
        """Say in the log that a lost connection is back, in a new session."""
        self._found_again()

    async def on_resumed(self) -> None:
        """Say in the log that a lost connection is back, in its old session."""
        self._found_again()

    async def on_disconnect(self) -> None:
        """Say in the log that the connection was lost; discord.py takes it up again by itself."""
        if self._lost_at is None and not self.is_closed():
            self._lost_at = time.monotonic()
            log.warning("The connection to Discord was lost; it is taken up again by itself.")

    def _found_again(self) -> None:
        self.was_connected = True
        if self._lost_at is not None:
            seconds = time.monotonic() - self._lost_at
            log.info("The connection to Discord is back after %.0f s.", seconds)
        self._lost_at = None

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Tell the commands again to the one server they are for: leaving it took them along."""
        if self._guild is None or guild.id != self._guild.id:
            return
        if self._state is not None:
            self._state.forget(str(guild.id))
        try:
            await tell_commands(self.tree, self._guild, self._state)
        except BacklineError as error:
            log.warning("%s", error)

    async def close(self) -> None:
        """Stop pulling, end every process and let go of the connection."""
        self._pull.cancel()
        await self.room.close()
        await super().close()

    async def names_like(self, typed: str) -> list[Artist]:
        """Up to 25 artists that fit what somebody has typed so far.

        Raises:
            ConfigError: the roster is missing or wrong.
        """
        return await asyncio.to_thread(self._names.matching, typed)

    async def rows_like(
        self, interaction: Interaction, table: str, typed: str
    ) -> list[tuple[str, str]]:
        """Name and id of up to 25 rows of a table of campaigns, for who may ask about them.

        Raises:
            RefusedError: they may not.
            BacklineError: the roster or the table cannot be read.
        """
        await self._check(interaction)
        return await asyncio.to_thread(self._rows.matching, table, typed)

    async def answer_in_private(self, interaction: Interaction, question: Question) -> None:
        """Answer whoever has the role for it, and so that nobody else sees it.

        Raises:
            RefusedError: they may not ask; that, too, they alone see.
        """
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self._check(interaction)
        await self._answer(interaction, question)

    async def _check(self, interaction: Interaction) -> None:
        check(interaction.user, await asyncio.to_thread(self._names.campaign_role))

    async def answer(self, interaction: Interaction, question: Question) -> None:
        """Answer a command: "thinking" at once, the reply when it is there, its chart at last."""
        await interaction.response.defer(thinking=True)
        await self._answer(interaction, question)

    async def _answer(self, interaction: Interaction, question: Question) -> None:
        found = await self.room.ask(question)
        await _show(interaction, found)
        if found.later is not None:
            await _show(interaction, await asyncio.shield(found.later))

    @tasks.loop(minutes=10)
    async def _pull(self) -> None:
        checkout = cast(Checkout, self._checkout)
        before = checkout.failure()
        await asyncio.to_thread(checkout.refresh)
        if checkout.failure() and not before:
            log.warning("The files %s", checkout.failure())
        await self.room.get_ready()


async def _show(interaction: Interaction, answer: Answer) -> None:
    embed = answer.reply.to_embed()
    files = []
    if answer.png is not None:
        embed.set_image(url=f"attachment://{PICTURE_NAME}")
        files.append(_file(answer.png, PICTURE_NAME, answer.shows[:1000]))
    if answer.file is not None:
        files.append(_file(answer.file.content, answer.file.name))
    await interaction.edit_original_response(
        embed=embed, attachments=files, allowed_mentions=discord.AllowedMentions.none()
    )


def _file(content: bytes, name: str, says: str | None = None) -> discord.File:
    return discord.File(io.BytesIO(content), name, description=says)


class CommandTree(app_commands.CommandTree[BacklineBot]):
    """The commands with the one error handler for all of them."""

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Say what is wrong in a sentence; anything unforeseen goes to the log alone."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        if isinstance(cause, BacklineError):
            root = interaction.client.library.root
            sentence = safe(without_paths(str(cause), root), 500)
        else:
            sentence = APOLOGY
            name = interaction.command.name if interaction.command else "unknown"
            log.error("Command %s failed", name, exc_info=cause)
        try:
            await _say(interaction, sentence)
        except discord.HTTPException:
            log.exception("An error could not be told")


async def _say(interaction: Interaction, sentence: str) -> None:
    mentions = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.edit_original_response(content=sentence, allowed_mentions=mentions)
    else:
        private = interaction.command is not None and interaction.command.name in CAMPAIGNING
        await interaction.response.send_message(
            sentence, allowed_mentions=mentions, ephemeral=private
        )
