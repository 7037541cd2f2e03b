"""The pages: an artist's over the wire, a live answer, and a whole site written as files.

Server and build are the scripts that people start, each a process of its own.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

from backline.errors import DataError
from backline.store import Store
from backline.store.day_files import day_of
from benchmarks.made_up import LAST, MadeUp
from benchmarks.made_up_campaigns import add_campaigns
from benchmarks.made_up_files import write_root
from benchmarks.measuring import PROJECT, Facts, family, in_child, memory_of, repeated
from benchmarks.pages_served import PERIODS
from benchmarks.tables import Table, bytes_in_words, duration, ratio

_EVERY = 0.25
"""Seconds between two looks at the memory of a build."""

_SCAN = """
select artist, platform, metric, min(value), max(value), count(*)
from read_parquet($files) where date between $first and $last group by all
"""


def write_label(root: Path, artists: int, days: int, weeks: int) -> Path:
    """Write a whole label: its days, three placements of a campaign an artist, and every report."""
    from backline.campaigns.reports import write_every_report

    write_root(root, MadeUp(artists, days))
    store = Store(root)
    vendors, clients = max(artists // 20, 2), max(artists * 3 // 10, 2)
    add_campaigns(store, 3 * artists, weeks, vendors, clients)
    with store.writing():
        write_every_report(store)
    return root


def alone(root: str, period: str, repeat: int) -> Facts:
    """The answer of the search page without the page, and one scan of the same days (a part)."""
    import duckdb

    from backline.analysis.audience import document_of
    from bot.library import Label, Library
    from web.views.analytics import answer_to
    from web.views.asking import search_of
    from web.visit import Mode, Visit

    library = Library(Path(root), published=False)

    def answer(label: Label) -> None:
        search = search_of(Visit(label, "analytics.html", {}, parse_qs(period), Mode.LIVE), LAST)
        document_of(answer_to(label, search), all_tracks=True, all_cities=True)

    library.ask(answer)
    seconds = repeated(repeat, lambda: library.ask(answer))
    library.close()
    first = LAST - timedelta(PERIODS[period] - 1)
    store = Store(Path(root))
    files = [str(path) for path in store.measurement_files() if first <= day_of(path) <= LAST]
    asked = {"files": files, "first": first, "last": LAST}
    with duckdb.connect() as connection:
        scans = repeated(repeat, lambda: connection.execute(_SCAN, asked).fetchall())
    return {"seconds": seconds, "scan": statistics.median(scans)}


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was written as files.

    Attributes:
        seconds: of the whole process.
        size: bytes of all files.
        peak: the most memory that all processes held together; 0 where the system does not tell.
        processes: the most there were at a time.
        print: tells its files from any others.
    """

    seconds: float
    pages: int
    files: int
    size: int
    peak: int
    processes: int
    print: str


def build(root: Path, out: Path) -> Site:
    """Write the site of a root by ``scripts/site.py``.

    Raises:
        DataError: it failed.
    """
    begun, peak, most = time.perf_counter(), 0, 0
    with tempfile.TemporaryFile("w+") as told:
        building = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "scripts/site.py", "--root", root, "--out", out],
            cwd=PROJECT, stdout=told, stderr=told,
        )  # fmt: skip
        while building.poll() is None:
            found = family(building.pid)
            peak, most = max(peak, memory_of(found)), max(most, len(found))
            try:
                building.wait(_EVERY)
            except subprocess.TimeoutExpired:
                continue
        seconds = time.perf_counter() - begun
        told.seek(0)
        if building.returncode:
            raise DataError(f"The site could not be written: {told.read().strip()[-300:]}")
    return weighed(out, seconds, peak, most)


def weighed(out: Path, seconds: float, peak: int, most: int) -> Site:
    """A site that is there, with every byte of it read."""
    digest, size, pages, files = hashlib.blake2b(), 0, 0, 0
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        content = path.read_bytes()
        name = path.relative_to(out).as_posix()
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
        size, files = size + len(content), files + 1
        pages += name.endswith(".html")
    return Site(seconds, pages, files, size, peak, most, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Asked:
    """The live pages of one label.

    Attributes:
        found: what :func:`benchmarks.pages_served.served` found.
        alone: by period, what :func:`alone` found.
    """

    label: str
    found: Facts
    alone: dict[str, Facts]


def ask(root: Path, artists: int, days: int, repeat: int) -> Asked:
    """Ask for the live pages of a root, and for the same without them."""
    found = in_child("benchmarks.pages_served:served", root=root, repeat=repeat).facts
    plain = {
        period: in_child("benchmarks.pages:alone", root=root, period=period, repeat=repeat).facts
        for period in PERIODS
    }
    return Asked(f"{artists:,} × {days:,}", found, plain)


def wire(found: list[Asked]) -> Table:
    """What a browser that has nothing yet loads for an artist's page."""
    table = Table(
        "An artist's page in a browser that has nothing yet",
        ("artists × days", "requests", "bytes in all", "of it the page", "of it what it loads",
         "the page, first", "the page, warm"),
        note=(
            "The largest page of eight artists. Bytes are what the server sends, packed and with "
            "the headers. First is the first question to a server that has just started, warm the "
            "median of the other artists' pages."
        ),
    )  # fmt: skip
    for one in found:
        facts = one.found
        page, loaded, seconds = facts["page"], facts["loaded"], facts["seconds"]
        table.rows.append(
            (one.label, f"{1 + len(loaded)}", bytes_in_words(page + sum(loaded)),
             bytes_in_words(page), bytes_in_words(sum(loaded)), duration(seconds[0]),
             duration(statistics.median(seconds[1:] or seconds)))
        )  # fmt: skip
    return table


def answers(found: list[Asked]) -> Table:
    """What the search page takes for every artist at once."""
    table = Table(
        "The search page of every artist, live",
        ("artists × days", "days asked for", "bytes", "first", "warm", "the answer alone",
         "to the answer alone", "one scan", "to one scan", "memory of the server"),
        note=(
            "Medians over a real socket, the page packed as browsers ask. The answer alone is the "
            "document that the page shows, worked out warm in a process without pages. The scan "
            "has DuckDB group every row of the days asked for."
        ),
    )  # fmt: skip
    for one in found:
        for period, days in PERIODS.items():
            live, plain = one.found["answers"][period], one.alone[period]
            warm, seconds = statistics.median(live["again"]), statistics.median(plain["seconds"])
            table.rows.append(
                (one.label, f"{days:,}", bytes_in_words(live["size"]), duration(live["first"]),
                 duration(warm), duration(seconds), ratio(warm, seconds), duration(plain["scan"]),
                 ratio(warm, plain["scan"]), bytes_in_words(one.found["memory"]))
            )  # fmt: skip
    return table


@dataclass(frozen=True, slots=True)
class Built:
    """The site of one label, written twice."""

    label: str
    first: Site
    again: Site


def build_twice(root: Path, artists: int, days: int) -> Built:
    """Write the site of a root, and again from the same files."""
    with tempfile.TemporaryDirectory() as folder:
        first = build(root, Path(folder) / "site")
    with tempfile.TemporaryDirectory() as folder:
        return Built(f"{artists:,} × {days:,}", first, build(root, Path(folder) / "site"))


def sites(found: list[Built]) -> Table:
    """What a whole site takes."""
    table = Table(
        "Every page written as a file",
        ("artists × days", "pages", "files", "bytes", "time", "pages a second", "to the first row",
         "processes", "peak memory", "again", "the same bytes"),
        note=(
            "Memory is that of all processes together, what they share counted once, looked at "
            f"every {_EVERY:g} s. Again: the same label, its files unchanged, into another folder."
        ),
    )  # fmt: skip
    for one in found:
        site = one.first
        pace, usual = (each.pages / each.seconds for each in (site, found[0].first))
        table.rows.append(
            (one.label, f"{site.pages:,}", f"{site.files:,}", bytes_in_words(site.size),
             duration(site.seconds), f"{pace:.1f}", ratio(pace, usual), f"{site.processes}",
             bytes_in_words(site.peak) if site.peak else "–", duration(one.again.seconds),
             "yes" if site.print == one.again.print else "no")
        )  # fmt: skip
    return table
