"""Look after the engine that answers questions: this machine, or a cluster."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from _bar import progress_bar
from _run import PROJECT, Root, console, entry, new_app, say, say_error
from _table import Row, Table, show

from backline.analysis.coverage import coverage
from backline.analysis.daily_questions import ask_daily, some_artists
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.points import points
from backline.analysis.quality.audit import audit
from backline.engines import DuckDB, EngineError, chosen, chosen_data, open_engine
from backline.engines.compared import Compared, Held
from backline.engines.watched import Watched
from backline.errors import ConfigError, DataError
from backline.people.data_address import CHECKOUT, checked_data
from backline.people.engine_address import HERE, checked_engine
from backline.people.roster_edit import with_setting
from backline.store import Store
from backline.store.day_files import day_of
from backline.warehouse import Warehouse
from backline.warehouse.copies import Copies, elsewhere_of, files_read
from backline.warehouse.sample import write_sample
from backline.warehouse.sql import name_of
from backline.words import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence, Sized

    from backline.people import Settings

DAYS = 100
"""So many of the newest days are compared, where a cluster reads this checkout."""

NAMED = 20
"""So many files are named of those that are not the same at an address."""

app = new_app(__doc__ or "")


@app.callback()
def _main() -> None:
    """Look after the engine that answers questions: this machine, or a cluster."""


@app.command()
def check(
    address: Annotated[
        str, typer.Argument(help="The cluster, e.g. sc://host:15002; else the engine that is set.")
    ] = "",
    data: Annotated[
        str, typer.Option(help="Where it reads, e.g. s3://bucket/data; else what is set.")
    ] = "",
    artists: Annotated[int, typer.Option(min=1, help="So many artists are asked about.")] = 5,
    switch: Annotated[
        bool, typer.Option("--switch", help="Where all is the same, write it into roster.toml.")
    ] = False,
    root: Root = PROJECT,
) -> None:
    """Hold a cluster, or measurements at an address, against this machine and this checkout.

    The files at the address have to be the same, and the daily questions to have the same rows.
    Exit code 0: everything is the same, 1: something differs, or the cluster did not answer.
    """
    store = Store(root)
    roster = store.roster()
    asked = _asked(address, data, roster.settings)
    elsewhere = elsewhere_of(store, asked.data)
    keys = some_artists(roster, artists)
    memory = roster.settings.memory
    other = open_engine(asked.engine, memory, elsewhere=elsewhere)
    with closing(Compared(DuckDB(memory), other, name_of)) as engine:
        if elsewhere and not _lies_there(store, Copies(engine, elsewhere, closely=True)):
            raise typer.Exit(1)
        # What is made here does not lie at an address.
        where = nullcontext(root) if elsewhere else _sample(store, keys)
        with where as asked_root, progress_bar() as told:
            ask_daily(Warehouse(asked_root, engine=engine), keys, told)
    if not _shown(engine.held, asked, len(keys)):
        raise typer.Exit(1)
    if switch:
        _switch(store, roster.settings, asked)


class Question(StrEnum):
    """What is asked every day."""

    latest = "latest"
    growth = "growth"
    coverage = "coverage"
    points = "points"
    quality = "quality"


@app.command()
def plan(
    question: Annotated[Question, typer.Argument(help="What is asked, about everybody.")],
    days: Annotated[int, typer.Option(min=1, help="Days of the window, where there is one.")] = 28,
    root: Root = PROJECT,
) -> None:
    """Say which files a question reads, by putting it to this machine."""
    store = Store(root)
    engine = Watched(store.roster().settings.memory)
    with Warehouse(root, engine=engine) as warehouse:
        day = warehouse.latest_day
        if day is None:
            raise DataError("Nothing is measured yet, so there is nothing to read.")
        every = set(store.measurement_files())
        engine.read.clear()
        first = day - timedelta(days=days - 1)
        asks: dict[Question, Callable[[], Sized]] = {
            Question.latest: lambda: latest(warehouse),
            Question.growth: lambda: growth(warehouse, days),
            Question.coverage: lambda: coverage(warehouse, days),
            Question.points: lambda: points(warehouse, first, day),
            Question.quality: lambda: audit(warehouse),
        }
        answer = len(asks[question]())
        read = sorted(engine.read & every)
        size = sum(path.stat().st_size for path in engine.read)
        held = sum(engine.rows_in(read)) if read else 0
    small = "" if engine.read <= every else ", and the small table of newest values"
    span = f" ({day_of(read[0])} to {day_of(read[-1])})" if read else ""
    say(
        f"{question} reads {len(read):,} of {len(every):,} files of days{span}{small}: "
        f"{size / 1e6:,.1f} MB, {held:,} rows of days, for {answer:,} rows of answer."
    )


@contextmanager
def _sample(store: Store, artists: Sequence[str]) -> Iterator[Path]:
    """A root with the newest days of these artists alone, below the one it is of.

    There the cluster can read it as it reads the whole; git passes over it.
    """
    store.data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sample-", dir=store.data) as folder:
        root = Path(folder)
        (root / ".gitignore").write_text("*\n", encoding="utf-8")
        root.chmod(0o755)
        try:
            write_sample(store, root, artists, DAYS)
        except EngineError as error:
            raise DataError(f"The numbers cannot be read: {error}.") from None
        yield root


class _Asked(NamedTuple):
    """An engine, and where it reads the measurements, as ``roster.toml`` has them."""

    engine: str
    data: str

    def __str__(self) -> str:
        return self.engine if self.data == CHECKOUT else f"{self.engine} at {self.data}"


def _asked(address: str, data: str, settings: Settings) -> _Asked:
    try:
        asked = _Asked(
            checked_engine(address) if address else chosen(settings.engine),
            checked_data(data) if data else chosen_data(settings.data),
        )
    except ValueError as error:
        raise ConfigError(f"That cannot be asked: {error}.") from None
    if asked == (HERE, CHECKOUT):
        raise ConfigError(
            "There is no cluster to be checked and no address: name one, e.g. scripts/engine.py "
            "check sc://host:15002, or check --data s3://bucket/label/data."
        )
    return asked


def _lies_there(store: Store, copies: Copies) -> bool:
    """Print how many files are the same at an address, and which are not; whether all are."""
    every = files_read(store)
    differing = {path: why for path in every if (why := copies.difference(path))}
    for path, why in list(differing.items())[:NAMED]:
        say_error(f"data/{path.relative_to(store.data).as_posix()} {why}.")
    if (more := len(differing) - NAMED) > 0:
        say_error(f"and {more:,} more")
    address = copies.elsewhere.address
    same = len(every) - len(differing)
    say(f"{same:,} of {many(len(every), 'file')} have the same content at {address}.")
    if differing:
        say_error(
            f"{address} is not to be switched on: copy there what differs, and check it again."
        )
    return not differing


def _shown(held: Mapping[str, Held], asked: _Asked, artists: int) -> bool:
    """Print what came of each question; whether every row is the same.

    Raises:
        DataError: there was no row to compare.
    """
    total = sum(one.rows for one in held.values())
    if not total:
        raise DataError("Nothing is measured yet, so there is nothing to compare.")
    rows = [Row((name, f"{one.rows:,}", one.said)) for name, one in held.items()]
    show(console(), Table(("question", "rows", "both answers"), rows, ("rows",), "question"))
    wrong = {name: one for name, one in held.items() if not one.identical}
    for name, one in wrong.items():
        for which, some in (("this machine", one.only_first), (asked, one.only_other)):
            for row in some:
                say_error(f"{name}: only {which} has {row}")
    if wrong:
        say_error(f"{asked} is not to be switched on: it answers otherwise than this machine.")
        return False
    say(f"{asked} answers as this machine does: {total:,} rows of {artists} artists.")
    return True


def _switch(store: Store, settings: Settings, asked: _Asked) -> None:
    """Write down what was checked, which is an engine and where it reads, both together."""
    with store.writing(), store.change() as change:
        text = store.roster_text() or ""
        for name, value in asked._asdict().items():
            if value != getattr(settings, name):
                text = with_setting(text, name, value)
        change.write(store.roster_file, text.encode())
    say(
        f'roster.toml has engine = "{asked.engine}" and data = "{asked.data}" now; '
        f'"{HERE}" asks this machine again, "{CHECKOUT}" reads this checkout.'
    )


if __name__ == "__main__":
    entry(app)
