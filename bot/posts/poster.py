"""Telling channels what nobody has told them: found, looked for in the channel, posted, remembered.

What there is comes from the alerts' own finders and goes through their memory, one rule for each
channel. Before anything is posted the channel itself is looked at for its id, so that a second bot,
or one whose memory was lost, does not tell it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import aiohttp
import discord
from discord.ext import tasks

from backline.errors import BacklineError
from backline.store import Store
from backline.unattended.alerts import Alert, Memory
from backline.unattended.alerts.found import Found, in_order
from backline.unattended.alerts.words import messages
from bot.asked import Question
from bot.library import Library
from bot.posts.channels import Chosen, channels_of
from bot.posts.found import Look, rule_of
from bot.posts.needed import IN_WORDS
from bot.posts.stamps import id_of, nonce_of, stamp, stamped
from bot.replies.reply import FOOTER, Reply, cut
from bot.room import Answer, Room
from bot.sending import parts_of
from bot.state import State

log = logging.getLogger(__name__)

LOOKED_AT = 200
"""So many of a channel's newest messages are looked at for an id."""

PATIENCE = timedelta(minutes=10)
"""So long a channel that could not be told is left alone."""

_FILE = "posted.csv"
_WITHOUT = "what was posted is known from the channels' newest messages alone"

_OWN_REPLY = {"day", "week"}
"""Kinds whose post is a reply with sections; the others stand together in a few lines."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message to be: what it tells, and how."""

    alerts: tuple[Alert, ...]
    answer: Answer


class Poster:
    """Tells the channels; :meth:`go` is called again and again, one call after the other.

    Attributes:
        state: where it is remembered who is told what, and what was told.
        faults: by channel, why it could not be told the last time.
    """

    def __init__(self, client: discord.Client, room: Room, library: Library, state: State) -> None:
        """Nothing is read yet.

        Args:
            client: which Discord.
            room: who finds and draws.
            library: which files.
            state: where it is remembered what was told.
        """
        self._client = client
        self._room = room
        self._library = library
        self.state = state
        self._seen: object = None
        self._fault = ""
        self._found: list[Found] = []
        self._unwritten: Memory | None = None
        self._not_before: dict[int, datetime] = {}
        self.faults: dict[int, str] = {}

    @tasks.loop(minutes=1)
    async def rounds(self) -> None:
        """Go on every minute, whatever happens; a fault is said once."""
        try:
            await self.go(datetime.now(UTC))
        except BacklineError as error:
            if str(error) != self._fault:
                log.warning("Nothing is posted now: %s", error)
            self._fault = str(error)
        except Exception:
            log.exception("Posting failed")
        else:
            self._fault = ""

    @rounds.before_loop
    async def _begin(self) -> None:
        await self._client.wait_until_ready()

    async def go(self, now: datetime) -> None:
        """Tell every channel that is not quiet what it was not told.

        Args:
            now: the moment, with its time zone.

        Raises:
            BacklineError: the roster or the files cannot be read.
        """
        roster = await asyncio.to_thread(Store(self._library.root).roster)
        channels = channels_of(roster, self.state)
        if not channels:
            return
        memory = await asyncio.to_thread(self._memory)
        await self._look(channels, memory)
        alerts = in_order(one for one in self._found if isinstance(one, Alert))
        for place, chosen in channels.items():
            rule = rule_of(chosen.channel)
            waiting = [one for one, _ in memory.waiting(alerts, str(place), rule)]
            due = self._not_before.get(place, now) <= now
            if waiting and due and not chosen.channel.is_quiet(now):
                await self._tell(place, roster.label, waiting, memory, now)

    def last_told(self) -> dict[int, date]:
        """By channel, the day on which it was told anything last."""
        days: dict[int, date] = {}
        for line in self._memory():
            if line.sent is not None:
                days[int(line.rule)] = max(days.get(int(line.rule), line.sent), line.sent)
        return days

    def _memory(self) -> Memory:
        if self._unwritten is not None:
            return self._unwritten
        found = self.state.read(_FILE, _memory_in, _WITHOUT)
        return Memory() if found is None else found

    async def _look(self, channels: dict[int, Chosen], memory: Memory) -> None:
        """Find what is so, where files, day or channels are others than at the last look."""
        asked = self._library.now()
        seen = (await self._room.state(), asked.today, tuple(channels.items()))
        if seen == self._seen and seen[0] is not None:
            return
        self._found = await self._room.work(Look(asked))
        rules = {str(place): rule_of(chosen.channel) for place, chosen in channels.items()}
        memory.learn(self._found, rules, asked.today)
        await self._remember(memory)
        self._seen = seen

    async def _remember(self, memory: Memory) -> None:
        text = memory.to_csv()
        written = await asyncio.to_thread(self.state.write, _FILE, text, _WITHOUT)
        self._unwritten = None if written else memory

    async def _tell(
        self, place: int, label: str, waiting: Sequence[Alert], memory: Memory, now: datetime
    ) -> None:
        """Post what one channel was not told; what went wrong is said once."""
        try:
            channel = await self._channel(place)
            known = await _ids_in(channel)
            _were_told(memory, [one for one in waiting if id_of(one) in known], place, now)
            left = [one for one in waiting if id_of(one) not in known]
            for post in await self._posts(left, label):
                await _send(channel, post)
                _were_told(memory, post.alerts, place, now)
                await self._remember(memory)
        except (discord.HTTPException, aiohttp.ClientError, OSError, _CannotError) as error:
            self._failed(place, error, now)
        else:
            self.faults.pop(place, None)
        finally:
            await self._remember(memory)

    async def _channel(self, place: int) -> discord.abc.Messageable:
        found = self._client.get_channel(place) or await self._client.fetch_channel(place)
        if not isinstance(found, discord.abc.Messageable):
            raise _CannotError("it is no channel that takes messages")
        return found

    async def _posts(self, alerts: Sequence[Alert], label: str) -> list[Post]:
        """The messages that tell some alerts, in order."""
        posts = []
        for alert in (one for one in alerts if one.kind in _OWN_REPLY):
            answer = await self._room.ask(Question(alert.kind, last=alert.day))
            whole = await asyncio.shield(answer.later) if answer.later else answer
            posts.append(Post((alert,), whole))
        short = [one for one in alerts if one.kind not in _OWN_REPLY]
        for message in messages(short, label):
            # Whole, since what is told here is told: a message is shorter than Discord's limits.
            posts.append(Post(message.alerts, Answer(Reply(message.title, message.text))))
        return posts

    def _failed(self, place: int, error: Exception, now: datetime) -> None:
        self._not_before[place] = now + PATIENCE
        why = _why(error)
        if self.faults.get(place) != why:
            log.warning("Channel %s could not be told: %s.", place, why)
        self.faults[place] = why


class _CannotError(Exception):
    """A channel takes no messages; the text says why, as the rest of a sentence."""


def _memory_in(content: bytes) -> Memory:
    return Memory.from_csv(content.decode(), _FILE)


def _were_told(memory: Memory, alerts: Iterable[Alert], place: int, now: datetime) -> None:
    for alert in alerts:
        line = memory.get(alert, str(place))
        if line is not None:
            memory.put(replace(line, state="sent", sent=now.date()))


async def _ids_in(channel: discord.abc.Messageable) -> set[str]:
    """The ids of what bots told a channel lately."""
    found: set[str] = set()
    async for message in channel.history(limit=LOOKED_AT):
        if message.author.bot:
            for embed in message.embeds:
                found |= set(stamped(embed.footer.text or ""))
    return found


async def _send(channel: discord.abc.Messageable, post: Post) -> None:
    ids = stamp(post.alerts)
    said = post.answer.reply
    footer = cut(said.footer, FOOTER - len(ids) - 3)
    stamped_reply = replace(said, footer=" · ".join(filter(None, (footer, ids))))
    embed, files = parts_of(replace(post.answer, reply=stamped_reply))
    # The same nonce from two bots of one application at one moment is one message to Discord.
    await channel.send(
        embed=embed,
        files=files,
        nonce=nonce_of(post.alerts),
        allowed_mentions=discord.AllowedMentions.none(),
    )


def _why(error: Exception) -> str:
    if isinstance(error, discord.Forbidden):
        return f"the bot lacks a permission there: it needs {IN_WORDS}"
    if isinstance(error, discord.NotFound):
        return "there is no such channel where the bot is"
    if isinstance(error, discord.HTTPException):
        return f"Discord answered {error.status}"
    return str(error) if isinstance(error, _CannotError) else type(error).__name__
