"""What a bot that stays holds while thousands ask: its own process and those beside it.

The questions are many different ones, so that what is kept of them has to make room, and files are
put in place of themselves now and then, as a pull does, so that everything is read anew.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from backline.errors import BacklineError
from backline.store import Store
from benchmarks.measuring import Facts, own_memory_of
from benchmarks.room import put_in_place
from benchmarks.room_questions import question_of, questions
from benchmarks.tables import Table, bytes_in_words
from bot.asked import Question
from bot.library import Library
from bot.room import KEPT_BYTES, Room

REPLIES = 10_000
"""So many replies are asked for."""

ARTISTS, DAYS = 40, 365
"""Of the label: enough for more different charts than are kept."""

LOOKS = 10
"""So often memory is looked at; after each look the files are others."""

_AT_A_TIME = 6
_TOGETHER = 200

WHOSE = ("bot", "answers", "reports", "pictures")


def hold(root: str, count: int, kept: int = KEPT_BYTES) -> Facts:
    """Ask a room so many questions, a few at a time, and look at its memory (a part).

    Args:
        root: the label's folder.
        count: how many questions.
        kept: bytes of answers and of pictures that the room keeps.

    Returns:
        ``asked``: how many were asked by each look; ``held``: for each of :data:`WHOSE` the bytes
        at each look; ``different``: how many of the questions were; ``refused``: how many got a
        sentence instead of an answer.
    """
    logging.basicConfig(level=logging.ERROR)
    return asyncio.run(_hold(Path(root), count, kept))


async def _hold(root: Path, count: int, kept: int) -> Facts:
    room = Room(Library(root), kept=kept)
    files = itertools.cycle(Store(root).measurement_files()[-7:])
    several = _endless(root)
    facts: Facts = {"asked": [], "held": {whose: [] for whose in WHOSE}, "refused": 0}
    seen: set[Question] = set()
    for look in range(LOOKS):
        some = list(itertools.islice(several, (look + 1) * count // LOOKS - look * count // LOOKS))
        seen.update(some)
        facts["refused"] += await _ask(room, some)
        facts["asked"].append((look + 1) * count // LOOKS)
        gc.collect()
        for whose, pids in _processes(room).items():
            facts["held"][whose].append(own_memory_of(pids))
        put_in_place(next(files))
    await room.close()
    return facts | {"different": len(seen)}


def _endless(root: Path) -> Iterator[Question]:
    for seed in itertools.count(1):
        for asked in questions(root, _TOGETHER, seed):
            question = question_of(asked)
            if question is not None:
                yield question


async def _ask(room: Room, some: list[Question]) -> int:
    """Ask some questions and wait for their charts; how many were refused."""
    free, refused = asyncio.Semaphore(_AT_A_TIME), 0

    async def ask(question: Question) -> None:
        nonlocal refused
        async with free:
            try:
                answer = await room.ask(question)
            except BacklineError:
                refused += 1
            else:
                if answer.later is not None:
                    await answer.later

    await asyncio.gather(*(ask(question) for question in some))
    return refused


def _processes(room: Room) -> dict[str, list[int]]:
    lanes = {"answers": room.answers, "reports": room.reports, "pictures": room.pictures}
    return {"bot": [os.getpid()], **{name: lane.pids for name, lane in lanes.items()}}


def summary(facts: Facts, artists: int, days: int) -> Table:
    """A row for each look."""
    table = Table(
        f"What a bot holds after many replies, {artists:,} artists × {days:,} days",
        ("replies", *WHOSE, "in all"),
        note=(
            f"{facts['different']:,} different questions among them, of every command, "
            f"{facts['refused']:,} of which got a sentence instead of an answer. After each row a "
            "day's file is put in place of itself, and everything is read anew. As many processes "
            "draw as there are processors. Memory is the processes' own, without their libraries."
        ),
    )
    for place, asked in enumerate(facts["asked"]):
        held = [facts["held"][whose][place] for whose in WHOSE]
        table.rows.append((f"{asked:,}", *map(bytes_in_words, held), bytes_in_words(sum(held))))
    return table
