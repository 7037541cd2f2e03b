"""What was found once and is wanted again: kept within bounds, and never looked for twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Kept(Generic[Found]):
    """The things asked for last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        """Keep nothing yet.

        Args:
            most: bytes of everything kept together.
        """
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Found, int]] = OrderedDict()

    def get(self, key: Hashable) -> Found | None:
        """What is kept under a key, or None."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: Hashable, found: Found, size: int) -> None:
        """Keep something of so many bytes; what was not asked for longest makes room."""
        if key in self._kept:
            self._bytes -= self._kept.pop(key)[1]
        self._kept[key] = (found, size)
        self._bytes += size
        while self._bytes > self._most:
            _, (_, gone) = self._kept.popitem(last=False)
            self._bytes -= gone

    def drop(self, key: Hashable) -> None:
        """Keep what is under a key no longer, where there is anything."""
        if key in self._kept:
            self._bytes -= self._kept.pop(key)[1]


class Together(Generic[Found]):
    """Work that is under way, so that whoever asks for the same waits for the same."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Found]] = {}

    async def do(self, key: Hashable, work: Callable[[], Awaitable[Found]]) -> Found:
        """The outcome of the work of this key, which is begun where it is not under way.

        It goes on when one of those who wait for it goes away.
        """
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(_begun(work))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return await asyncio.shield(task)


async def _begun(work: Callable[[], Awaitable[Found]]) -> Found:
    return await work()
