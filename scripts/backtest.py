"""Measure the forecasts: what would have been foretold on earlier days, and what came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from _run import (
    PROJECT,
    Format,
    Printed,
    console,
    entry,
    new_app,
    say,
    say_csv,
    say_error,
    say_json,
)
from _table import Row, Table, show

if TYPE_CHECKING:
    from _bar import Told

    from backline.analysis.forecast.backtest import Line, Tried

app = new_app(__doc__ or "")

NOTHING = "Nothing can be tried: no number has eight measured days over four weeks, and more after."


@app.command()
def main(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Labels' folders, old folders that import_history.py label reads, or folders with "
            "a history of each artist as JSON; each is a pool of its own. This project's where "
            "none is named.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[
        list[int] | None,
        typer.Option(min=7, max=90, help="How far ahead; may be repeated.  [default: 7, 30]"),
    ] = None,
    format_: Printed = Format.table,
) -> None:
    """Measure the forecasts: what would have been foretold on earlier days, and what came.

    Every seventh day is a day of asking; nothing measured later plays a part. A way's errors are
    held against those of "no change".
    """
    from _bar import progress_bar

    from backline.analysis.forecast.backtest import lines

    places = folders or [PROJECT]
    tried: list[tuple[str, list[Tried]]] = []
    with progress_bar() as told:
        for folder in places:
            name = folder.resolve().name
            tried.append((name, _tried(folder, sorted(set(days or (7, 30))), name, told)))
    printed = [(name, line) for name, some in tried for line in lines(some)]
    if len(tried) > 1:
        printed += [("together", line) for line in lines([t for _, some in tried for t in some])]
    if format_ is Format.json:
        say_json([{"folder": name, **asdict(line)} for name, line in printed])
    elif format_ is Format.csv:
        say_csv(_csv(printed))
    elif not printed:
        say_error(NOTHING)
    else:
        _print(printed)
    if not printed:
        raise typer.Exit(1)


def _tried(folder: Path, days: list[int], name: str, told: Told) -> list[Tried]:
    from backline.analysis.forecast.backtest import backtest
    from backline.warehouse import Warehouse

    with _root(folder) as root, Warehouse(root, in_memory=True) as warehouse:
        for problem in warehouse.problems:
            say_error(problem)
        newest = warehouse.latest_day or date.min
        return backtest(warehouse, days, newest, lambda done, of: told(name, done, of))


@contextmanager
def _root(folder: Path) -> Iterator[Path]:
    """A folder as a root: itself, or one made of what it holds, for as long as it is needed."""
    from backline.errors import ConfigError
    from backline.imports import import_label
    from backline.imports.histories import histories_root, is_history_folder
    from backline.store import Store

    if Store(folder).roster_file.is_file():
        yield folder
        return
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder}.")
    with TemporaryDirectory(prefix="backline-") as made:
        root = Path(made) / "root"
        if is_history_folder(folder):
            histories_root(folder, root)
        elif (folder / "historical").is_dir():
            root.mkdir()
            import_label(folder, Store(root))
        else:
            raise ConfigError(
                f"{folder} has neither a roster.toml nor days or histories to try forecasts on."
            )
        yield root


def _csv(printed: list[tuple[str, Line]]) -> Iterator[list[object]]:
    from backline.analysis.forecast.backtest import Line

    yield ["folder", *(field.name for field in fields(Line))]
    for name, line in printed:
        told = asdict(line)
        told["most"] = " ".join(f"{way}:{part:.2f}" for way, part in line.most)
        cells = (round(v, 5) if isinstance(v, float) else v for v in told.values())
        yield [name, *("" if cell is None else cell for cell in cells)]


def _print(printed: list[tuple[str, Line]]) -> None:
    from backline.measure import PLATFORM_LABELS, VOCABULARY
    from backline.words import MISSING, number, series_name

    def percent(part: float | None, places: int = 1) -> str:
        return MISSING if part is None else f"{100 * part:.{places}f}%".replace("-", "−")

    def figure(value: float | None) -> str:
        return MISSING if value is None else f"{value:.3f}"

    def metric(name: str) -> str:
        platform, _, own = name.partition("/")
        known = VOCABULARY.get((platform, own))
        return series_name(known) if known and platform in PLATFORM_LABELS else "all"

    rows = [
        Row(
            (
                metric(line.metric),
                number(line.courses),
                number(line.forecasts),
                f"{percent(line.percent, 2)} / {percent(line.percent_still, 2)}",
                f"{figure(line.scaled)} / {figure(line.scaled_still)}",
                percent(line.better),
                f"{percent(line.held)} of {number(line.intervals)}",
                ", ".join(f"{way} {part:.0%}" for way, part in line.most),
            ),
            group=f"{name}, {line.horizon} days ahead",
        )
        for name, line in printed
    ]
    headings = (
        "Number", "Series", "Forecasts", "Off by", "Scaled error", "Better", "80% held", "Most used"
    )  # fmt: skip
    title = "Off by (median, in percent) and scaled error: the forecast / no change"
    right = headings[1:7]
    full = Table(headings, rows, right=right, title=title)
    short = [Row(row.cells[:7], group=row.group) for row in rows]
    show(console(), full, Table(headings[:7], short, right=right, title=title))
    say("Better: by how much the scaled error is smaller than that of no change.")


if __name__ == "__main__":
    entry(app)
