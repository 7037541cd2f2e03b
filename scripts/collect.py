"""Measure every artist on every platform and write the day."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, Root, console, entry, new_app, say_error

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS

if TYPE_CHECKING:
    from backline.collect import Progress
    from backline.credentials import Credentials
    from backline.daily import DailyRun
    from backline.roster import Roster

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this platform; may be given several times.")
    ] = None,
) -> None:
    """Measure every artist on every platform and write the day."""
    from backline.daily import run_day
    from backline.store import Store
    from backline.transport import Endpoints

    for platform in only or ():
        if platform not in PLATFORM_LABELS:
            known = ", ".join(PLATFORM_LABELS)
            raise ConfigError(f"There is no platform {platform!r} to ask; there are {known}.")
    started = datetime.now(UTC)
    roster = Store(root).roster()
    credentials = _credentials(root)
    with _progress() as progress:
        run = run_day(
            root,
            credentials,
            Endpoints.from_environment(os.environ),
            started=started,
            only=only or (),
            progress=progress,
        )
    _report(run, roster)
    if not run.measured:
        say_error(f"Nothing could be measured on {started.date()}; no file was changed.")
        raise typer.Exit(1)


def _credentials(root: Path) -> Credentials:
    """The keys, masked in GitHub Actions before anything else is printed."""
    from backline.credentials import actions_mask, load_credentials

    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    mask = actions_mask(sys.stdout.write) if in_actions else None
    credentials = load_credentials(os.environ, root / ".env", mask)
    sys.stdout.flush()
    if credentials.unavailable:
        say_error(f"{credentials.unavailable[0].upper()}{credentials.unavailable[1:]}.")
    return credentials


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar for each source on a terminal, a line for each finished one elsewhere."""
    out = console()
    if not out.is_terminal:

        def tell(source: str, done: int, of: int, ended: bool) -> None:
            if ended:
                out.print(f"{source}: {done} of {of} answered", highlight=False)

        yield tell
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    with Progress(
        TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), Elapsed(),
        console=out, transient=True,
    ) as bars:  # fmt: skip
        tasks = {}

        def show(source: str, done: int, of: int, ended: bool) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task(source, total=of)
            bars.update(tasks[source], completed=done, total=done if ended else of)

        yield show


def _report(run: DailyRun, roster: Roster) -> None:
    from rich.table import Table

    from backline.exports.run_report import gap_lines, metric_lines

    out = console()
    day = run.collected.day
    table = Table(box=None, pad_edge=False)
    table.add_column("Number", no_wrap=True)
    table.add_column("Measured", justify="right")
    for line in metric_lines(day.measurements):
        table.add_row(f"{line.platform} {line.metric}", f"{line.measured} of {line.expected}")
    out.print(table)
    gaps = [f"  {line.sentence}" for line in gap_lines(day.measurements, roster)]
    for heading, sentences in (
        ("Missing", gaps),
        ("To know", [f"  {note}" for note in run.collected.notes]),
    ):
        if sentences:
            out.print(f"\n{heading}", style="bold")
            for sentence in sentences:
                out.print(sentence, markup=False, highlight=False)
    for problem in run.problems:
        say_error(problem)
    if run.measured:
        did = "written" if run.changed else "unchanged: the same answers as before"
        out.print(f"\n{day.date}: {run.measured} numbers, {did}.", markup=False, highlight=False)


if __name__ == "__main__":
    entry(app)
