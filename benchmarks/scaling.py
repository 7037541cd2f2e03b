"""The questions of labels of any size: one machine in several ways, and a cluster beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.store import Store
from benchmarks.cluster import Meter
from benchmarks.made_up import MadeUp
from benchmarks.made_up_files import write_root
from benchmarks.measuring import in_child, in_earlier_child

QUESTIONS = ("growth", "latest", "coverage")

QUICK = 3
"""The level of compression of the made-up days, whose size nobody measures here."""

Tell = Callable[[str], None]
"""Says how far it is, in a line."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one answer took, the opening of the files included.

    Attributes:
        wall: seconds from before the files were opened to the last row.
        cpu: seconds of the processor, of the process that asked and of the cluster.
        peak: bytes of memory, likewise.
        cluster: the cluster's part of both; zeros where there is none.
        rows: how many rows the answer has.
        digest: of the rows; empty where they are no Arrow batches.
    """

    wall: float
    cpu: float
    peak: int
    rows: int
    digest: str
    cluster: tuple[float, int] = (0.0, 0)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask.

    Attributes:
        told: in words.
        fresh: without the small table of newest values, which the question makes anew.
        how: ``batches`` or ``rows``.
        settings: of the warehouse.
        earlier: a checkout whose code answers; None for this one.
    """

    told: str
    fresh: bool = False
    how: str = "batches"
    settings: Mapping[str, Any] = field(default_factory=dict)
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """Who answers: DuckDB, or what listens at an address.

    Attributes:
        address: as ``BACKLINE_ENGINE`` has it; None for DuckDB.
        pids: of a cluster on this machine.
    """

    name: str
    address: str | None = None
    pids: tuple[int, ...] = ()


DUCKDB = Engine("DuckDB")

NOW = Way("as it is")
EARLIER = "the earlier state"
FRESH = Way("the first question after a clone", fresh=True)


def ways(before: Path | None) -> list[Way]:
    """The ways in which one machine is asked; the first is what the others stand beside."""
    found = [
        NOW,
        FRESH,
        Way("rows instead of Arrow batches", how="rows"),
        Way("the first question, within 1 GB", fresh=True, settings={"memory": "1GB"}),
        Way("the first question, within 512 MB", fresh=True, settings={"memory": "512MB"}),
        Way("one processor", settings={"threads": 1}),
    ]
    if before:
        found.append(Way(EARLIER, how="rows", earlier=before))
    return found


def ask(root: Path, question: str, way: Way, engine: Engine = DUCKDB) -> Cost:
    """Put a question in one way to one engine.

    Raises:
        DataError: it was not answered.
    """
    if way.fresh:
        shutil.rmtree(Store(root).newest, ignore_errors=True)
    values: dict[str, Any] = {
        "root": root,
        "question": question,
        "how": way.how,
        "engine": engine.address,
        "settings": dict(way.settings),
    }
    with Meter(engine.pids) as cluster:
        if way.earlier:
            facts = in_earlier_child(way.earlier, "scale_asked:asked", **values).facts
        else:
            facts = in_child("benchmarks.scale_asked:asked", **values).facts
    return Cost(
        facts["wall"],
        facts["cpu"] + cluster.seconds,
        facts["peak"] + cluster.peak,
        facts["rows"],
        facts["digest"],
        (cluster.seconds, cluster.peak),
    )


Asked = dict[tuple[str, str], Cost]
"""What answers took, by question and the words of its way, or the engine's name and those."""


def one_machine(root: Path, before: Path | None, tell: Tell) -> Asked:
    """Put every question to a label in every way.

    Raises:
        DataError: a question was not answered, or the answers differ.
    """
    found: Asked = {}
    for question in QUESTIONS:
        tables = Store(root).newest
        for way in ways(before):
            if not way.fresh and not tables.exists():
                ask(root, question, FRESH)  # so that the table is there
            found[question, way.told] = cost = ask(root, question, way)
            tell(f"{question}, {way.told}: {_told(cost)}")
        _compare(question, [cost for (asked, _), cost in found.items() if asked == question])
    return found


@dataclass(frozen=True, slots=True)
class Size:
    """The questions of one label, put to every engine.

    Attributes:
        costs: by question, engine, and whether it was the first question after a clone.
    """

    artists: int
    days: int
    costs: dict[tuple[str, str, bool], Cost]


def engines(root: Path, size: tuple[int, int], asked: Sequence[Engine], tell: Tell) -> Size:
    """Put every question to every engine, each with a small table it made itself.

    Raises:
        DataError: a question was not answered, or the answers differ.
    """
    found: dict[tuple[str, str, bool], Cost] = {}
    for question in QUESTIONS:
        for engine in asked:
            for way in (FRESH, NOW):
                cost = ask(root, question, way, engine)
                found[question, engine.name, way.fresh] = cost
                tell(f"{question}, {engine.name}, {way.told}: {_told(cost)}")
        _compare(question, [cost for (of, *_), cost in found.items() if of == question])
    return Size(*size, found)


def _compare(question: str, costs: Sequence[Cost]) -> None:
    if len({cost.digest for cost in costs if cost.digest}) > 1:
        counts = ", ".join(f"{cost.rows:,}" for cost in costs)
        raise DataError(f"The answers to {question} differ; they have {counts} rows.")


def _told(cost: Cost) -> str:
    return f"{cost.wall:.1f} s, {cost.cpu:.1f} s CPU, {cost.peak / 1e6:,.0f} MB"


def roots(folder: Path, sizes: Sequence[tuple[int, int]], tell: Tell) -> Iterator[Path]:
    """The folders of made-up labels, written where they are not there yet.

    A label with fewer days of as many artists is the newest days of the longer one.
    """
    longest = dict(sorted(sizes))  # by artists, its most days
    for artists, days in sizes:
        root = folder / f"{artists}-{longest[artists]}"
        if not Store(root).roster_file.exists():
            tell(f"writing {artists:,} artists × {longest[artists]:,} days")
            write_root(root, MadeUp(artists, longest[artists], whole=False), level=QUICK)
        yield root if days == longest[artists] else _newest(root, days)


def _newest(root: Path, days: int) -> Path:
    """The newest days of a label as a label of its own; the files are the same ones."""
    whole, part = Store(root), Store(root.parent / f"{root.name}-newest-{days}")
    if part.roster_file.exists():
        return part.root
    for path in (*whole.measurement_files()[-days:], whole.subjects_file, whole.roster_file):
        target = part.root / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.hardlink_to(path)
    return part.root
