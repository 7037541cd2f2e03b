"""What the questions of a large label cost: processor seconds and peak memory, each by itself."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from backline.store import Store
from benchmarks.measuring import Facts, Measured, in_child
from benchmarks.tables import Table, bytes_in_words, duration

WINDOW = 30
"""The window of growth and coverage, in days."""

QUESTIONS = {
    "opened": "opening the files",
    "latest": "latest",
    "coverage": "coverage",
    "growth": "growth",
    "reports": "every report written",
}

MOST_IN_A_BOT = 1000
"""So many artists a bot is measured with."""

_TOLD = ("without the small table", "with it")


@dataclass(frozen=True, slots=True)
class Large:
    """The questions of one label.

    Attributes:
        first: by question, asked where there is no table of newest values, which is made.
        again: the same with it.
        table: its bytes.
        bot: a bot process that stays and has answered every command; None of too large a label.
    """

    artists: int
    days: int
    first: dict[str, Measured]
    again: dict[str, Measured]
    table: int
    bot: Measured | None


def measure(root: Path, artists: int, days: int, repeat: int) -> Large:
    """Put every question to a root, each in a process of its own."""

    def answered(question: str) -> Measured:
        return in_child("benchmarks.large:asked", root=root, question=question)

    first: dict[str, Measured] = {}
    for question in QUESTIONS:
        shutil.rmtree(Store(root).newest, ignore_errors=True)
        first[question] = answered(question)
    again = {question: answered(question) for question in QUESTIONS}  # reports left the table
    table = sum(path.stat().st_size for path in Store(root).newest.glob("*.parquet"))
    bot = None
    if artists <= MOST_IN_A_BOT:
        bot = in_child("benchmarks.answering:warm", root=root, repeat=repeat)
    return Large(artists, days, first, again, table, bot)


def asked(root: str, question: str) -> Facts:
    """Put one question to a root as a script does (a part).

    Returns:
        ``seconds`` of the processor, opening the files included, and how many ``rows`` there were.
    """
    before = time.process_time()
    rows = _reports(Path(root)) if question == "reports" else _rows(Path(root), question)
    return {"seconds": [time.process_time() - before], "rows": rows}


def _rows(root: Path, question: str) -> int:
    from backline.analysis.coverage import coverage
    from backline.analysis.growth import growth
    from backline.analysis.latest import latest
    from backline.warehouse import Warehouse

    with Warehouse(root) as warehouse:
        if question == "latest":
            return len(latest(warehouse))
        if question == "coverage":
            return len(coverage(warehouse, WINDOW))
        if question == "growth":
            return len(growth(warehouse, WINDOW))
        return 0


def _reports(root: Path) -> int:
    from backline.exports import write_reports

    store = Store(root)
    with store.writing():
        write_reports(store)
    return sum(path.stat().st_size for path in store.reports.glob("*.csv"))


def summary(found: list[Large]) -> list[Table]:
    """What each question costs, and what a bot holds."""
    costs = Table(
        "What the questions of a large label cost",
        ("artists × days", "question", *(f"CPU {told}" for told in _TOLD),
         *(f"memory {told}" for told in _TOLD)),
        note=(
            f"Windows of {WINDOW} days. Each in a process of its own, seconds of the processor, "
            "opening the files included. Without the small table of newest values, what needs it "
            "makes it."
        ),
    )  # fmt: skip
    held = Table(
        "What they keep",
        ("artists × days", "small table on the disk", "memory of a bot that stays"),
        note="The table is no part of the repository.",
    )
    for one in found:
        label = f"{one.artists:,} × {one.days:,}"
        for question, words in QUESTIONS.items():
            asked = (one.first[question], one.again[question])
            costs.rows.append(
                (
                    label,
                    words,
                    *(duration(m.median) for m in asked),
                    *(bytes_in_words(m.peak) for m in asked),
                )
            )
        bot = bytes_in_words(one.bot.peak) if one.bot else "–"
        held.rows.append((label, bytes_in_words(one.table), bot))
    return [costs, held]
