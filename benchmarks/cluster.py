"""What the processes of a cluster on this machine take while somebody else is measured."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.measuring import family

_EVERY = 0.1  # seconds between two looks at the memory


class Meter:
    """Some processes and all below them, from entering to leaving.

    Attributes:
        seconds: of the processor that they took meanwhile, ended children included.
        peak: the most memory they held together at any look, in bytes; what they share counts for
            each of them.
    """

    def __init__(self, pids: Sequence[int]) -> None:
        self.seconds = 0.0
        self.peak = 0
        self._pids = pids
        self._left = threading.Event()
        self._looks = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._before = seconds_of(self._all())
        self._looks.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._looks.join()
        self.seconds = seconds_of(self._all()) - self._before

    def _all(self) -> set[int]:
        return {found for pid in self._pids for found in family(pid)}

    def _look(self) -> None:
        while self._pids and not self._left.is_set():
            self.peak = max(self.peak, resident(self._all()))
            self._left.wait(_EVERY)


def seconds_of(pids: Iterable[int]) -> float:
    """The seconds of the processor that processes took so far, with their ended children's.

    Source: proc(5), /proc/pid/stat: utime, stime, cutime and cstime are fields 14 to 17.
    """
    ticks = 0
    for pid in pids:
        with suppress(OSError):  # it has ended meanwhile
            told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            after_name = told.rpartition(")")[2].split()  # a name may hold spaces; field 3 is next
            ticks += sum(map(int, after_name[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pids: Iterable[int]) -> int:
    """The bytes that processes have in memory now."""
    pages = 0
    for pid in pids:
        with suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
