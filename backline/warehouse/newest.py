"""The small table of each series' newest values, beside the days it was made from.

``data/newest`` holds, for every series and source, its first day, its newest rows and one bit for
each measured day, up to a day about a week ago: those days are settled. An answer about now is
made of it and of the few days since, and never reads the years before.

It is a note of this machine and no record: the folder keeps itself out of git. It is made anew
from the days whenever it is missing, and believed only while every file it was made from is still
the very same, the corrections are the same, and its own bytes are those that were written.
Policies are applied when it is read, so that it serves readers with and without them.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.engines import Engine
from backline.store.day_files import day_of
from backline.store.files import put
from backline.warehouse.sql import sql

if TYPE_CHECKING:
    from backline.store import Store

FORMAT = 1
"""The form of the table; one of another form is not believed."""

YOUNG = 7
"""So many days before the newest one is the last settled day: younger ones are written again."""

MOST_SINCE = 31
"""With more days since the settled ones the table is made anew; a root that has no more days than
that is read whole."""

_NOTE = "made_from.json"
_UNREADABLE = (OSError, ValueError, RecursionError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Settled:
    """Which days the table ``settled`` tells.

    Attributes:
        until: the last of them; None where it is empty.
        first: the day of the first bit.
    """

    until: date | None = None
    first: date | None = None


class Newest:
    """The small table of a root."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        stamp: Iterable[Sequence[object]],
        rows_of: Callable[[Sequence[Path]], str],
    ) -> None:
        """Look at nothing yet.

        Args:
            engine: where ``settled`` is to be.
            store: the root's files.
            stamp: the state of the files before any was read: of each its name and what tells it.
            rows_of: gives the query for the corrected rows of some files, kept back or not.
        """
        self._engine = engine
        self._store = store
        self._stamp = {path: facts for path, *facts in stamp}
        self._rows_of = rows_of

    def settle(self, paths: Sequence[Path]) -> Settled:
        """Leave the table ``settled`` and the view ``settled_shown``.

        Args:
            paths: the files that can be read, oldest first.
        """
        found = self._believed(paths) or self._make(paths)
        self._engine.prepare(sql("newest_settled"))
        return found

    def vouched_for(self, paths: Sequence[Path]) -> Sequence[Path]:
        """The files that were whole when the table was made of them and are still the very same."""
        try:
            note = self._read_note()
            old = [path for path in paths if day_of(path) <= date.fromisoformat(note["until"])]
        except _UNREADABLE:
            return []
        same = note.get("format") == FORMAT and note.get("files") == self._digest_of(old)
        return old if same else []

    def forget(self) -> None:
        """Let nobody believe the table any longer."""
        with suppress(OSError):
            (self._store.newest / _NOTE).unlink(missing_ok=True)

    def fault(self, paths: Sequence[Path]) -> str | None:
        """Hold the table against the days themselves; where it differs, it is made anew.

        Returns:
            None where it tells what they tell, else a sentence.
        """
        believed = self._believed(paths)
        if believed is None or believed.until is None:
            return None
        self._engine.prepare("create or replace temp table believed as from settled")
        self._derive([path for path in paths if day_of(path) <= believed.until])
        (found,) = self._engine.rows(sql("newest_differing"))
        differing = found["series"]
        if not differing:
            return None
        self._make(paths)
        return (
            f"{self._name()} did not tell what the days tell ({differing:,} series); "
            "it was made anew."
        )

    def _believed(self, paths: Sequence[Path]) -> Settled | None:
        """Read the table, or None where it is missing or not to be believed."""
        if not self._engine.has_bits:
            return None
        try:
            note = self._read_note()
            until = date.fromisoformat(note["until"])
            file = self._store.newest / f"{note['bytes'][:16]}.parquet"
            written = file.read_bytes()
        except _UNREADABLE:
            return None
        old = [path for path in paths if day_of(path) <= until]
        if not old or len(set(map(day_of, paths[len(old) :]))) > MOST_SINCE:
            return None
        if note != self._note(old, written):
            return None
        self._engine.prepare(
            "create or replace temp table settled as "  # noqa: S608 (a file name, quoted)
            f"select * replace (measured::bit as measured) from ({self._engine.files([file])})"
        )
        return Settled(until, day_of(old[0]))

    def _make(self, paths: Sequence[Path]) -> Settled:
        """Derive the table from the days and keep it for the next reader."""
        if not self._engine.has_bits:  # it reads every day each time, and leaves others' table
            self._derive([])
            return Settled()
        until = day_of(paths[-1]) - timedelta(days=YOUNG) if paths else date.min
        old = [path for path in paths if day_of(path) <= until]
        if len(set(map(day_of, paths))) <= MOST_SINCE or not old:
            self._derive([])
            self._remove()
            return Settled()
        self._derive(old)
        # A root that cannot be written is answered all the same, only more slowly.
        with suppress(OSError):
            self._keep(old)
        return Settled(day_of(old[-1]), day_of(old[0]))

    def _derive(self, paths: Sequence[Path]) -> None:
        """Make ``settled`` from some days."""

        def look(only: Collection[date] | None) -> None:
            seen = [path for path in paths if only is None or day_of(path) in only]
            self._engine.view("recent", self._rows_of(seen))

        first, last = (day_of(paths[0]), day_of(paths[-1])) if paths else (date.min, date.min)
        self._engine.let(as_of=last, artist=None, with_bits=True, **bits(first, last))
        find_newest_rows(self._engine, look)
        self._engine.prepare("create or replace temp table settled as from newest_row")

    def _keep(self, old: Sequence[Path]) -> None:
        with tempfile.TemporaryDirectory(prefix="backline-") as folder:
            file = Path(folder) / "newest.parquet"
            self._engine.write(
                "select * replace (measured::blob as measured) from settled "
                "order by artist, platform, metric, subject, country, source",
                file,
            )
            written = file.read_bytes()
        note = self._note(old, written)
        put(self._store.newest / ".gitignore", b"*\n")
        put(self._store.newest / f"{note['bytes'][:16]}.parquet", written)
        put(self._store.newest / _NOTE, json.dumps(note, indent=2).encode())
        self._remove(but=note["bytes"][:16])

    def _remove(self, but: str = "") -> None:
        """Remove tables nobody is to believe; they may hold what must not be kept."""
        with suppress(OSError):
            for path in self._store.newest.glob("*.parquet"):
                if path.stem != but:
                    path.unlink()

    def _note(self, old: Sequence[Path], written: bytes) -> dict[str, Any]:
        """What must be the same for the table to be believed."""
        rows = self._engine.rows("from correction order by all")
        changes = [tuple(row.values()) for row in rows]
        return {
            "format": FORMAT,
            "until": day_of(old[-1]).isoformat(),
            "files": self._digest_of(old),
            "corrections": _digest(repr(changes).encode()),
            "bytes": _digest(written),
        }

    def _read_note(self) -> Any:
        return json.loads((self._store.newest / _NOTE).read_text(encoding="utf-8"))

    def _digest_of(self, old: Sequence[Path]) -> str:
        """What tells these files, as they are, from all others."""
        files = [(path.name, self._stamp.get(str(path))) for path in old]
        return _digest(repr((str(self._store.root.absolute()), files)).encode())

    def _name(self) -> str:
        return self._store.name(self._store.newest)


def find_newest_rows(engine: Engine, look: Callable[[Collection[date] | None], None]) -> None:
    """Leave ``newest_row`` in two steps: when the newest rows are, and then those alone.

    Args:
        engine: with the variables ``as_of``, ``artist``, ``with_bits`` and those of the bits.
        look: makes ``recent`` all days in question, or only those it is given.
    """
    look(None)
    engine.prepare(sql("newest_dates"))
    days = {row["date"] for row in engine.rows(sql("newest_days"))}
    look(days)
    engine.prepare(sql("newest_rows"))


def bits(first: date, last: date) -> dict[str, date | int]:
    """The variables of a question that keeps one bit a day; whole bytes, as files have them."""
    return {"bits_from": first, "last_bit": (last - first).days // 8 * 8 + 7}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
