"""What the live pages stand on: the root's files, one question at a time, and who may ask."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.library import Label, Library

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Site:
    """One root, shown live.

    Attributes:
        root: the label's folder.
        origins: what a browser may call the site: scheme, host and port.
        token: whoever has it may read and change everything.
        environment: the variables that hold keys and settings.
    """

    root: Path
    origins: Sequence[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    environment: Mapping[str, str] = field(default_factory=dict)
    _library: Library = field(init=False)
    _thread: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._library = Library(self.root, published=False)
        # DuckDB answers one question of a connection at a time.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")

    async def ask(self, question: Callable[[Label], Answer]) -> Answer:
        """Put a question to the files as they are now.

        Raises:
            BacklineError: the files cannot be read, or what the question raises.
        """
        return await self.work(lambda: self._library.ask(question))

    async def work(self, job: Callable[[], Answer]) -> Answer:
        """Do something that takes a while, one thing after the other.

        Raises:
            Exception: whatever the job raises.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def close(self) -> None:
        """Let go of the files."""
        self._thread.shutdown()
        self._library.close()
