"""A small root out of a large one: some artists' newest days, as they were recorded."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from backline.engines import DuckDB
from backline.store import Store
from backline.store.day_files import by_day
from backline.store.measurement_file import measurement_schema, table_bytes
from backline.warehouse.files import content


def write_sample(store: Store, root: Path, artists: Collection[str], days: int) -> Path:
    """Write the newest days of some artists, with the roster and what people corrected.

    A day on which none of them has a row is left out, as a day without a file is.

    Args:
        store: the root they are taken from.
        root: the folder, which is there.
        artists: roster keys.
        days: so many days up to the newest one.

    Raises:
        EngineError: a file cannot be read.
    """
    sample = Store(root)
    for file in (store.roster_file, store.corrections_file, store.identities_file):
        if file.exists():
            copied = root / file.relative_to(store.root)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copied)
    files = by_day(store.measurement_files())
    first = max(files, default=date.min) - timedelta(days=days - 1) if files else date.min
    names = ", ".join(field.name for field in measurement_schema())
    with closing(DuckDB()) as engine:
        for day in sorted(day for day in files if day >= first):
            rows = engine.table(
                f"select {names} from ({content(engine, files[day])}) "  # noqa: S608 (names of columns, and our own files)
                "where artist in (select unnest($artists))",
                {"artists": list(artists)},
            )
            if rows.num_rows:
                file = sample.measurement_file(day)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(table_bytes(rows.cast(measurement_schema()), level=3))
    return root
