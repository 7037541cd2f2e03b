"""Adopt numbers that other tools wrote down before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, Root, console, entry, new_app, say_error

from backline.measure import State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from backline.imports.label import LabelImport

app = new_app(__doc__ or "")

MOST_LISTED = 10


@app.callback()
def main() -> None:
    """Adopt numbers that other tools wrote down before."""


@app.command()
def label(
    folder: Annotated[Path, typer.Argument(help="Folder with historical/*.json and CSVs.")],
    root: Root = PROJECT,
) -> None:
    """Adopt a label's folder of daily JSON files and CSVs."""
    from backline.imports.label import UNPLACED_FILE, import_label
    from backline.store import Store

    report = import_label(folder, Store(root))
    adopted = report.adopted
    out = console()
    out.print(_counts(report))
    _list(
        out,
        "Why numbers were not taken",
        [
            f"{count:,} {name.replace('_', ' ')}: {state.value.replace('_', ' ')}, {why}"
            for (name, state, why), count in sorted(adopted.reasons.items())
        ],
        most=30,
    )
    _list(out, "Roster", report.roster.done)
    _list(out, "Conflicts, where the roster stays as it is", report.roster.conflicts)
    _list(out, "Taken from a CSV row, since JSON lacks the artist that day", adopted.from_csv)
    if adopted.unplaced:
        _list(
            out,
            f"Not taken: {len(adopted.unplaced)} (all in reports/{UNPLACED_FILE})",
            [": ".join(filter(None, (u.place, u.about, u.found, u.why))) for u in adopted.unplaced],
        )
    if missing := adopted.missing_days:
        _list(out, "Days the folder does not have", [", ".join(str(day) for day in missing)])
    days = adopted.days
    span = f"{days[0].date} to {days[-1].date}" if days else "none"
    did = f"{report.changed_days} changed" if report.changed_days else "nothing was new"
    out.print(f"\n{len(days)} days, {span}: {did}.", markup=False, highlight=False)
    for sentence in [*report.problems, *report.broken_files]:
        say_error(sentence)
    if report.broken_files:
        raise typer.Exit(1)


def _counts(report: LabelImport) -> Table:
    """How many numbers of each metric got each state."""
    from rich.table import Table

    counts = report.adopted.counts
    states = [s for s in State if any(state is s for _, state in counts)]
    table = Table(box=None, pad_edge=False)
    table.add_column("Number", no_wrap=True)
    for state in states:
        heading = "taken" if state is State.MEASURED else state.value.replace("_", " ")
        table.add_column(heading, justify="right")
    for name in sorted({name for name, _ in counts}):
        table.add_row(
            name.replace("_", " "),
            *(f"{counts[name, s]:,}" if counts[name, s] else "–" for s in states),
        )
    return table


def _list(out: Console, heading: str, sentences: list[str], most: int = MOST_LISTED) -> None:
    if not sentences:
        return
    out.print(f"\n{heading}", style="bold", markup=False)
    for sentence in sentences[:most]:
        out.print(f"  {sentence}", markup=False, highlight=False)
    if len(sentences) > most:
        out.print(f"  and {len(sentences) - most} more")


if __name__ == "__main__":
    entry(app)
