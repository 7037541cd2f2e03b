"""Writing to a root that another run may be writing to: a save waits, and other pages do not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from backline.errors import BusyError

Answer = TypeVar("Answer")

PATIENCE = 8.0
"""Seconds that a save waits for another run, before it says that it could not be saved."""

_PAUSE = 0.2


async def when_free(job: Callable[[], Answer], patience: float = PATIENCE) -> Answer:
    """Do something that writes as soon as no other run does.

    Args:
        job: takes :meth:`backline.store.Store.writing`; may be called several times, and runs in a
            thread of its own, so that others read meanwhile.
        patience: seconds to wait.

    Raises:
        BusyError: another run wrote all that time; nothing was changed.
        Exception: whatever the job raises.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return await asyncio.to_thread(job)
        except BusyError:
            if time.monotonic() >= until:
                raise BusyError(
                    "Another run is writing to this label's files, and nothing was saved: try "
                    "again when it has ended; a daily run takes a few minutes."
                ) from None
        await asyncio.sleep(_PAUSE)
