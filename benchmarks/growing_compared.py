"""Growth measured in every way, each in its own process, and the results held against another."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from backline.errors import DataError
from benchmarks.measuring import Measured, in_child
from benchmarks.tables import Table, bytes_in_words, duration, ratio

WINDOW = 30
"""The window whose growth is computed, in days."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The growth of one label, computed in every way.

    Attributes:
        series: how many series every way found, with the same numbers.
        from_json: None where the JSON was not compared with.
    """

    artists: int
    days: int
    series: int
    backline: Measured
    scan: Measured
    from_pandas: Measured
    from_json: Measured | None


def compare(root: Path, artists: int, days: int, repeat: int, *, with_json: bool) -> Compared:
    """Measure every way of computing the growth of a root's series.

    Raises:
        DataError: two ways disagree.
    """
    ways = ["backline", "from_pandas", *(["from_json"] if with_json else [])]
    measured: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        for way in ways:
            into = Path(folder) / way
            measured[way] = in_child(
                f"benchmarks.growing:{way}", root=root, days=WINDOW, repeat=repeat, into=into
            )
            if found := differences(Path(folder) / "backline", into):
                raise DataError(f"backline and {way} disagree: {found[0]}.")
    scan = in_child("benchmarks.growing:scan", root=root, repeat=repeat)
    series = measured["backline"].facts["rows"]
    return Compared(
        artists,
        days,
        series,
        measured["backline"],
        scan,
        measured["from_pandas"],
        measured.get("from_json"),
    )


def differences(one: Path, other: Path) -> list[str]:
    """The first three rows in which two results differ; empty when they agree."""
    lines = [path.read_text(encoding="utf-8").splitlines() for path in (one, other)]
    if len(lines[0]) != len(lines[1]):
        return [f"{len(lines[0])} rows against {len(lines[1])}"]
    pairs = [(a, b) for a, b in zip(*lines, strict=True) if json.loads(a) != json.loads(b)]
    return [f"{a} against {b}" for a, b in pairs[:3]]


def summary(found: list[Compared]) -> Table:
    """A row for each label and way, the ratios seen from Backline."""
    table = Table(
        f"Growth of every series over {WINDOW} days, from daily files",
        ("artists × days", "series", "way", "time", "Backline is", "peak memory"),
        note=(
            "Medians; opening the files is part of each. Every way found the same numbers. "
            "The scan reads all rows of the columns growth needs and computes nothing. What "
            "the audit knows of figures, of up to 100 artists, is Backline's alone."
        ),
    )
    for one in found:
        whole, scan = one.backline.median, one.scan.median
        alone = whole - median(one.backline.facts["audit"])
        label = f"{one.artists:,} × {one.days:,}", f"{one.series:,}"
        table.rows += [
            (*label, "Backline", duration(whole), "", bytes_in_words(one.backline.peak)),
            (
                *label,
                "of it without the audit's look",
                duration(alone),
                f"{ratio(alone, scan)} the scan",
                "",
            ),
        ]
        others = {"plain DuckDB scan": one.scan, "pandas": one.from_pandas, "JSON": one.from_json}
        for name, way in others.items():
            if way is not None:
                compared = f"{ratio(whole, way.median)}"
                told = name, duration(way.median), compared, bytes_in_words(way.peak)
                table.rows.append((*label, *told))
    return table
