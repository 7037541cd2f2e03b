"""Write the weekly artist tracking report of the roster, as CSV and as workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _bar import progress_bar
from _run import (
    PROJECT,
    AsOf,
    By,
    Report,
    Root,
    credentials_of,
    endpoints_of,
    entry,
    in_actions,
    new_app,
    say,
    say_error,
    setting,
    stop_where_nobody,
    switched_on,
)

if TYPE_CHECKING:
    from backline.weekly import WeeklyRun
    from backline.weekly.job import Measuring

app = new_app(__doc__ or "")

MOST_LISTED = 20


Artists = Annotated[
    list[str] | None,
    typer.Option(help="Only this artist: key or name; may be given several times."),
]
Weeks = Annotated[
    int | None,
    typer.Option(min=1, max=2000, help="Show so many weeks; else as the layout says, or all."),
]
Tracks = Annotated[
    bool | None,
    typer.Option(
        "--tracks/--no-tracks",
        help="Measure the artists' tracks, too; else as the layout says.",
        show_default=False,
    ),
]
CountedBy = Annotated[
    By | None,
    typer.Option(help="Count days, or dated columns as a sheet does; else as the layout says."),
]
CheckLayout = Annotated[
    Path | None, typer.Option(help="Only say what is wrong with a layout's file.")
]
OutputDir = Annotated[
    Path | None,
    typer.Option(help="Where the files go: this, else OUTPUT_DIR, else reports/weekly/."),
]


@app.command()
def main(
    root: Root = PROJECT,
    artist: Artists = None,
    weeks: Weeks = None,
    tracks: Tracks = None,
    as_of: AsOf = None,
    by: CountedBy = None,
    layout: Annotated[
        str, typer.Option(help="A layout of layouts/, by its name without .toml.")
    ] = "agency",
    offline: Annotated[
        bool,
        typer.Option(
            "--offline", help="Measure nothing, write from what is stored; as OFFLINE=true does."
        ),
    ] = False,
    output_dir: OutputDir = None,
    when_due: Annotated[
        bool, typer.Option("--when-due", help="Only on the day the layout's week ends (UTC).")
    ] = False,
    check_layout: CheckLayout = None,
    report: Report = None,
) -> None:
    """Measure, then write the weekly report into reports/weekly/.

    OFFLINE and OUTPUT_DIR are read from the environment or .env; nothing is removed from a folder
    of your own.

    Exit codes: 0 written, 1 an artist failed (the others are written), 2 wrong usage.
    """
    from backline.store import Store
    from backline.unattended.run_record import recorded
    from backline.weekly import load_layout, run_weekly
    from backline.weekly.layout_file import find_layout

    if check_layout is not None:
        _check(check_layout)
        return
    chosen = load_layout(find_layout(layout, root))
    if when_due and datetime.now(UTC).isoweekday() != chosen.last_weekday:
        say(f"The week ends on {chosen.week_ends.capitalize()}; nothing is due today.")
        return
    stop_where_nobody(Store(root).roster())
    measuring = None
    if not (offline or switched_on(root, "OFFLINE")):
        measuring = _measuring(root, tracks=tracks)
    folder = _folder(root, output_dir)
    with recorded(report, "weekly") as record, progress_bar() as progress:
        run = run_weekly(
            root,
            chosen,
            artist or (),
            measuring=measuring,
            weeks=weeks,
            as_of=as_of.date() if as_of else None,
            by=by.value if by else None,
            folder=folder,
            progress=progress,
        )
        record.notes += _notes(run, measuring)
    _report(run, folder or root / "reports" / "weekly")
    if run.failed:
        raise typer.Exit(1)


def _check(path: Path) -> None:
    from backline.weekly.layout_file import check_layout

    faults = check_layout(path)
    for fault in faults:
        say_error(fault)
    if faults:
        raise typer.Exit(1)
    say(f"{path} is a layout that can be used.")


def _folder(root: Path, given: Path | None) -> Path | None:
    """People's own folder for the report, or None for the root's."""
    said = str(given) if given else setting(root, "OUTPUT_DIR")
    return Path(said).expanduser().resolve() if said else None


def _measuring(root: Path, *, tracks: bool | None) -> Measuring:
    from backline.weekly.job import Measuring

    credentials = credentials_of(root)
    measuring = Measuring(credentials, endpoints_of(root), datetime.now(UTC), tracks)
    if in_actions():
        from backline.collecting.backfill.backfill import refresh
        from backline.net.budget import WEEKLY_SECONDS

        measuring = replace(measuring, refresh=partial(refresh, lasts=WEEKLY_SECONDS))
    return measuring


def _notes(run: WeeklyRun, measuring: Measuring | None) -> list[str]:
    """What the commit and the page of an unattended run tell of the weekly report."""
    from backline.names import shown
    from backline.sources.chartmetric.client import TOKEN

    notes = [f"Weekly report: {_as_of(run.written.as_of, run)}"]
    if measuring and measuring.credentials.get(TOKEN):  # who has no such service need not hear
        notes += [f"Weekly report: {run.fell_back}"] if run.fell_back else []
    return notes + [f"Weekly report of {shown(name)}: {why}" for name, why in run.failed.items()]


def _report(run: WeeklyRun, where: Path) -> None:
    from backline.names import shown

    if run.fell_back:
        say_error(run.fell_back)
    for problem in run.written.problems:
        say_error(problem)
    for sentence in run.said[:MOST_LISTED]:
        say(sentence)
    if len(run.said) > MOST_LISTED:
        say(f"and {len(run.said) - MOST_LISTED} more such sentences")
    count, day = len(run.written.files), run.written.as_of
    did = f"{run.written.changed} changed" if run.written.changed else "nothing was new"
    told = _as_of(day, run)
    say(f"{count} files in {where}: {did}. {told[0].upper()}{told[1:]}")
    for name, why in run.failed.items():
        say_error(f"{shown(name)}: {why.rstrip('.')}.")


def _as_of(day: date | None, run: WeeklyRun) -> str:
    if day is None:
        return "nothing was ever measured."
    return f"as of {day}{'' if run.live else ', from stored numbers'}."


if __name__ == "__main__":
    entry(app)
