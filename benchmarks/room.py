"""A full room: many people ask the bot within seconds, and what each of them waits for.

The bot and its files are real; Discord is simulated, or stood in for over true sockets. A question
begins when Discord sends it and ends with the request that answers it: the deferral, the reply, or
the names to choose from.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backline.store import Store
from benchmarks.measuring import Facts, family, in_child, memory_of, percentile
from benchmarks.room_discord import PATIENCE, SERVERS, Connected, Discord, Simulated
from benchmarks.room_questions import AUTOCOMPLETE, Asked, questions
from benchmarks.tables import Table, bytes_in_words, duration

FULL = (200, 10.0)
"""So many interactions begin evenly within so many seconds where a room is full."""

_REPLACED_EVERY = 1.0


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
    discord = Connected() if how == "connected" else Simulated()
    return asyncio.run(_Room(Path(root), seconds, discord).run(how, count))


@dataclass(slots=True)
class _Room:
    """Servers full of people."""

    root: Path
    seconds: float
    discord: Discord

    async def run(self, how: str, count: int) -> Facts:
        from bot.client import BacklineBot
        from bot.commands import COMMANDS
        from bot.library import Library

        await self.discord.start(BacklineBot(Library(self.root), COMMANDS))
        if how == "warm":
            await self._ask(questions(self.root, count))
        before, asked = _processor_seconds(), questions(self.root, count)
        replacing = asyncio.create_task(self._replace()) if how == "replaced" else None
        await self._ask(asked)
        if replacing:
            replacing.cancel()
        facts = _summary(asked)
        facts |= {"cpu": _processor_seconds() - before, **_memory(), "load": os.getloadavg()[0]}
        await self.discord.stop()
        return facts

    async def _ask(self, asked: Sequence[Asked]) -> None:
        begin = time.perf_counter()
        for place, one in enumerate(asked):
            at = begin + place * self.seconds / len(asked)
            await asyncio.sleep(max(0, at - time.perf_counter()))
            await self.discord.send(one, place * SERVERS // len(asked))
        while not all(one.whole for one in asked) and time.perf_counter() < begin + PATIENCE:
            await asyncio.sleep(0.05)

    async def _replace(self) -> None:
        """Put a copy in place of one of the newest days every second, as a pull does."""
        for path in itertools.cycle(Store(self.root).measurement_files()[-7:]):
            put_in_place(path)
            await asyncio.sleep(_REPLACED_EVERY)


def put_in_place(path: Path) -> None:
    """Put a copy of a file in its place, as a pull does."""
    beside = path.with_suffix(".new")
    beside.write_bytes(path.read_bytes())
    beside.replace(path)


def _summary(asked: Sequence[Asked]) -> Facts:
    typed = [one for one in asked if one.kind == AUTOCOMPLETE]
    others = [one for one in asked if one.kind != AUTOCOMPLETE]
    return {
        "autocompletes": [_waited(one) for one in typed],
        "deferrals": [one.deferred - one.begun for one in others],
        "replies": [_waited(one) for one in others],
        "whole": [(one.whole or time.perf_counter()) - one.begun for one in others],
        "late": sum(not one.in_time for one in asked),
        "without_chart": sum("no chart" in one.said for one in others),
        "refused": sum(one.refused for one in others),
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
    "new": "the bot's first start",
    "cold": "the bot has just started",
    "connected": "the same over true sockets",
    "warm": "the same was asked before",
    "replaced": "files are replaced meanwhile",
}
"""What a room meets, in this order: the first start leaves the table of newest values."""


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
         "reply, 90 %", "reply, slowest", "its chart, slowest", "without chart", "a sentence alone",
         "CPU", "load", "processes", "memory"),
        note=(
            "Names: what is proposed while somebody types. While others ask, a reply does not wait "
            "for its chart and gets it when it is drawn. A sentence alone is no answer: that too "
            "many ask at once. CPU and memory are those of the bot with all its processes, the "
            "Discord included; load is the machine's at the end, of which the bot is a part."
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
                f"{facts['refused']}",
                duration(facts["cpu"]),
                f"{facts['load']:.1f}",
                f"{facts['processes']}",
                bytes_in_words(facts["memory"]),
            )
        )
    return table
