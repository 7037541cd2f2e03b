"""Show how much artists did in a period, on which platforms, and with which songs."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from _asking import ask_first
from _run import PROJECT, Root, console, entry, new_app, say, say_error, say_json
from _shown import show_answer

from backline.analysis.audience import Answer, analyse, asked, document_of
from backline.analysis.audience.asked import Asked
from backline.analysis.audience.stored import charted_platforms
from backline.errors import ConfigError
from backline.exports.analysis_csv import csv_rows
from backline.people.written import csv_text
from backline.warehouse import Warehouse

app = new_app(__doc__ or "")

DAY = ["%Y-%m-%d"]


class Every(StrEnum):
    """By what a period is cut."""

    month = "month"


class Form(StrEnum):
    """How the answer is given."""

    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


@app.command()
def main(
    artist: Annotated[list[str], typer.Option(help="Names or keys; of charts alone, too.")],
    platform: Annotated[list[str], typer.Option(help="One or more platforms.")],
    from_: Annotated[datetime, typer.Option("--from", formats=DAY, help="The first day.")],
    to: Annotated[datetime, typer.Option(formats=DAY, help="The last day, which counts.")],
    root: Root = PROJECT,
    country: Annotated[str, typer.Option(help="Only there: IT, US. Worldwide if not said.")] = "",
    tracks: Annotated[bool, typer.Option("--tracks", help="Also with which songs.")] = False,
    all_tracks: Annotated[
        bool, typer.Option("--all-tracks", help="Every song, not only the first 20.")
    ] = False,
    cities: Annotated[
        bool, typer.Option("--cities", help="Also the largest cities, with their change.")
    ] = False,
    all_cities: Annotated[
        bool, typer.Option("--all-cities", help="Every city, not only the first 20.")
    ] = False,
    by: Annotated[Every | None, typer.Option(help="Also streams and songs by month.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Only these metrics.")] = None,
    format_: Annotated[Form, typer.Option("--format")] = Form.table,
    out: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Answer from what is stored; ask no platform.")
    ] = False,
) -> None:
    """Show how much artists did in a period, on which platforms, and with which songs."""
    today = datetime.now(UTC).date()
    first, last = from_.date(), to.date()
    if format_ is Form.csv and sum((tracks or all_tracks, cities or all_cities, bool(by))) > 1:
        raise ConfigError("A CSV is one table: ask for --tracks, --cities or --by month alone.")

    def question_of(warehouse: Warehouse) -> Asked:
        return asked(
            warehouse.roster,
            artist,
            platform,
            first,
            last,
            today=today,
            country=country,
            metrics=metric or (),
            charted=charted_platforms(warehouse, first, last) if first <= last else (),
        )

    if not offline:
        with Warehouse(root) as warehouse:
            question = question_of(warehouse)
        ask_first(root, question, tracks=tracks or all_tracks or by is Every.month)
    with Warehouse(root) as warehouse:
        question = question_of(warehouse)
        answer = analyse(
            warehouse,
            question,
            tracks=tracks or all_tracks,
            cities=cities or all_cities,
            by_month=by is Every.month,
        )
        for problem in warehouse.problems:
            say_error(problem)
    _give(answer, format_, out, all_tracks=all_tracks, all_cities=all_cities)
    if not answer.found:
        names = ", ".join(whom.name for whom in question.artists)
        where = country or "worldwide"
        say_error(f"Nothing is stored of {names} from {first} to {last} ({where}).")
        raise typer.Exit(1)


def _give(
    answer: Answer, form: Form, out: Path | None, *, all_tracks: bool, all_cities: bool
) -> None:
    """Print the answer, or write it to a file."""
    if form is Form.xlsx:
        _workbook(answer, out, all_tracks=all_tracks, all_cities=all_cities)
        return
    document = document_of(answer, all_tracks=all_tracks, all_cities=all_cities)
    if form is Form.json:
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    elif form is Form.csv:
        text = csv_text(csv_rows(document), "the analysis")
        for one in document["cities"]:
            if not one["cities"]:
                say_error(one["note"])
    else:
        text = _drawn(document) if out else ""
    if out is not None:
        out.write_text(text, encoding="utf-8")
        say(f"{out} has the analysis.")
    elif form is Form.json:
        say_json(document)
    elif form is Form.csv:
        say(text, end="")
    else:
        show_answer(console(), document)


def _workbook(answer: Answer, out: Path | None, *, all_tracks: bool, all_cities: bool) -> None:
    from backline.exports.analysis_workbook import analysis_workbook

    if out is None:
        raise ConfigError("A workbook needs a file: write --out NAME.xlsx.")
    out.write_bytes(analysis_workbook(answer, all_tracks=all_tracks, all_cities=all_cities))
    say(f"{out} has the analysis.")


def _drawn(document: dict[str, Any]) -> str:
    """The table as a text file has it."""
    drawn = io.StringIO()
    show_answer(console(drawn), document)
    return drawn.getvalue()


_SEVERAL = ("--artist", "--platform", "--metric")


def one_by_one(arguments: Sequence[str]) -> list[str]:
    """Arguments with ``--artist A B`` as ``--artist A --artist B``, as the options are read."""
    found: list[str] = []
    option, first = "", False
    for argument in arguments:
        if argument.startswith("--"):
            option, first = argument if argument in _SEVERAL else "", True
        elif option:
            found += [] if first else [option]
            first = False
        found.append(argument)
    return found


if __name__ == "__main__":
    sys.argv[1:] = one_by_one(sys.argv[1:])
    entry(app)
