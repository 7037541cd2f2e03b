"""How large the repository gets: days written and committed as the daily job does, then packed.

``python benchmarks/size.py --artists 8,100,1000 --days 90,180`` takes hours at 1,000 artists and is
therefore no part of any automatic check. The size after three years is an extrapolation.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.status import Status

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

from _run import console, entry, new_app  # noqa: E402

from backline.exports import write_reports  # noqa: E402
from backline.store import Store  # noqa: E402
from benchmarks.made_up import YEARS, MadeUp  # noqa: E402
from benchmarks.made_up_files import Catalogue, write_roster  # noqa: E402
from benchmarks.measuring import about, machine  # noqa: E402
from benchmarks.tables import Table, all_markdown, bytes_in_words, numbers, write_into  # noqa: E402

app = new_app(__doc__ or "")

PAGE = PROJECT / "docs" / "size.md"

_SERIES = "reports/series"


@dataclass(slots=True)
class Sample:
    """The repository after so many days.

    Attributes:
        packed: bytes of the packs after ``git gc``.
        loose: bytes a day took, on average, before it was packed.
        paths: packed bytes by what they belong to.
        checkout: bytes of the files that are checked out.
    """

    days: int
    packed: int
    loose: int
    checkout: int
    paths: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Growing:
    """The samples of one label.

    Attributes:
        seconds: what the daily writing (files and reports, without git) took on the last day.
    """

    artists: int
    day_json: bool
    samples: list[Sample]
    seconds: float

    @property
    def a_day(self) -> float:
        """Packed bytes a day adds, between the last two samples."""
        before, last = self.samples[-2:]
        return (last.packed - before.packed) / (last.days - before.days)

    @property
    def three_years(self) -> float:
        """The extrapolation to three years, in bytes."""
        last = self.samples[-1]
        return last.packed + self.a_day * (YEARS - last.days)


def git(root: Path, *arguments: str, given: str = "") -> str:
    """What git says, with a person of its own and without the machine's settings."""
    fixed = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.invalid"]
    fixed += ["-c", "gc.auto=0", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"]
    done = subprocess.run(  # noqa: S603 (fixed arguments)
        ["git", "-C", str(root), *fixed, *arguments],  # noqa: S607 (the git of the machine)
        input=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def measure(
    artists: int, days: list[int], *, day_json: bool, gc_every: int, tell: Callable[[int], None]
) -> Growing:
    """Write and commit days of a made-up label, and weigh the repository at each of ``days``."""
    label = MadeUp(artists, max(days))
    words = Catalogue(label)
    samples: list[Sample] = []
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "--quiet")
        store = Store(root)
        write_roster(store, label, day_json=day_json)
        roster = store.roster()
        packed_at = 0
        for number, (day, table) in enumerate(label.tables(), 1):
            whole = words.day(day, table)
            before = time.perf_counter()
            with store.writing():
                with store.change() as change:
                    store.save(change, [whole], roster, words.subjects)
                write_reports(store)
            seconds = time.perf_counter() - before
            git(root, "add", "--all", "roster.toml", "data", "reports")
            git(root, "commit", "--quiet", "--message", f"Data of {day}")
            tell(number)
            if number in days or number - packed_at >= gc_every:
                loose = _counted(root, "size") // (number - packed_at)
                git(root, "gc", "--quiet")
                packed_at = number
                if number in days:
                    samples.append(_sample(root, number, loose))
    return Growing(artists, day_json, samples, seconds)


def _counted(root: Path, what: str) -> int:
    """Bytes of loose objects (``size``) or of packs (``size-pack``)."""
    lines = dict(line.split(": ") for line in git(root, "count-objects", "-v").splitlines())
    return int(lines[what]) * 1024


def _sample(root: Path, days: int, loose: int) -> Sample:
    checkout = sum(
        path.stat().st_size
        for folder in ("data", "reports")
        for path in (root / folder).rglob("*")
        if path.is_file()
    )
    return Sample(days, _counted(root, "size-pack"), loose, checkout, _by_path(root))


def _by_path(root: Path) -> dict[str, int]:
    """Packed bytes by folder of daily files, or by file where it is rewritten every day."""
    listed = git(root, "rev-list", "--objects", "--all")
    form = "--batch-check=%(objecttype) %(objectsize:disk) %(rest)"
    sizes: dict[str, int] = defaultdict(int)
    for line in git(root, "cat-file", form, given=listed).splitlines():
        kind, size, path = (*line.split(" ", 2), "")[:3]
        sizes[_place(path) if kind == "blob" else "commits and folders"] += int(size)
    return dict(sizes)


def _place(path: str) -> str:
    for folder in ("data/measurements", "data/historical", "data/popularity_scores", _SERIES):
        if path.startswith(folder + "/"):
            return folder
    return path


def tables(found: list[Growing]) -> list[Table]:
    """What was measured, and loudly that three years are an extrapolation."""
    whole = Table(
        "The packed repository",
        ("artists", "day's JSON", "days", "packed", "a day before gc", "checked out",
         "a day lately", "three years, EXTRAPOLATED"),
        note=(
            "Three years were not measured: they are the last sample plus what a day added between "
            "the last two samples, for every day that is missing to 1,096."
        ),
    )  # fmt: skip
    for one in found:
        for sample in one.samples:
            last = sample is one.samples[-1] and len(one.samples) > 1
            rates = (one.a_day, one.three_years) if last else ()
            sizes = (sample.packed, sample.loose, sample.checkout, *rates)
            cells = [f"{one.artists:,}", "yes" if one.day_json else "no", f"{sample.days:,}"]
            cells += [bytes_in_words(size) for size in sizes]
            whole.rows.append((*cells, *[""] * (len(whole.columns) - len(cells))))
    return [whole, *(_paths(one) for one in found)]


def _paths(one: Growing) -> Table:
    """What the bytes of the last sample belong to."""
    last = one.samples[-1]
    before = one.samples[-2] if len(one.samples) > 1 else Sample(0, 0, 0, 0)
    kind = "with" if one.day_json else "without"
    table = Table(
        f"{one.artists:,} artists {kind} the day's JSON, packed after {last.days:,} days",
        ("what", "packed", "share", "a day lately"),
        note=f"Writing the last day's files took {one.seconds:.1f} s, without git.",
    )
    every = sum(last.paths.values())
    for path, size in sorted(last.paths.items(), key=lambda pair: -pair[1]):
        lately = (size - before.paths.get(path, 0)) / (last.days - before.days)
        cells = (bytes_in_words(size), f"{size / every:.1%}", bytes_in_words(max(0.0, lately)))
        table.rows.append((f"`{path}`" if "/" in path else path, *cells))
    return table


def _list(text: str) -> str:
    try:
        numbers(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no list of numbers like 8,100") from None
    return text


@app.command()
def main(
    artists: Annotated[str, typer.Option(callback=_list, help="Sizes of the label.")] = "8",
    days: Annotated[str, typer.Option(callback=_list, help="When to weigh it.")] = "10,20",
    day_json: Annotated[bool, typer.Option(help="Keep each day also as JSON.")] = True,
    gc_every: Annotated[int, typer.Option(min=1, help="Days from one git gc to the next.")] = 30,
    write: Annotated[str, typer.Option(help="Write the tables to this place of the page.")] = "",
) -> None:
    """Write and commit made-up days as the daily job does, and weigh the packed repository."""
    found = []
    for count in numbers(artists):
        with console().status("beginning") as status:

            def tell(day: int, count: int = count, status: Status = status) -> None:
                status.update(f"{count:,} artists, day {day:,}")

            wanted = numbers(days)
            found.append(measure(count, wanted, day_json=day_json, gc_every=gc_every, tell=tell))
    for table in tables(found):
        table.print(console())
    if write:
        write_into(PAGE, write, f"{about(machine())}\n\n{all_markdown(tables(found))}")


if __name__ == "__main__":
    entry(app)
