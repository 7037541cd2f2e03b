"""The reports of campaigns: made once of all scrapes, then answered from what is kept."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.made_up_campaigns import write_campaigns
from benchmarks.measuring import Facts, in_child, repeated
from benchmarks.tables import Table, bytes_in_words, duration, ratio

_ASK = "benchmarks.campaigns:ask"
_SCAN = "benchmarks.campaigns:scan"

REPORTS = ("campaigns", "placements", "vendors", "clients", "playlists", "unassigned")


def answering(placements: int, weeks: int) -> Table:
    """Every report for the first time, and again in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_campaigns(Path(folder) / "root", placements, weeks)
        files = (root / "data" / "campaigns").rglob("*.parquet")
        size = sum(path.stat().st_size for path in files)
        scanned = in_child(_SCAN, root=root)
        first, again = in_child(_ASK, root=root), in_child(_ASK, root=root)
    scan = scanned.median
    table = Table(
        f"Reports of {placements:,} placements x {weeks} weekly scrapes "
        f"({scanned.facts['lines']:,} lines, {bytes_in_words(size)})",
        ("question", "rows", "first time", "again, a new process", "again / one scan"),
        note=(
            "The first question after new scrapes makes the tables that all stand on and keeps "
            "them; each further one reads them. Opening reads the five CSVs. The scan counts the "
            f"streams of every line once: {duration(scan)}. Memory at its most: "
            f"{bytes_in_words(first.peak)} the first time, {bytes_in_words(again.peak)} again."
        ),
    )
    for name in ("opening", *REPORTS, "in all"):
        one, other = first.facts["seconds"][name], again.facts["seconds"][name]
        rows = first.facts["rows"].get(name)
        table.rows.append(
            (name, "" if rows is None else f"{rows:,}", duration(one), duration(other),
             ratio(other, scan))
        )  # fmt: skip
    return table


def ask(root: str) -> Facts:
    """Open a root's campaigns and have every report (a part)."""
    from backline.campaigns.asked import Campaigns
    from backline.campaigns.figures import clients, placements, totals, vendors

    begun = time.perf_counter()
    with Campaigns(Path(root)) as campaigns:
        seconds = {"opening": time.perf_counter() - begun}
        rows: dict[str, int] = {}
        questions: dict[str, Callable[[], list[Any]]] = {
            "campaigns": lambda: totals(campaigns),
            "placements": lambda: placements(campaigns),
            "vendors": lambda: vendors(campaigns),
            "clients": lambda: clients(campaigns),
            "playlists": lambda: campaigns.ask("campaign_playlists"),
            "unassigned": lambda: campaigns.ask("campaign_unassigned"),
        }
        for name, question in questions.items():
            before = time.perf_counter()
            rows[name] = len(question())
            seconds[name] = time.perf_counter() - before
    seconds["in all"] = time.perf_counter() - begun
    return {"seconds": seconds, "rows": rows}


def scan(root: str) -> Facts:
    """One scan of every line of the scrapes (a part)."""
    import duckdb

    files = str(Path(root) / "data" / "campaigns" / "streams" / "*.parquet")
    with duckdb.connect() as connection:
        text = "select count(*), sum(streams), count(distinct track) from read_parquet(?)"
        found = connection.execute(text, [files]).fetchone()
        seconds = repeated(3, lambda: connection.execute(text, [files]).fetchone())
    return {"seconds": seconds, "lines": found[0] if found else 0}
