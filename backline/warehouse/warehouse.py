"""An engine over the measurement files of a root: the one way numbers are read.

Questions are ``.sql`` files in ``warehouse/sql``; the rooms in ``analysis`` put them. A file that
is damaged or from a newer version is left out and named in ``problems``, so that one bad day
never costs an answer and never passes unsaid.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from backline.engines import Engine, EngineError
from backline.errors import DataError
from backline.people import Identities, Roster
from backline.people.corrections import load_corrections
from backline.store import Store, Subjects
from backline.store.charts import CHARTS
from backline.store.cities import CITIES
from backline.store.day_files import by_day, day_of
from backline.store.months import Entry, MonthTable
from backline.warehouse.asking import Asking
from backline.warehouse.copies import Copies, opened
from backline.warehouse.corrected import fill_corrections
from backline.warehouse.entries import entries_of
from backline.warehouse.files import content, faults, whole_days
from backline.warehouse.held import TEXTS, newest_that_fit
from backline.warehouse.months import Months
from backline.warehouse.newest import Newest, Settled, bits, find_newest_rows
from backline.warehouse.remembering import Remembering
from backline.warehouse.rows import Looked, Rows
from backline.warehouse.sql import sql
from backline.warehouse.tables import fill, fill_tables, kept_back

_NEWEST = 7
"""So many of the newest days are looked into for the newest measured one, before all are."""

_DAY = timedelta(days=1)


class Warehouse(Asking, Remembering):
    """The measurements of one root, ready to be asked.

    Attributes:
        roster: the artists, as the root's ``roster.toml`` has them.
        identities: who answers for them on each platform, and since when.
        in_memory: whether the newest numbers are held in memory, for many questions.
        problems: a sentence for each file that was left out.
        first_day: the oldest day there is a file of, or None.
        latest_day: the newest day on which anything was measured, or None.
    """

    def __init__(
        self,
        root: Path,
        *,
        in_memory: bool = False,
        published: bool = False,
        threads: int | None = None,
        memory: str | None = None,
        engine: Engine | None = None,
    ) -> None:
        """Open the files of a root.

        Args:
            root: the folder with ``roster.toml`` and ``data/``.
            in_memory: read the newest days once into a table, for a process that answers many
                questions; see :mod:`backline.warehouse.held`.
            published: leave out numbers that the roster's policies do not let be shown.
            threads: how many processors an answer may use; all where None.
            memory: how much an answer may take, e.g. ``1GB``, where the roster does not say.
            engine: what is to answer, to be closed with this; what the settings say where None.

        Raises:
            ConfigError: the roster or the corrections are missing or wrong, or the engine or the
                address that the settings name is not there.
            DataError: ``data/identities.csv`` is wrong.
        """
        self._store = Store(root)
        self.roster: Roster = self._store.roster()
        stamp = self._store.stamp()
        self._every = self._store.measurement_files()
        self.identities: Identities = self._store.identities(self._every)
        self._copies: Copies | None = None
        if engine is None:
            settings = self.roster.settings
            engine, self._copies = opened(self._store, settings, memory, threads)
        Asking.__init__(self, engine)
        self._stamp = self._copies.stamped(stamp) if self._copies else stamp
        self.problems: tuple[str, ...] = ()
        Remembering.__init__(self, in_memory=in_memory)
        self._looked = Looked()
        data = self._store.data
        self._charts = Months(self._engine, data, CHARTS, "charted", "no_charts")
        self._cities = Months(self._engine, data, CITIES, "housed", "no_cities")
        if self._copies:
            self.problems += self._months_apart(self._copies)
        self._settled: Settled | None = None
        self._corrections = load_corrections(self._store.corrections_file, self.roster)
        self._kept_back = frozenset(kept_back(self.roster)) if published else frozenset()
        hides = fill_tables(self._engine, self.roster, self.identities, published=published)
        self._rows = Rows(self._engine, self._readable(self._every), hides=hides)
        self.as_one(self._create)
        self.first_day = day_of(self._paths[0]) if self._paths else None
        self.latest_day = self._latest_day()

    @property
    def _paths(self) -> list[Path]:
        return self._rows.paths

    @property
    def days(self) -> list[date]:
        """The days there are files of that can be read, the oldest first."""
        return list(by_day(self._paths))

    @property
    def unreadable(self) -> tuple[date, ...]:
        """The days whose files are there and cannot be read, the oldest first."""
        read = set(map(day_of, self._paths))
        return tuple(day for day in by_day(self._every) if day not in read)

    def subjects(self) -> Subjects:
        """The tracks and videos that are known, read once.

        Raises:
            DataError: the table cannot be read.
        """
        return self.remember("subjects", lambda: self._store.subjects(self._every), always=True)

    def entries(
        self, table: MonthTable[Entry, Any], artists: Collection[str], first: date, last: date
    ) -> list[Entry]:
        """The lines of some artists in a table beside the measurements, from one day to another.

        A month that cannot be read is left out and becomes a problem.
        """
        found, problems = entries_of(self._store.data, table, artists, first, last, self._kept_back)
        self.problems += tuple(text for text in problems if text not in self.problems)
        return found

    def look_at(
        self, first: date = date.min, last: date = date.max, only: Collection[date] | None = None
    ) -> None:
        """Make ``recent`` the measurements of these days; files of other days are not opened.

        Args:
            first: the first day.
            last: the last day.
            only: of these the days that count; all when None.
        """
        self._looked = Looked(first, last, only)
        self.as_one(self._look)

    def look_at_charts(self, first: date, last: date) -> bool:
        """Make ``charted`` the charts of these days' months; files of other months stay closed.

        Returns:
            Whether there are any.
        """
        return self.as_one(lambda: self._charts.look_at(first, last))

    def look_at_cities(self, first: date, last: date) -> bool:
        """Make ``housed`` the cities of these days' months; files of other months stay closed.

        Returns:
            Whether there are any.
        """
        return self.as_one(lambda: self._cities.look_at(first, last))

    def settle(self) -> date | None:
        """Have the table ``settled``, which tells the days up to the one returned, without them.

        None where a root has too few days for that, so that ``settled`` is empty. See
        :mod:`backline.warehouse.newest`.
        """
        return self.as_one(self._settle).until

    def find_newest(self, as_of: date, artist: str | None = None) -> None:
        """Leave ``newest_row``, the newest rows of every series and source up to a day.

        Where the variable ``with_settled`` is set, it has those since the settled days alone.
        """
        self.as_one(lambda: self._find_newest(as_of, artist))

    def newest_fault(self) -> str | None:
        """What is wrong with the small table of newest values, held against the days themselves.

        Returns:
            None where it tells what they tell, or there is none; else a sentence.
        """
        return self.as_one(lambda: self._newest().fault(self._paths))

    def _create(self) -> None:
        """Put the measurement files behind ``measurement``, the newest ones as a table."""
        engine = self._engine
        self._settled = None
        self._rows = rows = Rows(engine, self._paths, hides=self._rows.hides)
        engine.view("recorded", content(engine, self._paths))
        fill(engine, "unreadable", [(day,) for day in self.unreadable])

        def recorded(first: date, last: date) -> str:
            some = [path for path in self._paths if first <= day_of(path) <= last]
            return content(engine, some)

        stale = fill_corrections(engine, self._corrections, recorded)
        self.problems += tuple(sentence for sentence in stale if sentence not in self.problems)
        rows.corrected = bool(engine.rows("from correction limit 1"))
        if self.in_memory and (newest := newest_that_fit(engine, self._paths)):
            engine.hold("held", rows.of(newest), TEXTS)
            rows.held_from = day_of(newest[0])
        engine.view("measurement", rows.of_days(Looked()))
        engine.view("recent", rows.of([]))
        engine.prepare(sql("views"))

    def _look(self) -> None:
        self._engine.view("recent", self._rows.of_days(self._looked))

    def _newest(self) -> Newest:
        def rows_of(paths: Sequence[Path]) -> str:
            return self._rows.of(paths, everything=True)

        return Newest(self._engine, self._store, self._stamp, rows_of)

    def _settle(self) -> Settled:
        if self._settled is None:
            kept = {n: v for n, v in self._variables.items() if n != "settled_from"}
            self._settled = self._newest().settle(self._paths)
            self.let(**kept, settled_from=self._settled.first)
            self._look()
        return self._settled

    def _find_newest(self, as_of: date, artist: str | None) -> None:
        until = self._settle().until
        first = until + _DAY if until and until <= as_of else date.min
        self.let(as_of=as_of, artist=artist, with_settled=first != date.min)
        self.let(with_bits=False, **bits(as_of, as_of))
        find_newest_rows(self._engine, lambda only: self.look_at(first, as_of, only))

    def _leave_out_damaged(self) -> bool:
        """Leave out every file whose content cannot be read; whether there was any.

        A file of a month of charts or cities is no day's: the others' rows stay as they are.
        """
        months = (*self._charts.leave_out_damaged(), *self._cities.leave_out_damaged())
        apart: dict[Path, str] = {}
        if self._copies and (copies := self._copies.looked_at_closely()):
            months += self._months_apart(copies)
            apart = copies.faults(self._paths)
        self.problems += months
        here = [path for path in self._paths if path not in apart]
        found = apart | faults(self._engine, here, closely=True)
        if not found:
            return bool(months)
        self._newest().forget()  # it vouched for them
        self._rows.paths, said = whole_days(self._paths, found, self._store.name)
        self.problems += tuple(said)
        try:
            self._create()
            self._look()
        except EngineError:  # some faults end the connection
            raise DataError(f"{' '.join(said)} Run it again, so that it is without that.") from None
        return True

    def _readable(self, paths: list[Path]) -> list[Path]:
        """The files of the days that are whole and of a known form; the others become problems.

        What the small table of newest values was made of has been looked at before.
        """
        apart = self._copies.faults(paths) if self._copies else {}
        known = set(self._newest().vouched_for(paths))
        new = [path for path in paths if path not in known and path not in apart]
        found = apart | faults(self._engine, new)
        read, said = whole_days(paths, found, self._store.name, known)
        self.problems += tuple(said)
        return read

    def _months_apart(self, copies: Copies) -> tuple[str, ...]:
        beside = (self._charts, self._cities)
        return tuple(said for one in beside for said in one.leave_out_apart(copies.faults))

    def _latest_day(self) -> date | None:
        """The newest measured day; nearly always one of the newest days has it.

        It is the roster's artists' and the label's: songs of others may be known of later days.
        """
        whose = "of_label" if self.roster.artists else "of_anybody"
        row: dict[str, date | None] = {}
        newest = list(by_day(self._paths).values())[-_NEWEST:]
        for paths in ([path for files in newest for path in files], self._paths):
            if not paths:
                return None
            self.look_at(day_of(paths[0]), day_of(paths[-1]))
            (row,) = self.ask("newest_measured", last=day_of(paths[-1]))
            if row[whose] is not None:
                return row[whose]
        return row["of_anybody"]
