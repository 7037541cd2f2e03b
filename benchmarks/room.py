"""A full room: many people ask the bot within seconds, and what each of them waits for.

Discord is simulated, the bot and its files are real. An interaction begins when Discord sends it
and ends with the request that answers it: the deferral, the reply, or the names to choose from.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backline.store import Store
from benchmarks.measuring import Facts, family, in_child, memory_of, percentile
from benchmarks.tables import Table, bytes_in_words, duration

FULL = (200, 10.0)
"""So many interactions begin evenly within so many seconds where a room is full."""

_SHARES = {"autocomplete": 27, "stats": 20, "growth": 85, "artist": 50, "weekly": 18}
"""So many of 200; every other /growth and /weekly is about an artist."""

_PERIODS = (7, 14, 30, 60, 90)
_PATIENCE = 120
_REPLACED_EVERY = 1.0

_COMMAND, _AUTOCOMPLETE = 2, 4
_STRING, _INTEGER = 3, 4
_ADDRESS = re.compile(r"/(?:interactions|webhooks)/\d+/([^/]+)/")


@dataclass(slots=True)
class Asked:
    """One interaction; moments are those of :func:`time.perf_counter`, 0 while nothing came.

    Attributes:
        kind: the command, or ``autocomplete``.
        said: what the embed's footer or the sentence said, the last one.
        whole: when nothing more was to follow.
    """

    kind: str
    options: dict[str, Any]
    begun: float = 0.0
    deferred: float = 0.0
    answered: float = 0.0
    whole: float = 0.0
    said: str = ""

    @property
    def in_time(self) -> bool:
        """Whether Discord would have taken it: it gives three seconds for the first answer."""
        first = self.answered if self.kind == "autocomplete" else self.deferred
        return 0 < first < self.begun + 3


def questions(root: Path, count: int) -> list[Asked]:
    """The interactions of a room, in a mixed order that is the same on every machine."""
    draw = random.Random(1)  # noqa: S311 (no secret)
    names = [artist.name for artist in Store(root).roster().artists]
    asked = []
    for kind, share in _SHARES.items():
        for place in range(max(1, share * count // sum(_SHARES.values()))):
            options: dict[str, Any] = {}
            if kind == "growth":
                options["period"] = draw.choice(_PERIODS)
            if kind == "autocomplete":
                options["name"] = draw.choice(names)[:3]
            elif kind == "artist":
                options["name"] = draw.choice(names)
            elif kind != "stats" and place % 2:
                options["artist"] = draw.choice(names)
            asked.append(Asked(kind, options))
    draw.shuffle(asked)
    return asked


def full_room(root: str, how: str, count: int, seconds: float) -> Facts:
    """Put the questions of a room to a bot that has just started (a part).

    Args:
        root: the label's folder.
        how: a key of :data:`WAYS`.
        count: how many interactions.
        seconds: within which they begin.

    Returns:
        Seconds that each waited, by what it waited for; what went without; processor seconds and
        memory of the bot with all its processes.
    """
    logging.basicConfig(level=logging.ERROR)
    return asyncio.run(_Room(Path(root), seconds).run(how, count))


@dataclass(slots=True)
class _Room:
    """A simulated server full of people."""

    root: Path
    seconds: float
    env: Any = None
    channel: Any = None
    person: Any = None
    by_token: dict[str, Asked] = field(default_factory=dict)

    async def run(self, how: str, count: int) -> Facts:
        import simcord

        from bot.client import BacklineBot
        from bot.commands import COMMANDS
        from bot.library import Library

        bot = BacklineBot(Library(self.root), COMMANDS)
        self.env = simcord.Env(bot, settle_timeout=_PATIENCE)
        await self.env.start()
        guild = self.env.create_guild()
        self.channel = guild.create_text_channel("numbers")
        self.person = guild.add_member(self.env.create_user("ada"))
        self._listen()
        if how == "warm":
            await self._ask(questions(self.root, count))
        before, asked = _processor_seconds(), questions(self.root, count)
        replacing = asyncio.create_task(self._replace()) if how == "replaced" else None
        await self._ask(asked)
        if replacing:
            replacing.cancel()
        facts = _summary(asked)
        facts |= {"cpu": _processor_seconds() - before, **_memory(), "load": os.getloadavg()[0]}
        await self.env.shutdown()
        await bot.room.close()
        return facts

    def _listen(self) -> None:
        """Have every request the bot makes stamped with its moment."""
        from bot.room import FOLLOWS

        by_token = self.by_token

        class Log(list[Any]):
            def append(self, entry: Any) -> None:
                found = _ADDRESS.search(entry.path + "/")
                asked = by_token.get(found[1]) if found else None
                if asked is None:
                    return
                if entry.path.endswith("/callback") and entry.json["type"] == 5:
                    asked.deferred = time.perf_counter()
                else:
                    asked.answered = asked.answered or time.perf_counter()
                    asked.said = _said(entry.json)
                    if not asked.said.endswith(FOLLOWS):
                        asked.whole = time.perf_counter()

        self.env.backend.http_requests = Log()

    async def _ask(self, asked: Sequence[Asked]) -> None:
        begin = time.perf_counter()
        for place, one in enumerate(asked):
            at = begin + place * self.seconds / len(asked)
            await asyncio.sleep(max(0, at - time.perf_counter()))
            self._send(one)
        while not all(one.whole for one in asked) and time.perf_counter() < begin + _PATIENCE:
            await asyncio.sleep(0.05)

    def _send(self, one: Asked) -> None:
        from simcord.interactions import base_payload

        types = {"period": _INTEGER}
        options: list[dict[str, Any]] = [
            {"name": name, "type": types.get(name, _STRING), "value": value}
            for name, value in one.options.items()
        ]
        typing = one.kind == "autocomplete"
        if typing:
            options[0]["focused"] = True
        name = "artist" if typing else one.kind
        backend = self.env.backend
        (command,) = (
            c for c in backend.visible_commands(user_id=self.person.id, channel_id=self.channel.id)
            if c["name"] == name
        )  # fmt: skip
        record, payload = base_payload(
            backend,
            type=_AUTOCOMPLETE if typing else _COMMAND,
            channel_id=self.channel.id,
            guild_id=self.channel.guild.id,
            user_id=self.person.id,
            data={"id": command["id"], "name": name, "type": 1, "options": options},
        )
        self.by_token[record.token] = one
        one.begun = time.perf_counter()
        backend.emit("INTERACTION_CREATE", payload)

    async def _replace(self) -> None:
        """Put a copy in place of one of the newest days every second, as a pull does."""
        files = Store(self.root).measurement_files()[-7:]
        for path in itertools.cycle(files):
            beside = path.with_suffix(".new")
            beside.write_bytes(path.read_bytes())
            beside.replace(path)
            await asyncio.sleep(_REPLACED_EVERY)


def _said(body: dict[str, Any]) -> str:
    data = body.get("data") or body
    embeds = data.get("embeds") or []
    if embeds:
        return str((embeds[0].get("footer") or {}).get("text", ""))
    return str(data.get("content") or "")


def _summary(asked: Sequence[Asked]) -> Facts:
    typed = [one for one in asked if one.kind == "autocomplete"]
    others = [one for one in asked if one.kind != "autocomplete"]
    return {
        "autocompletes": [_waited(one) for one in typed],
        "deferrals": [one.deferred - one.begun for one in others],
        "replies": [_waited(one) for one in others],
        "whole": [(one.whole or time.perf_counter()) - one.begun for one in others],
        "late": sum(not one.in_time for one in asked),
        "without_chart": sum("no chart" in one.said for one in others),
        "turned_away": sum(one.said.startswith("Too many") for one in others),
    }


def _waited(one: Asked) -> float:
    return (one.answered or time.perf_counter()) - one.begun


def _memory() -> Facts:
    """Bytes of this process and all below it, and how many there are."""
    found = family(os.getpid())
    return {"memory": memory_of(found), "processes": len(found)}


def _processor_seconds() -> float:
    """Seconds of the processor that all processes took so far."""
    ticks = 0
    for pid in family(os.getpid()):
        after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after[11]) + int(after[12])
    return ticks / os.sysconf("SC_CLK_TCK")


WAYS = {
    "cold": "the bot has just started",
    "warm": "the same was asked before",
    "replaced": "files are replaced meanwhile",
}
"""What a room meets."""


def measure(root: Path, count: int, seconds: float) -> dict[str, Facts]:
    """A room of each of :data:`WAYS`, each with a bot of its own."""
    given = {"root": root, "count": count, "seconds": seconds}
    return {how: in_child("benchmarks.room:full_room", how=how, **given).facts for how in WAYS}


def summary(found: dict[str, Facts], artists: int, days: int) -> Table:
    """A row for each way."""
    facts = next(iter(found.values()))
    count = len(facts["autocompletes"]) + len(facts["replies"])
    table = Table(
        f"A full room: {count} interactions, {artists:,} artists × {days:,} days",
        ("", "names, 99 %", "“thinking”, slowest", "too late for Discord", "reply, median",
         "reply, 90 %", "reply, slowest", "its chart, slowest", "without chart", "turned away",
         "CPU", "load", "processes", "memory"),
        note=(
            "Names: what is proposed while somebody types. While others ask, a reply does not wait "
            "for its chart and gets it when it is drawn. CPU and memory are those of the bot "
            "with all its processes, the simulated Discord included; load is the machine's at the "
            "end, of which the bot is a part."
        ),
    )  # fmt: skip
    for how, facts in found.items():
        replies = facts["replies"]
        table.rows.append(
            (
                WAYS[how],
                duration(percentile(facts["autocompletes"], 0.99)),
                duration(max(facts["deferrals"])),
                f"{facts['late']}",
                *(duration(percentile(replies, share)) for share in (0.5, 0.9)),
                duration(max(replies)),
                duration(max(facts["whole"])),
                f"{facts['without_chart']}",
                f"{facts['turned_away']}",
                duration(facts["cpu"]),
                f"{facts['load']:.1f}",
                f"{facts['processes']}",
                bytes_in_words(facts["memory"]),
            )
        )
    return table
