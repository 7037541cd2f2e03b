"""What the files of a root say, and every write to its ``data/``; nothing else touches them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from backline.errors import ConfigError
from backline.people import Identities, Notes, Roster, load_roster
from backline.people.saved import read_text
from backline.store.day import Day, Words, bounded, merged, to_json
from backline.store.day_files import files_of, is_run
from backline.store.day_json import checksum, json_bytes, read_document, words_in
from backline.store.day_rows import day_bytes, rows_in, runs_in, runs_known
from backline.store.files import Change, only_writer
from backline.store.places import Places
from backline.store.runs import ReadRun, Run, called, laid_over, with_identities, with_subjects
from backline.store.subjects import Subjects

MOST_WITH_LISTS = 250
"""With more artists, and without each day's JSON, ``latest.json`` has not what the lists of tracks
and videos hold: in git that costs more than the artists' own numbers."""


class Store(Places):
    """The files of one root, read and written."""

    def roster(self) -> Roster:
        """The root's roster.

        Raises:
            ConfigError: it is missing or wrong.
        """
        return load_roster(self.roster_file)

    def roster_text(self) -> str | None:
        """The roster as people wrote it, to be changed; None where there is none.

        Raises:
            ConfigError: it is no text.
        """
        return read_text(self.roster_file, ConfigError) if self.roster_file.exists() else None

    def read_run(self, day: date, number: int) -> ReadRun | None:
        """What a run of a part of the roster left beside a day, or None where it left nothing.

        Raises:
            DataError: its file is damaged or from a newer version.
        """
        path = self.run_file(day, number)
        return runs_in([path], self.name)[0] if path.exists() else None

    def writing(self, wait: float = 0) -> contextlib.AbstractContextManager[None]:
        """Hold the root as its only writer; see :func:`backline.store.files.only_writer`."""
        return only_writer(self.root, wait)

    def change(self) -> Change:
        """A set of files to be written together; only inside :meth:`writing`."""
        return Change(self.root)

    def runs(self, files: Iterable[Path] | None = None) -> list[Run]:
        """What runs of a part of the roster left that is not taken in yet, the oldest day first.

        One that cannot be read is left out: whoever reads its day is told.

        Args:
            files: the measurement files in question; all that there are when None.
        """
        return runs_known(self.measurement_files() if files is None else files)

    def subjects(self, files: Iterable[Path] | None = None) -> Subjects:
        """The tracks and videos known so far, also to runs that are not taken in yet.

        Args:
            files: as for :meth:`runs`.

        Raises:
            DataError: the table cannot be read.
        """
        return self._subjects_of(self.runs(files))[0]

    def _subjects_of(self, runs: Iterable[Run]) -> tuple[Subjects, dict[str, str]]:
        """The subjects with what runs learnt, and the keys that are others than in the runs."""
        found, path = Subjects(), self.subjects_file
        if path.exists():
            found = Subjects.from_csv(self._own(path), self.name(path))
        return found, with_subjects(found, runs)

    def identities(self, files: Iterable[Path] | None = None) -> Identities:
        """Who answers on each platform, and since when, also as runs not taken in yet know it.

        Args:
            files: as for :meth:`runs`.

        Raises:
            DataError: the table cannot be read, or a line breaks a rule.
        """
        found, path = Identities(), self.identities_file
        if path.exists():
            found = Identities.from_csv(self._own(path), self.name(path))
        return with_identities(found, self.runs(files))

    def write_identities(self, change: Change, identities: Identities) -> None:
        """Stage who answers, where anybody is known.

        Raises:
            DataError: the disk is full.
        """
        if len(identities) or self.identities_file.exists():
            change.write(self.identities_file, identities.to_csv().encode())

    def notes(self) -> Notes:
        """People's own words beside the numbers.

        Raises:
            DataError: the table cannot be read.
        """
        if not self.notes_file.exists():
            return Notes()
        return Notes.from_csv(self._own(self.notes_file), self.name(self.notes_file))

    @staticmethod
    def _own(path: Path) -> str:
        return read_text(path, ours=True)

    def read_day(self, day: date, *, runs: bool = True) -> Day | None:
        """What a day's files say, or None where there are none.

        Args:
            day: the day.
            runs: with what runs of a part of the roster have beside it.

        Raises:
            DataError: a file is damaged, missing or from a newer version.
        """
        files = self.files_of(day)
        own = files_of(files).day
        found = Day(day, rows_in(own, self.name), self._words_of(day)) if own else None
        beside = runs_in(files, self.name) if runs else []
        if not beside:
            return found
        keys = self._subjects_of(beside)[1]
        found = found or Day(day)
        return Day(
            day, *laid_over(found.measurements, found.words, [called(r, keys) for r in beside])
        )

    def _words_of(self, day: date) -> dict[tuple[str, str], Words]:
        # A roster may keep only the newest day's JSON.
        for path in (self.day_file(day), self.latest_file):
            document = self.read_json(path)
            if document and (path != self.latest_file or document.get("date") == day.isoformat()):
                return words_in(document, self.name(path))
        return {}

    def read_json(self, path: Path) -> dict[str, Any] | None:
        """A day's JSON document, or None where there is none.

        Raises:
            DataError: it is empty, cut short, no JSON, or from a newer version.
        """
        return read_document(path, self.name(path))

    def save(
        self, change: Change, days: Iterable[Day], roster: Roster, subjects: Subjects
    ) -> list[Day]:
        """Stage days, each merged with what its date has, and return those that changed.

        ``latest.json`` follows the newest day. A file that would say the same stays untouched; runs
        beside a day stay until they are taken in.

        Raises:
            DataError: a file to be merged with is damaged, or the disk is full.
        """
        changed: list[Day] = []
        newest = self.newest_written()
        for day in map(bounded, sorted(days, key=lambda d: d.date)):
            old = self.read_day(day.date)
            whole = merged(old, day)
            newest = max(newest or day.date, day.date)
            if self._write_day(change, whole, old, roster, subjects, newest=day.date == newest):
                changed.append(whole)
        if len(subjects):
            change.write(self.subjects_file, subjects.to_csv().encode())
        return changed

    def rewrite(self, change: Change, day: Day, roster: Roster, subjects: Subjects) -> None:
        """Stage a day in place of what its date has, runs beside it included.

        Either ``day`` has what they measured, or it must not be kept any longer; what they learnt
        beside it is to be kept first, see :func:`backline.store.taking_in.keep_learnt`.

        Raises:
            DataError: the disk is full.
        """
        newest = max(self.newest_written() or day.date, day.date) == day.date
        self._write_day(change, day, None, roster, subjects, newest=newest)
        for path in self.files_of(day.date):
            if is_run(path):
                change.remove(path)

    def _write_day(
        self,
        change: Change,
        day: Day,
        old: Day | None,
        roster: Roster,
        subjects: Subjects,
        *,
        newest: bool,
    ) -> bool:
        """Stage the files of a day; whether any differs from what is there."""
        before = len(change.paths)
        names = {artist.key: artist.name for artist in roster.artists}
        kept = roster.settings.day_json or self.day_file(day.date).exists()
        lists = kept or len(names) <= MOST_WITH_LISTS
        told = to_json(day, names, subjects, lists=lists)
        document = json_bytes({**told, "checksum": checksum(told)})
        if old is None or old.measurements != day.measurements:
            self._write_rows(change, day)
        if kept:
            change.write(self.day_file(day.date), document)
        if newest:
            change.write(self.latest_file, document)
        return len(change.paths) > before

    def _write_rows(self, change: Change, day: Day) -> None:
        """Stage the rows of a day in as many files as they need, and remove those of before."""
        written = day_bytes(day)
        for name, content in written.items():
            change.write(self.measurement_folder(day.date) / name, content)
        for path in self.files_of(day.date):
            if path.name not in written and not is_run(path):
                change.remove(path)
