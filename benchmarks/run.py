"""Measure Backline against plain alternatives and print the ratios.

``python benchmarks/run.py`` takes about a minute; ``--full`` measures the published sizes and takes
more than two hours. ``docs/benchmarks.md`` says what is measured and what is promised.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

from _run import console, entry, new_app  # noqa: E402

from benchmarks.made_up import YEARS, MadeUp  # noqa: E402
from benchmarks.made_up_files import write_root  # noqa: E402
from benchmarks.measuring import about, machine  # noqa: E402
from benchmarks.tables import Table, all_markdown, numbers, write_into  # noqa: E402

app = new_app("Measure Backline against plain alternatives and print the ratios.")


class Part(StrEnum):
    """What can be measured by itself."""

    COLLECT = "collect"
    GROWTH = "growth"
    BOT = "bot"
    ROOM = "room"
    MEMORY = "memory"
    LARGE = "large"
    AUDIENCE = "audience"
    CAMPAIGNS = "campaigns"
    PAGES = "pages"
    REFUSALS = "refusals"


PAGE = PROJECT / "docs" / "benchmarks.md"
OWN = (9, 239)
"""Artists and days of the label whose data of a reply is measured alone."""

YEAR = 365
"""Days of the smaller labels whose site is written."""

QUEUE_UP_TO = 200
"""With more artists asking one after the other takes most of an hour."""

LARGE = ((1000, YEARS, True), (20_000, 365, False))
"""Artists and days of the large labels of ``--full``, and whether with tracks and videos."""

ASKED = (20, 365)
"""Artists and days that Soundcharts is asked about."""

CHART_MONTHS = 36

PLACED = (10_000, 52)
"""Placements, and weekly scrapes of each."""

SERVED = ((8, YEARS), (200, YEARS))
"""Artists and days of the labels whose pages are asked for live."""

BUILT = ((8, YEAR), (8, YEARS), (1000, YEARS))
"""The same of those whose site is written."""

SCRAPED, SCRAPED_A_LITTLE = 52, 8
"""Weekly scrapes of each song of these labels' campaigns, published and otherwise."""

PUBLISHED = {
    "collect": "10,100,200,1000",
    "growth": "10,100,1000",
    "bot": "10,100,200,1000",
    "room": "200",
    "memory": "",
    "large": "",
    "audience": "200",
    "campaigns": "",
    "pages": "",
    "refusals": "",
}


def _sizes(text: str) -> str:
    try:
        numbers(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no list of numbers like 10,100") from None
    return text


Sizes = Annotated[str, typer.Option(callback=_sizes, help="Sizes of the label, e.g. 10,100.")]


@app.command()
def main(
    artists: Sizes = "10",
    days: Annotated[int, typer.Option(min=60, help="Days of history.")] = 120,
    latency: Annotated[float, typer.Option(min=0, help="Seconds of every answer.")] = 0.15,
    repeat: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 5,
    json_up_to: Annotated[int, typer.Option(help="Compare with JSON up to so many artists.")] = 100,
    only: Annotated[list[Part] | None, typer.Option(help="Only this; may be given again.")] = None,
    full: Annotated[bool, typer.Option("--full", help="The published sizes: hours.")] = False,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the tables here.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write docs/benchmarks.md.")] = False,
) -> None:
    """Measure collecting, growth and replies, each against what it is promised to be near to."""
    parts: dict[str, Callable[[str], Iterator[Table]]] = {
        "collect": lambda sizes: _collect(sizes, latency),
        "growth": lambda sizes: _growth(sizes, YEARS if full else days, repeat, json_up_to),
        "bot": lambda sizes: _bot(sizes, YEARS if full else days, 30 if full else repeat),
        "room": lambda sizes: _room(sizes, YEARS if full else days, full=full),
        "memory": lambda sizes: _memory(sizes, days, full=full),
        "large": lambda sizes: _large(
            LARGE if full else [(count, days, True) for count in numbers(sizes)], repeat
        ),
        "audience": lambda sizes: _audience(sizes, latency, full=full),
        "campaigns": lambda _: _campaigns(full=full),
        "pages": lambda sizes: _pages(sizes, days, repeat, full=full),
        "refusals": lambda _: _refusals(repeat, full=full),
    }
    found: dict[str, list[Table]] = {}
    for name, part in parts.items():
        if only and name not in only:
            continue
        found[name] = []
        for table in part(PUBLISHED[name] if full else artists):
            table.print(console())
            found[name].append(table)
    facts = machine()
    console().print(about(facts), highlight=False)
    if as_json is not None:
        tables = {
            name: [{"title": t.title, "columns": t.columns, "rows": t.rows} for t in of]
            for name, of in found.items()
        }
        as_json.write_text(json.dumps({"machine": facts, **tables}, indent=2, ensure_ascii=False))
    if write:
        for name, of in found.items():
            write_into(PAGE, name, f"{about(facts)}\n\n{all_markdown(of)}")


def _collect(sizes: str, latency: float) -> Iterator[Table]:
    from benchmarks.collecting import measure, of_sources, summary

    found = []
    for count in numbers(sizes):
        with console().status(f"collecting {count:,} artists"):
            found.append(measure(count, latency, queue=count <= QUEUE_UP_TO))
    yield summary(found)
    yield of_sources(next((one for one in reversed(found) if one.queue), found[-1]))


def _growth(sizes: str, days: int, repeat: int, json_up_to: int) -> Iterator[Table]:
    from benchmarks.growing_compared import compare, summary

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for count in numbers(sizes):
            as_json = count <= json_up_to
            with console().status(f"growth of {count:,} artists over {days:,} days"):
                label = MadeUp(count, days, whole=False)
                root = write_root(Path(folder) / str(count), label, as_json=as_json)
                found.append(compare(root, count, days, repeat, with_json=as_json))
    yield summary(found)


def _bot(sizes: str, days: int, repeat: int) -> Iterator[Table]:
    from benchmarks.answering_compared import data_alone, measure, replies

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for count in numbers(sizes):
            with console().status(f"replies for {count:,} artists over {days:,} days"):
                root = write_root(Path(folder) / str(count), MadeUp(count, days))
                found.append(measure(root, count, days, repeat))
        own = write_root(Path(folder) / "own", MadeUp(*OWN), as_json=True)
        with console().status("the data of a reply alone"):
            alone = data_alone(own, *OWN, repeat)
    yield replies(found)
    yield alone


def _room(sizes: str, days: int, *, full: bool) -> Iterator[Table]:
    from benchmarks.room import FULL, measure, summary

    room = FULL if full else (20, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        for count in numbers(sizes):
            with console().status(f"a full room for {count:,} artists over {days:,} days"):
                root = write_root(Path(folder) / str(count), MadeUp(count, days))
                found = measure(root, *room)
            yield summary(found, count, days)


def _memory(sizes: str, days: int, *, full: bool) -> Iterator[Table]:
    from benchmarks.measuring import in_child
    from benchmarks.memory import ARTISTS, DAYS, REPLIES, summary

    artists, days, count = (ARTISTS, DAYS, REPLIES) if full else (numbers(sizes)[0], days, 200)
    with console().status(f"{count:,} replies"), tempfile.TemporaryDirectory() as folder:
        root = write_root(Path(folder) / "label", MadeUp(artists, days))
        facts = in_child("benchmarks.memory:hold", root=root, count=count).facts
    yield summary(facts, artists, days)


def _large(labels: Iterable[tuple[int, int, bool]], repeat: int) -> Iterator[Table]:
    from benchmarks.large import measure, summary

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for count, days, whole in labels:
            with console().status(f"questions of {count:,} artists over {days:,} days"):
                label = MadeUp(count, days, whole=whole)
                root = write_root(Path(folder) / str(count), label)
                found.append(measure(root, count, days, repeat))
    yield from summary(found)


def _audience(sizes: str, latency: float, *, full: bool) -> Iterator[Table]:
    from benchmarks.audience import LATENCY, PLATFORMS, asking, breaking_down

    with console().status("asking Soundcharts"):
        yield asking(*ASKED, LATENCY) if full else asking(2, 40, latency, PLATFORMS[-2:])
    for count in numbers(sizes):
        with console().status(f"breaking down the charts of {count:,} artists"):
            yield breaking_down(count, CHART_MONTHS if full else 2)


def _campaigns(*, full: bool) -> Iterator[Table]:
    from benchmarks.campaigns import answering

    with console().status("campaigns"):
        yield answering(*(PLACED if full else (60, 8)))


def _pages(sizes: str, days: int, repeat: int, *, full: bool) -> Iterator[Table]:
    from benchmarks.pages import answers, ask, build_twice, sites, wire, write_label

    small = tuple((count, days) for count in numbers(sizes))
    served, built = (SERVED, BUILT) if full else (small, small)
    weeks, repeat = (SCRAPED, 15) if full else (SCRAPED_A_LITTLE, repeat)
    asked, written = [], []
    for label in sorted({*served, *built}):
        told = console().status("pages of {:,} artists over {:,} days".format(*label))
        with told, tempfile.TemporaryDirectory() as folder:
            root = write_label(Path(folder) / "label", *label, weeks)
            if label in served:
                asked.append(ask(root, *label, repeat))
            if label in built:
                written.append(build_twice(root, *label))
    yield wire(asked)
    yield answers(asked)
    yield sites(written)


def _refusals(repeat: int, *, full: bool) -> Iterator[Table]:
    from benchmarks.refusals import TRIES, measure, summary
    from sandbox.local_worker import why_not

    if why := why_not():
        console().print(f"Refusals are not measured. {why}", highlight=False)
        return
    tries = TRIES if full else repeat
    with console().status("refusals of the credential endpoint"):
        yield summary(measure(tries), measure(tries, in_steps=False))


if __name__ == "__main__":
    entry(app)
