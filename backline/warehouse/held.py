"""The newest days held in memory, for a process that answers many questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backline.engines import Engine
from backline.store.day_files import by_day

MOST_ROWS = 5_000_000
"""So many rows are held, of the newest days: about 250 MB, three years of 240 artists or seven
months of 1,000. What lies before them is read from the files when somebody asks for it."""

TEXTS = ("artist", "platform", "metric", "subject", "country", "state", "source", "detail")
"""The columns of a measurement that hold a few texts again and again."""


def newest_that_fit(engine: Engine, paths: Sequence[Path]) -> list[Path]:
    """The files of the newest days, as many as have no more than :data:`MOST_ROWS` rows in all."""
    if not paths:
        return []
    rows_in = dict(zip(paths, engine.rows_in(paths), strict=True))
    rows, first = 0, len(paths)
    for files in reversed(by_day(paths).values()):
        rows += sum(rows_in[path] for path in files)
        if rows > MOST_ROWS:
            break
        first -= len(files)
    return list(paths[first:])
