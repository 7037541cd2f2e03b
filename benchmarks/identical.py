"""Ask two engines every question there is, and hold their rows against each other.

``python benchmarks/identical.py --cluster`` starts Spark on this machine, makes up a label, asks it
and DuckDB, and prints for each question whether the rows are identical and how many there were;
``--sail`` asks Sail instead, ``--engine ADDRESS`` a cluster that is there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

from _bar import progress_bar  # noqa: E402
from _run import console, entry, new_app, say, say_error  # noqa: E402
from _table import Row, Table, show  # noqa: E402

from backline.campaigns.asked import Campaigns  # noqa: E402
from backline.engines import DuckDB, open_engine  # noqa: E402
from backline.engines.compared import Compared, Held  # noqa: E402
from backline.errors import ConfigError  # noqa: E402
from backline.warehouse import Warehouse  # noqa: E402
from backline.warehouse.sql import name_of  # noqa: E402
from benchmarks import identical_root  # noqa: E402
from benchmarks.identical_questions import (  # noqa: E402
    ROOMS,
    UNORDERED,
    About,
    ask_campaigns,
)
from sandbox.spark import Sail, Spark  # noqa: E402

app = new_app("Ask two engines every question there is, and hold their rows against each other.")

ARTISTS, DAYS = 300, 100
"""So large is the label that is made up where nobody says otherwise."""

Told = Callable[[str, int, int], None]


def ask_both(root: Path, about: tuple[str, ...], address: str, told: Told) -> dict[str, Held]:
    """Put every question to DuckDB and to a cluster.

    Args:
        root: as :func:`benchmarks.identical_root.write` made it.
        about: what that returned.
        address: the cluster's.
        told: told which room asks, how many have, and of how many.

    Returns:
        What came of each question, by its name.
    """
    held: dict[str, Held] = {}

    def both() -> Compared:
        cluster = open_engine(address)
        return Compared(DuckDB(), cluster, name_of, UNORDERED, held)

    steps = len(ROOMS) + 1
    for place, (name, ask) in enumerate(ROOMS.items()):
        told(name, place, steps)
        with Warehouse(root, published=True, engine=both()) as warehouse:
            assert warehouse.latest_day is not None
            ask(warehouse, About(warehouse.latest_day, about[:4], about[4:]))
    told("campaigns", steps - 1, steps)
    with Campaigns(root, engine=both()) as campaigns:
        ask_campaigns(campaigns)
    return held


@contextmanager
def _cluster(*, cluster: bool, sail: bool, engine: str) -> Iterator[str]:
    """The address of what is to be asked."""
    if [cluster, sail, bool(engine)].count(True) != 1:
        raise ConfigError("Say whom to ask: --cluster, --sail or --engine ADDRESS.")
    if engine:
        yield engine
        return
    with Spark() if cluster else Sail() as started:
        yield started.address


@app.command()
def main(
    cluster: Annotated[bool, typer.Option("--cluster", help="Start Spark here.")] = False,
    sail: Annotated[bool, typer.Option("--sail", help="Start Sail here.")] = False,
    engine: Annotated[str, typer.Option(help="A cluster that is there, e.g. sc://host.")] = "",
    artists: Annotated[int, typer.Option(min=40, help="Artists of the made-up label.")] = ARTISTS,
    days: Annotated[int, typer.Option(min=60, help="Days of its history.")] = DAYS,
) -> None:
    """Ask two engines every question there is, and hold their rows against each other."""
    with (
        tempfile.TemporaryDirectory(prefix="backline-") as folder,
        _cluster(cluster=cluster, sail=sail, engine=engine) as address,
        progress_bar() as told,
    ):
        root = Path(folder) / "label"
        about = identical_root.write(root, artists, days)
        held = ask_both(root, about, address, told)
    rows = [Row((name, f"{one.rows:,}", one.said)) for name, one in held.items()]
    show(
        console(),
        Table(("question", "rows", "DuckDB and the cluster"), rows, ("rows",), "question"),
    )
    wrong = [one for one in held.values() if not one.identical]
    total = sum(one.rows for one in held.values())
    say(f"{len(held) - len(wrong)} of {len(held)} questions are identical, {total:,} rows.")
    for one in wrong:
        for which, some in (("DuckDB", one.only_first), ("the cluster", one.only_other)):
            for row in some:
                say_error(f"only {which} has {row}")
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    entry(app)
