"""The rows of a day read from its files, however many those are, and made into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from backline.errors import DataError, RootError
from backline.measure import Measurement
from backline.store.day import Day
from backline.store.day_files import Place, cut, day_of, is_run, known_place, parts_fault
from backline.store.measurement_file import PART_KEY, parquet_bytes, part_bytes, rows_of, said_in
from backline.store.runs import ReadRun, Run, learnt_fault, run_learnt, run_of


def rows_in(files: Sequence[Path], name: Callable[[Path], str]) -> list[Measurement]:
    """The rows of one day.

    Args:
        files: the one it is, or all parts of it that there are.
        name: what people call each.

    Raises:
        DataError: one is damaged, from a newer version or missing.
    """
    said: dict[int, str | None] = {}
    rows: list[Measurement] = []
    for path in files:
        content = _content(path, name)
        rows += _rows(path, content, name)
        if (place := known_place(path)).form:
            said[place.number] = said_in(content, PART_KEY)
    if said and (fault := parts_fault(day_of(files[0]), said)):
        raise RootError(f"{fault}; restore them with: git checkout -- {name(files[0].parent)}.")
    return rows


def runs_in(files: Iterable[Path], name: Callable[[Path], str]) -> list[ReadRun]:
    """The runs among measurement files, sorted by day and number.

    Raises:
        DataError: one is damaged, or from a newer version.
    """
    found = []
    for path in sorted(filter(is_run, files), key=known_place):
        place, content = known_place(path), _content(path, name)
        try:
            found.append(run_of(path, content, place.day, place.number))
        except DataError as error:
            raise RootError(f"{name(path)} {error}.") from None
    return found


def runs_known(files: Iterable[Path]) -> list[Run]:
    """The same without their rows, which are most of them, and without those that are damaged."""
    found = []
    for path in sorted(filter(is_run, files), key=known_place):
        if learnt_fault(path) is None:
            place = known_place(path)
            found.append(Run(path, place.day, place.number, run_learnt(path)))
    return found


def _content(path: Path, name: Callable[[Path], str]) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RootError(f"{name(path)} cannot be read ({error.strerror}).") from None


def _rows(path: Path, content: bytes, name: Callable[[Path], str]) -> list[Measurement]:
    try:
        return rows_of(content, day_of(path))
    except DataError as error:
        raise RootError(f"{name(path)} {error}.") from None


def day_bytes(day: Day) -> dict[str, bytes]:
    """The files of a day, by name; none where it has no rows, since a file without is damaged."""
    if not day.measurements:
        return {}
    parts = cut(day.measurements)
    if len(parts) == 1:
        return {Place(day.date).name: parquet_bytes(day.measurements)}
    written = enumerate(part_bytes(parts), 1)
    return {Place(day.date, "part", number).name: content for number, content in written}
