"""The measurement files as an engine reads them: which are whole, and the query for their rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from backline.engines import Engine
from backline.names import first_line
from backline.store.day_files import by_day, day_of, files_of, is_run, known_place, parts_fault
from backline.store.measurement_file import (
    CHANGED,
    PART_KEY,
    ROWS_KEY,
    is_pointer,
    rows_fault,
    said_in,
    schema_fault,
    seal_holds,
)
from backline.store.runs import learnt_fault
from backline.warehouse.sql import sql


def content(engine: Engine, paths: Sequence[Path]) -> str:
    """The query for the rows of some files, or of none; of runs beside a day as one with it."""
    if not any(map(is_run, paths)):
        return engine.files(paths) if paths else sql("empty")
    alone: list[Path] = []
    layers: dict[int, list[Path]] = {}
    for files in by_day(paths).values():
        for path in files:
            some = layers.setdefault(known_place(path).number if is_run(path) else 0, [])
            (some if is_run(files[-1]) else alone).append(path)
    layered = " union all by name ".join(
        f"(select *, {number} as layer from ({engine.files(files)}))"  # noqa: S608 (a number)
        for number, files in sorted(layers.items())
        if files
    )
    over = f"with layered as ({layered}) {sql('laid_over')}"
    return f"({over}) union all by name ({engine.files(alone)})" if alone else over


def whole_days(
    paths: Sequence[Path],
    damaged: Mapping[Path, str],
    name: Callable[[Path], str],
    known: Collection[Path] = (),
) -> tuple[list[Path], list[str]]:
    """The files of the days that can be read whole, and a sentence for each that is left out.

    Args:
        paths: measurement files.
        damaged: what is wrong with some of them: the rest of a sentence.
        name: what people call each.
        known: files that belonged together when they were last looked at and are the same since.
    """
    read: list[Path] = []
    said: list[str] = []
    for day, files in by_day(paths).items():
        found = files_of(files)
        said += [
            f"{name(path)} is not read, since {name(found.day[0])} is the whole day; remove it."
            for path in found.beside
        ]
        faults = [f"{name(path)} {damaged[path]}" for path in files if path in damaged]
        if not faults and not all(path in known for path in files):
            faults = [f"{name(files[0].parent)}: {fault}" for fault in _apart(day, files)]
        said += [f"{fault}; the day is left out." for fault in faults]
        read += [] if faults else [*found.day, *found.runs]
    return read, said


def _apart(day: date, files: Sequence[Path]) -> list[str]:
    """Why the files of a day are not all of it, or say what is not known here."""
    found = files_of(files)
    parts = {}
    try:
        for path in found.day:
            if (place := known_place(path)).form:
                parts[place.number] = said_in(path, PART_KEY)
    except Exception as error:  # noqa: BLE001 (whatever a reader raises is a fault of the file)
        return [f"{path.name} cannot be read ({first_line(error)})"]
    fault = parts_fault(day, parts) if parts else None
    learnt = (f"{path.name} {why}" for path in found.runs if (why := learnt_fault(path)))
    return [*([fault] if fault else []), *learnt]


def faults(engine: Engine, paths: Sequence[Path], *, closely: bool = False) -> dict[Path, str]:
    """What is wrong with files, by file: the rest of a sentence.

    A file whose seal holds is what was written, and what is written is read back before. Of others,
    which are older or another tool's, every row is looked at.

    Args:
        engine: what is to read them.
        paths: the files.
        closely: whether each file without a seal is looked at alone, since one is known to be bad.
    """
    found: dict[Path, str] = {}
    unsealed = []
    for path in paths:
        try:
            holds = seal_holds(path.read_bytes())
        except OSError as error:
            found[path] = f"cannot be read ({error.strerror})"
            continue
        if holds is None:
            unsealed.append(path)
        elif not holds:
            found[path] = _fault(engine, path) or CHANGED
    suspects: Iterable[Path] = unsealed
    if unsealed and not closely:
        strange = set(engine.suspects(unsealed, sql("empty")))
        suspects = [path for path in unsealed if path in strange or _is_marked(path)]
    return found | {path: fault for path in suspects if (fault := _fault(engine, path))}


def _is_marked(path: Path) -> bool:
    """Whether a file carries the checksum of its rows, as one that another tool wrote anew does."""
    return ROWS_KEY.encode() in path.read_bytes()


def _fault(engine: Engine, path: Path) -> str | None:
    """What is wrong with one file, by both that read it."""
    import pyarrow.parquet as pq

    try:
        fault = schema_fault(pq.read_schema(path))
    except Exception:  # noqa: BLE001 (whatever a reader raises is a fault of the file)
        if is_pointer(path):
            return "is only a pointer of git LFS: get the file itself with git lfs pull"
        return "is cut short or is no Parquet file"
    if fault:
        return fault
    try:
        fault = rows_fault(pq.read_table(path, partitioning=None), day_of(path))
    except Exception:  # noqa: BLE001 (as above)
        return "is damaged inside"
    return fault or engine.fault(path)
