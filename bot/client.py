"""The Discord client: which commands there are, how they are answered, what happens on errors."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import tasks

from backline.errors import BacklineError
from backline.people import Artist
from bot.allowed import check
from bot.asked import Question
from bot.buttons import has_buttons, question_in, rows_of
from bot.checkout import Checkout
from bot.choosing import Names, RowNames
from bot.library import Library
from bot.posts.poster import Poster
from bot.pressing import Newest, OffError, view_of
from bot.replies.metrics import find_metric, key_of
from bot.replies.pages import Page
from bot.room import Answer, Room
from bot.sending import acknowledge, is_deleted, show
from bot.sentences import tell
from bot.state import State
from bot.telling import tell_commands

log = logging.getLogger(__name__)

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
            state: what Discord was told before; without it it is told everything at each start,
                and nothing is posted.
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
        self._newest = Newest()
        self.tree = CommandTree(self)
        self._checkout = checkout
        self._guild = discord.Object(guild_id) if guild_id is not None else None
        self._state = state
        self.poster = Poster(self, self.room, library, state) if state is not None else None
        self._lost_at: float | None = None
        self.was_connected = False
        self._pull_minutes = pull_minutes
        for command in commands:
            self.tree.add_command(command, guild=self._guild)

    async def setup_hook(self) -> None:
        """Begin to read the files, tell Discord the commands, then begin to pull and to post.

        Raises:
            ConfigError: Discord refuses the commands.
        """
        await self.room.get_ready()
        await tell_commands(self.tree, self._guild, self._state)
        if self._checkout is not None and self._pull_minutes:
            self._pull.change_interval(minutes=self._pull_minutes)
            self._pull.start()
        if self.poster is not None:
            self.poster.rounds.start()

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
        """Stop pulling and posting, end every process and let go of the connection."""
        self._pull.cancel()
        if self.poster is not None:
            self.poster.rounds.cancel()
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
        await acknowledge(interaction, thinking=True, ephemeral=True)
        await self._check(interaction)
        await self._answer(interaction, question)

    async def _check(self, interaction: Interaction) -> None:
        check(interaction.user, await asyncio.to_thread(self._names.campaign_role))

    async def answer(self, interaction: Interaction, question: Question) -> None:
        """Answer a command: "thinking" at once, the reply when it is there, its chart at last."""
        await acknowledge(interaction, thinking=True)
        await self._answer(interaction, question)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer the press of a button in its message; commands go to their tree."""
        if interaction.type is not discord.InteractionType.component:
            return
        try:
            await self._press(interaction)
        except Exception as error:  # noqa: BLE001 (the log has it)
            await tell(interaction, self.library.root, error, "Button")

    async def _press(self, interaction: Interaction) -> None:
        """Answer the question of a button.

        Raises:
            UnknownButtonError: it is none that the bot makes.
            OffError: its command is not offered here.
        """
        question = question_in(cast(Mapping[str, str], interaction.data)["custom_id"])
        elsewhere = self._guild is not None and interaction.guild_id != self._guild.id
        if elsewhere or self.tree.get_command(question.command, guild=self._guild) is None:
            raise OffError(f"/{question.command} is not offered here: ask /help what is.")
        await acknowledge(interaction)
        await self._answer(interaction, question)

    async def _answer(self, interaction: Interaction, question: Question) -> None:
        found = await self.room.ask(question)
        view = await self._buttons(question, found.reply.page)
        # Where a button was pressed; the message of a command is known once it stands there.
        place = interaction.message.id if interaction.message else None
        place = await self._show(interaction, found, view, place)
        if found.later is not None:
            await self._complete(interaction, found.later, view, place)

    async def _complete(
        self,
        interaction: Interaction,
        later: asyncio.Task[Answer],
        view: discord.ui.View | None,
        place: int | None,
    ) -> None:
        """Put the chart beside the numbers, unless somebody has taken those away."""
        try:
            await self._show(interaction, await asyncio.shield(later), view, place)
        except discord.HTTPException as error:
            if not is_deleted(error):
                raise
            log.info("A chart came after its message had been deleted.")

    async def _buttons(self, question: Question, page: Page | None) -> discord.ui.View | None:
        """The buttons below a reply; none while it cannot be told whom they are about."""
        if not has_buttons(question.command):
            return None
        try:
            keyed = await asyncio.to_thread(self._keyed, question)
        except BacklineError as error:
            log.warning("No buttons: %s", error)
            return None
        return view_of(rows_of(keyed, page))

    def _keyed(self, question: Question) -> Question:
        """The same question with keys for what was typed, which are short and stay."""
        artist, metric = question.artist, question.metric
        return replace(
            question,
            artist=self._names.key_of(artist) if artist else artist,
            metric=key_of(find_metric(metric)) if metric else metric,
        )

    async def _show(
        self,
        interaction: Interaction,
        answer: Answer,
        view: discord.ui.View | None,
        place: int | None,
    ) -> int | None:
        """Put an answer into its message, unless a later press has been answered there.

        Returns:
            The message's id.
        """
        if place is not None and not self._newest.takes(place, interaction.id):
            return place
        message = await show(interaction, answer, view)
        self._newest.takes(message.id, interaction.id)
        return message.id

    @tasks.loop(minutes=10)
    async def _pull(self) -> None:
        checkout = cast(Checkout, self._checkout)
        before = checkout.failure()
        await asyncio.to_thread(checkout.refresh)
        if checkout.failure() and not before:
            log.warning("The files %s", checkout.failure())
        await self.room.get_ready()


class CommandTree(app_commands.CommandTree[BacklineBot]):
    """The commands with the one error handler for all of them."""

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Say what is wrong in a sentence; anything unforeseen goes to the log alone."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        name = interaction.command.name if interaction.command else "unknown"
        await tell(interaction, interaction.client.library.root, cause, f"Command {name}")
