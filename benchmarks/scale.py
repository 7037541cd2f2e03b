"""Measure labels of many artists: one machine in several ways, and an engine beyond it.

``python benchmarks/scale.py`` takes a minute; ``--full`` measures the published sizes and takes
hours. ``docs/scale.md`` says what is measured and what it means.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

from _run import console, entry, new_app  # noqa: E402

from backline.errors import ConfigError  # noqa: E402
from benchmarks.made_up import YEARS  # noqa: E402
from benchmarks.measuring import Facts, about, machine  # noqa: E402
from benchmarks.scaling import DUCKDB, Engine, engines, one_machine, roots  # noqa: E402
from benchmarks.scaling_tables import of_engines, of_one_machine  # noqa: E402
from benchmarks.tables import Table, all_markdown, numbers, write_into  # noqa: E402
from sandbox.spark import Spark  # noqa: E402

app = new_app("Measure labels of many artists on one machine, and an engine beyond it.")

PAGE = PROJECT / "docs" / "scale.md"

LARGEST = (20_000, YEARS)
"""Artists and days that one machine of two processors is to answer within 4 GB."""

SIZES, YEAR = "50,2000,20000", 365
"""Artists and days of the labels that engines are compared with."""


class Part(StrEnum):
    """What can be measured by itself."""

    ONE = "one"
    ENGINES = "scale"


def _numbers(text: str) -> str:
    try:
        numbers(text or "1")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no list of numbers like 10,100") from None
    return text


Numbers = Annotated[str, typer.Option(callback=_numbers, help="Sizes of the label, e.g. 10,100.")]


@app.command()
def main(
    artists: Numbers = "10,40",
    days: Annotated[int, typer.Option(min=60, help="Days of history.")] = 60,
    cluster: Annotated[
        bool, typer.Option("--cluster", help="Compare with Spark, started here.")
    ] = False,
    engine: Annotated[str, typer.Option(help="Compare with a cluster, e.g. sc://host.")] = "",
    before: Annotated[
        Path | None, typer.Option(exists=True, help="A checkout of an earlier state to ask, too.")
    ] = None,
    only: Annotated[list[Part] | None, typer.Option(help="Only this; may be given again.")] = None,
    full: Annotated[bool, typer.Option("--full", help="The published sizes: hours.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Keep the made-up days here for the next time.")
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the tables here.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write docs/scale.md.")] = False,
) -> None:
    """Measure growth, latest and coverage of labels of many artists, opening the files included."""
    sizes = [(count, YEAR if full else days) for count in numbers(SIZES if full else artists)]
    largest = LARGEST if full else sizes[-1]
    facts = machine() | {"load": round(os.getloadavg()[1], 1)}
    found: dict[str, object] = {"machine": facts}
    with (
        nullcontext(folder) if folder else tempfile.TemporaryDirectory() as there,
        _asked(cluster=cluster, engine=engine) as asked,
    ):
        parts: dict[Part, Callable[[], Iterator[Table]]] = {
            Part.ONE: lambda: _one(Path(there), largest, before),
            Part.ENGINES: lambda: _engines(Path(there), sizes, largest, asked),
        }
        for name in [part for part in parts if not only or part in only]:
            tables = list(parts[name]())
            for table in tables:
                table.print(console())
            found[name] = [
                {"title": t.title, "columns": t.columns, "rows": t.rows, "note": t.note}
                for t in tables
            ]
            if as_json is not None:  # after each part: the next one takes long and may fail
                as_json.write_text(json.dumps(found, indent=2, ensure_ascii=False))
            if write:
                write_into(PAGE, name, f"{_about(facts)}\n\n{all_markdown(tables)}")
    console().print(_about(facts), highlight=False)


@contextmanager
def _asked(*, cluster: bool, engine: str) -> Iterator[list[Engine]]:
    """The engines that are asked; what is started here can be measured."""
    if cluster and engine:
        raise ConfigError("Say whom to ask beside DuckDB: --cluster or --engine ADDRESS.")
    if not cluster:
        yield [DUCKDB, *([Engine("the cluster", engine)] if engine else [])]
        return
    with Spark() as started:
        yield [DUCKDB, Engine("Spark", started.address, started.pids)]


def _about(facts: Facts) -> str:
    return (
        f"{about(facts)} The machine's load was {facts['load']} when it began: the higher, the "
        "less wall times say; seconds of the processor stay nearly the same."
    )


def _tell(line: str) -> None:
    console().print(f"{datetime.now(UTC):%H:%M:%S} {line}", highlight=False)


def _one(folder: Path, size: tuple[int, int], before: Path | None) -> Iterator[Table]:
    for root in roots(folder, [size], _tell):
        _tell("one machine, {:,} artists × {:,} days".format(*size))
        yield of_one_machine(one_machine(root, before, _tell), *size)


def _engines(
    folder: Path, sizes: list[tuple[int, int]], largest: tuple[int, int], asked: list[Engine]
) -> Iterator[Table]:
    found = []
    for size, root in zip(sizes, roots(folder, [*sizes, largest], _tell), strict=False):
        _tell("{:,} artists × {:,} days".format(*size))
        found.append(engines(root, size, asked, _tell))
    yield from of_engines(found, [engine.name for engine in asked])


if __name__ == "__main__":
    entry(app)
