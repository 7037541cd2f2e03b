"""How things are measured: each part in a process of its own, times as lists, memory at its peak.

``python -m benchmarks.measuring MODULE:FUNCTION {"name": value}`` runs one part and prints its
result as JSON; :func:`in_child` is how the benchmarks call that.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backline.errors import DataError

PROJECT = Path(__file__).resolve().parent.parent

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a part reported from its own process.

    Attributes:
        facts: what the part returned.
        peak: the most memory its process held at any time, in bytes, interpreter included.
    """

    facts: Facts
    peak: int

    @property
    def seconds(self) -> list[float]:
        """Every repetition, in seconds, where the part gives ``seconds``."""
        return [float(value) for value in self.facts["seconds"]]

    @property
    def median(self) -> float:
        """The middle of the repetitions, in seconds."""
        return statistics.median(self.seconds)


def in_child(part: str, **values: Any) -> Measured:
    """Run a part (``module:function``) in a new process.

    Raises:
        DataError: it failed; the sentence holds the end of what it said.
    """
    return _in_child(PROJECT, part, dict(os.environ), values)


def in_earlier_child(project: Path, part: str, **values: Any) -> Measured:
    """The same with the code of a checkout of an earlier state.

    Args:
        project: the checkout.
        part: a module of this folder by its bare name, and its function.
        values: what the part is given.

    Raises:
        DataError: it failed; the sentence holds the end of what it said.
    """
    beside = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    return _in_child(project, part, beside, values)


def _in_child(project: Path, part: str, environment: Mapping[str, str], values: Facts) -> Measured:
    """Run a part in a new process that begins in the folder of a project.

    Raises:
        DataError: it failed; the sentence holds the end of what it said.
    """
    given = json.dumps(values, default=str)  # a roster of 1,000 artists is too long for an argument
    done = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-m", "benchmarks.measuring", part],
        input=given, cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise DataError(f"The part {part} failed: {said}.")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Measured(answer["facts"], answer["peak"])


def peak_memory() -> int:
    """The most memory this process held so far, in bytes.

    ``ru_maxrss`` would do, but a child started by a large parent inherits the parent's peak.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def family(pid: int) -> list[int]:
    """A process and all below it; empty where the system does not tell."""
    found = [pid] if Path(f"/proc/{pid}/task").is_dir() else []
    for one in found:
        with suppress(OSError):  # it has ended meanwhile
            for task in Path(f"/proc/{one}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
    return found


def memory_of(processes: Iterable[int]) -> int:
    """Bytes that processes hold now, what they share counted once."""
    return _told_of(processes, "Pss")


def own_memory_of(processes: Iterable[int]) -> int:
    """The same without files such as libraries: their share follows who else has them in use."""
    return _told_of(processes, "Anonymous")


def _told_of(processes: Iterable[int], what: str) -> int:
    total = 0
    for pid in processes:
        with suppress(OSError):
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            found = re.findall(rf"^{what}:\s+(\d+)", told, re.MULTILINE)
            total += sum(int(kb) for kb in found) * 1024
    return total


def repeated(times: int, work: Callable[[], object]) -> list[float]:
    """The seconds of each of several runs, one after the other."""
    seconds = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - before)
    return seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1)]


def machine() -> Facts:
    """When and on what something is measured, without the machine's name."""
    import duckdb
    import pandas as pd
    import pyarrow as pa

    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "pandas": pd.__version__,
        "pyarrow": pa.__version__,
    }


def about(facts: Facts) -> str:
    """The facts of :func:`machine` as a sentence."""
    return (
        f"Measured on {facts['date']} with {facts['processors']} processors "
        f"({facts['system']}, {facts['architecture']}), Python {facts['python']}, "
        f"DuckDB {facts['duckdb']}, pandas {facts['pandas']}, pyarrow {facts['pyarrow']}."
    )


def main() -> None:
    """Run the part named on the command line with the values given, print what it found."""
    module, _, function = sys.argv[1].partition(":")
    part = getattr(importlib.import_module(module), function)
    facts = part(**json.load(sys.stdin))
    print(json.dumps({"facts": facts, "peak": peak_memory()}))


if __name__ == "__main__":
    main()
