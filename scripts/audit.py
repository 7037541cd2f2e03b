"""List what in the recorded numbers is worth a person's minute, worst first."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

import typer
from _run import (
    PROJECT,
    Format,
    OneArtist,
    Printed,
    Root,
    console,
    entry,
    new_app,
    say,
    say_csv,
    say_error,
    say_json,
)
from _table import Row, Table, show

from backline.analysis.quality import Finding, Kind, audit, proposals
from backline.people.roster import NOBODY
from backline.warehouse import Warehouse

app = new_app(__doc__ or "")

COLUMNS = (
    "kind", "rank", "sure", "first", "last", "artists", "platform", "metric", "subject",
    "before", "value", "after", "usual", "sentence", "key",
)  # fmt: skip


@app.command()
def main(
    root: Root = PROJECT,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Only findings that reach this day or a later one."
        ),
    ] = None,
    artist: OneArtist = None,
    kind: Annotated[
        list[Kind] | None, typer.Option(help="Only findings of this kind; may be repeated.")
    ] = None,
    format_: Printed = Format.table,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print corrections to accept instead of findings.")
    ] = False,
) -> None:
    """List what in the recorded numbers is worth a person's minute, worst first."""
    with Warehouse(root, in_memory=True) as warehouse:
        key = warehouse.roster.named(artist).key if artist is not None else None
        found = [
            f
            for f in audit(warehouse)
            if (since is None or f.last >= since.date())
            and (key is None or key in f.artists or any(p.artist == key for p in f.parts))
            and (not kind or f.kind in kind)
        ]
        for problem in (*warehouse.problems, warehouse.newest_fault()):
            if problem:
                say_error(problem)
        day = warehouse.latest_day
        nothing = f"Nothing to look at up to {day}." if day else "Nothing is measured yet."
        if not warehouse.roster.artists:
            nothing = NOBODY
    if suggest:
        say(proposals(found), end="")
    else:
        _print(found, format_, nothing)


def _print(found: list[Finding], format_: Format, nothing: str) -> None:
    if format_ is Format.json:
        records = [_record(f) | {"parts": _plain(f.parts)} for f in found]
        say_json(records)
    elif format_ is Format.csv:
        say_csv([COLUMNS, *([_cell(value) for value in _record(f).values()] for f in found)])
    elif not found:
        say_error(nothing)
    else:
        _table(found)


def _record(finding: Finding) -> dict[str, Any]:
    values = {name: _plain(getattr(finding, name)) for name in COLUMNS}
    return values | {"sure": round(finding.sure, 2)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(v) for name, v in asdict(value).items()}
    if isinstance(value, dict):
        return {name: _plain(v) for name, v in value.items()}
    return value


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value


def _table(found: list[Finding]) -> None:
    rows = [
        Row(
            (
                str(f.first) if f.last == f.first else f"{f.first}\n{f.last}",
                f.kind.value.replace("_", " "),
                f"{f.sure:.0%}",
                f.sentence,
            )
        )
        for f in found
    ]
    headings = ("Days", "Kind", "Sure", "Finding")
    show(console(), Table(headings, rows, right=("Sure",), folds="Finding"))


if __name__ == "__main__":
    entry(app)
