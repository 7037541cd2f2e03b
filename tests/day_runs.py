"""Roots whose days lie in several files, made by hand for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from backline.measure import Measurement
from backline.store import Store
from backline.store.day import in_order
from backline.store.day_files import Place, cut
from backline.store.measurement_file import parquet_bytes, part_bytes
from backline.store.runs import Learnt, run_bytes


def write_run(
    root: Path, day: date, number: int, rows: Iterable[Measurement], learnt: Learnt | None = None
) -> Path:
    """Write what a run of a part of the roster would."""
    path = Store(root).measurement_folder(day) / Place(day, "run", number).name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(run_bytes(rows, learnt or Learnt()))
    return path


def split(
    root: Path, day: date, rows: Iterable[Measurement], most: int, run_of: Callable[[str], int]
) -> None:
    """Write a day's rows: those of artists that ``run_of`` gives no run (0) as the day itself."""
    layers: dict[int, list[Measurement]] = {}
    for m in rows:
        layers.setdefault(run_of(m.artist), []).append(m)
    own = in_order(layers.pop(0, []))
    folder = Store(root).measurement_folder(day)
    folder.mkdir(parents=True, exist_ok=True)
    parts = cut(own, most)
    if len(parts) > 1:
        for number, content in enumerate(part_bytes(parts), 1):
            (folder / Place(day, "part", number).name).write_bytes(content)
    elif own:
        (folder / Place(day).name).write_bytes(parquet_bytes(own))
    for number, some in layers.items():
        write_run(root, day, number, some)
