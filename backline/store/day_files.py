"""The files a day's measurements are in: their names, which belong together, where one is cut.

A day is one file, ``DATE.parquet``. One of more than :data:`MOST_ROWS` rows is cut into
``DATE.part-1.parquet``, ``DATE.part-2.parquet`` and so on, sorted by artist. Beside either lie
``DATE.run-K.parquet``, what runs of a part of the roster measured, until they are taken in; see
:mod:`backline.store.runs`. What is read is a whole day or nothing of it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from backline.measure import Measurement

MOST_ROWS = 1_000_000
"""So many rows a file of a day has at most."""

DAY_FILE = r"(\d{4}-\d{2}-\d{2})(?:\.(part|run)-([1-9]\d{0,3}))?\.parquet"
"""A measurement file's name, as a pattern: the day, and for a part or run which and its number."""

_NAME = re.compile(DAY_FILE)


class Place(NamedTuple):
    """What a file is of a day; sorted, the day itself comes before the runs beside it.

    Attributes:
        form: empty for the one file of a day, else ``part`` or ``run``.
        number: from 1 on, of a part or a run; else 0.
    """

    day: date
    form: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.day}{f'.{self.form}-{self.number}' if self.form else ''}.parquet"


@lru_cache(1 << 14)
def place_of(name: str) -> Place | None:
    """What a file of that name is; None where it is none of a day of the calendar."""
    found = _NAME.fullmatch(name)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    return Place(day, found[2] or "", int(found[3] or 0)) if found and day else None


def known_place(path: Path) -> Place:
    """What a measurement file is.

    Raises:
        ValueError: it is none.
    """
    place = place_of(path.name)
    if place is None:
        raise ValueError(f"{path.name} is no measurement file")
    return place


def day_of(path: Path) -> date:
    """The day a measurement file is of."""
    return known_place(path).day


def is_run(path: Path) -> bool:
    """Whether a measurement file is what a run of a part of the roster measured."""
    return known_place(path).form == "run"


def listed(folders: Iterable[Path], day: date | None = None) -> list[os.DirEntry[str]]:
    """The measurement files of folders, or of one day in them, in the order of their places."""
    begins, found = str(day or ""), []
    for folder in folders:
        with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
            found += [e for e in entries if e.name.startswith(begins) and place_of(e.name)]
    return sorted(found, key=lambda entry: (place_of(entry.name), entry.path))


def by_day(paths: Iterable[Path]) -> dict[date, list[Path]]:
    """Measurement files by their day, the oldest first; those of a day in the order of places."""
    found: dict[date, list[Path]] = {}
    for path in sorted(paths, key=known_place):
        found.setdefault(day_of(path), []).append(path)
    return found


class Files(NamedTuple):
    """The files of a day.

    Attributes:
        day: the day itself, as one file or as all its parts; none where only runs are there.
        runs: beside it.
        beside: parts beside the one file, which a change that was cut short left; nobody reads
            them, and who writes the day takes them away.
    """

    day: list[Path]
    runs: list[Path]
    beside: list[Path]

    @property
    def all(self) -> list[Path]:
        """Every one of them."""
        return [*self.day, *self.beside, *self.runs]


def files_of(paths: Iterable[Path]) -> Files:
    """Which of a day's files is what."""
    forms: dict[str, list[Path]] = {"": [], "part": [], "run": []}
    for path in sorted(paths, key=known_place):
        forms[known_place(path).form].append(path)
    whole, parts, runs = forms.values()
    return Files(whole or parts, runs, parts if whole else [])


def cut(rows: Sequence[Measurement], most: int | None = None) -> list[Sequence[Measurement]]:
    """Rows in the order of files, cut into as many parts as a day needs.

    An artist's rows are in one part, unless they are more than one can have.

    Args:
        rows: of one day, sorted by artist.
        most: so many a part has at most; :data:`MOST_ROWS` when None.
    """
    most = MOST_ROWS if most is None else most
    if len(rows) <= most:
        return [rows]
    parts: list[Sequence[Measurement]] = []
    part: list[Measurement] = []
    for _, group in groupby(rows, attrgetter("artist")):
        own = list(group)
        if part and len(part) + len(own) > most:
            parts.append(part)
            part = []
        while len(own) > most:
            parts.append(own[:most])
            own = own[most:]
        part += own
    return [*parts, part] if part else parts


def parts_fault(day: date, said: Mapping[int, str | None]) -> str | None:
    """Why the parts of a day are no whole day: a sentence without its end; None where they are.

    Args:
        day: theirs.
        said: by its number, what each part that is there says of itself; see :func:`part_label`.
    """
    told = {number: _LABEL.fullmatch(label or "") for number, label in said.items()}
    for number, found in told.items():
        name = Place(day, "part", number).name
        if found is None:
            return f"{name} does not say which part of its day it is"
        if int(found[1]) != number:
            return f"{name} says of itself that it is part {found[1]}"
    labels = {(int(found[2]), found[3]) for found in told.values() if found}
    if len(labels) > 1:
        return f"The parts of {day} were not written together"
    ((count, _),) = labels
    missing = [number for number in range(1, count + 1) if number not in told]
    if missing:
        return f"{Place(day, 'part', missing[0]).name} is missing, of {count} parts"
    beyond = [number for number in told if number > count]
    return f"{Place(day, 'part', beyond[0]).name} is beyond the {count} parts" if beyond else None


def part_label(number: int, count: int, print_of_day: str) -> str:
    """What a part says of itself, so that only parts written together make a day."""
    return f"{number}/{count}:{print_of_day}"


_LABEL = re.compile(r"(\d+)/(\d+):([0-9a-f]+)")
