"""Which measurement files DuckDB cannot read, or hold rows that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from backline.engines.engine import Engine, EngineError
from backline.measure import State
from backline.store.measurement_file import FORMAT_KEY, PARQUET_FORMAT

_FORMS = """
-- How many of $files have the format known here and say their columns, and in how many ways.
select count(*) filter (where decode(key) = $key and decode(value) = $version) as known,
       count(*) filter (where decode(key) = 'ARROW:schema') as described,
       count(distinct value) filter (where decode(key) = 'ARROW:schema') as ways
from parquet_kv_metadata($files)
"""

_NEVER_NULL = (
    "artist", "platform", "metric", "subject", "country", "state", "source", "detail",
)  # fmt: skip


def suspects(engine: Engine, paths: Sequence[Path], like: str, named: str) -> Iterable[Path]:
    """Those of some files that have to be looked at each; all of them where one cannot be read.

    Args:
        engine: a session that is for this alone, since a fault may end it.
        paths: the files, at least one.
        like: a query with the columns that each must have.
        named: the query for their rows, with the ``filename`` each is from.
    """
    try:
        if not (_are_of_one_form(engine, paths) and _has_columns(engine, paths[0], like)):
            return paths
        good = {Path(row["filename"]) for row in engine.rows(_good_files(named))}
    except EngineError:
        return paths
    return [path for path in paths if path not in good]


def fault(engine: Engine, path: Path, named: str) -> str | None:
    """What is wrong with the rows of one file, as the rest of a sentence.

    Args:
        engine: likewise.
        path: the file.
        named: likewise.
    """
    try:
        engine.table(engine.files([path]))  # also what no question asks for
        good = engine.rows(_good_files(named))
    except EngineError:
        return "is damaged inside"
    return None if good else "has a row that cannot be"


def _are_of_one_form(engine: Engine, paths: Sequence[Path]) -> bool:
    values = {
        "files": [str(path) for path in paths],
        "key": FORMAT_KEY.decode(),
        "version": str(PARQUET_FORMAT),
    }
    (looked,) = engine.rows(_FORMS, values)
    return tuple(looked.values()) == (len(paths), len(paths), 1)


def _has_columns(engine: Engine, path: Path, like: str) -> bool:
    """Whether a file has the columns of a measurement; without pyarrow, slow to import."""
    wanted, found = (
        {(row["column_name"], row["column_type"]) for row in engine.rows(f"describe {query}")}
        for query in (like, engine.files([path]))
    )
    return wanted <= found


def _good_files(named: str) -> str:
    """The query for those of some files that have rows, all of their day, with known states."""
    states = ", ".join(f"'{state}'" for state in State)
    # A sum over all columns is what a file's statistics cannot answer: it shows damage inside.
    read = " + ".join((*(f"strlen({name})" for name in _NEVER_NULL), "resolution"))
    day = "parse_filename(any_value(filename), true)"
    return (
        f"select filename from ({named}) group by filename "  # noqa: S608 (file names, quoted, and names of columns)
        f"having count({read}) = count(*) and sum(({read} + coalesce(value, 0))::hugeint) > -1e30 "
        f"and bool_and(state in ({states}) and (state = '{State.MEASURED}') = (value is not null)) "
        f"and min(date)::varchar = {day} and max(date)::varchar = {day}"
    )
