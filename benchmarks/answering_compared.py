"""Replies measured warm and cold, and the data of one held against reading JSON days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answering import COMMANDS, DAYS
from benchmarks.measuring import Measured, in_child, percentile
from benchmarks.tables import Table, bytes_in_words, duration, ratio

WARM = 4
"""Warm repetitions for each that was asked for: they are short, and a percentile wants many."""

COLD = 10
"""How many new processes are started for each command, at most."""


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies of one label: in one process that stays, and each in a new one."""

    artists: int
    days: int
    warm: Measured
    cold: Measured


def measure(root: Path, artists: int, days: int, repeat: int) -> Replies:
    """Measure every command on a root."""
    warm = in_child("benchmarks.answering:warm", root=root, repeat=WARM * repeat)
    cold = in_child("benchmarks.answering:cold", root=root, repeat=min(repeat, COLD))
    return Replies(artists, days, warm, cold)


def replies(found: Sequence[Replies]) -> Table:
    """A row for each label and command."""
    table = Table(
        "A bot reply with its chart",
        ("artists × days", "command", "warm, median", "warm, 99 %", "of it the chart",
         "asked first", "cold, median", "cold, slowest", "memory warm", "memory cold"),
        note=(
            "Warm: in one process, the files read already. Asked first: the first time after the "
            "files have changed. Cold: a new process, from its start to its end."
        ),
    )  # fmt: skip
    for one in found:
        for command in COMMANDS:
            again, drawing = (one.warm.facts[name][command] for name in ("again", "drawing"))
            cold = one.cold.facts["commands"][command]
            table.rows.append(
                (
                    f"{one.artists:,} × {one.days:,}",
                    f"`{command}`",
                    duration(percentile(again, 0.5)),
                    duration(percentile(again, 0.99)),
                    duration(percentile(drawing, 0.5)) if any(d > 1e-4 for d in drawing) else "–",
                    duration(one.warm.facts["first"][command]),
                    duration(percentile(cold, 0.5)),
                    duration(max(cold)),
                    bytes_in_words(one.warm.peak),
                    bytes_in_words(one.cold.facts["peak"]),
                )
            )
    return table


def data_alone(root: Path, artists: int, days: int, repeat: int) -> Table:
    """The data of a ``/growth`` reply without its words and chart, next to reading JSON days."""
    measured = in_child("benchmarks.answering:data", root=root, repeat=WARM * repeat)
    facts = measured.facts
    again = percentile(facts["again"], 0.5)
    rows = [
        ("asked again", again, percentile(facts["again"], 0.99)),
        ("asked anew, from the table in memory", percentile(facts["anew"], 0.5),
         percentile(facts["anew"], 0.99)),
        ("of each: whether the files are still the same", percentile(facts["files"], 0.5),
         percentile(facts["files"], 0.99)),
        ("reading all files into the table", facts["opening"], facts["opening"]),
    ]  # fmt: skip
    for count in (30, 90):
        reading = in_child("benchmarks.answering:read_json", root=root, days=count, repeat=repeat)
        rows.append((f"only reading {count} JSON days", reading.median,
                     percentile(reading.seconds, 0.99)))  # fmt: skip
    table = Table(
        f"The data of a /growth reply alone, {artists} artists × {days} days, {DAYS} days back",
        ("what", "median", "99 %", "to asking again"),
        note=f"Peak memory of the process: {bytes_in_words(measured.peak)}.",
    )
    table.rows = [
        (name, duration(median), duration(slow), ratio(median, again))
        for name, median, slow in rows
    ]
    return table
