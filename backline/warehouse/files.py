"""The measurement files as an engine reads them: which are whole, and the query for their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from backline.engines import Engine
from backline.store.measurement_file import (
    CHANGED,
    ROWS_KEY,
    is_pointer,
    rows_fault,
    schema_fault,
    seal_holds,
)
from backline.warehouse.sql import sql


def content(engine: Engine, paths: Sequence[Path]) -> str:
    """The query for the rows of some files, or of none."""
    return engine.files(paths) if paths else sql("empty")


@lru_cache(1 << 14)
def day_of(path: Path) -> date:
    """The day a measurement file is of."""
    return date.fromisoformat(path.stem)


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
