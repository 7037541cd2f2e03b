"""People's own cells beside the numbers: notes, release dates and the order of rows.

They stand in ``data/notes.csv``, which people may edit; the weekly report puts them into their
columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace

from backline.errors import DataError
from backline.names import shown, unguarded
from backline.people.tables import records
from backline.people.written import csv_text

RowKey = tuple[str, str, str, str]
"""Artist, platform, metric, subject: the row of a report."""


@dataclass(frozen=True, slots=True)
class Note:
    """What people wrote beside one row.

    Attributes:
        artist: roster key.
        subject: key of a track; empty for the artist's own number.
        place: the row's place among those of its kind, from 1; None where nobody said.
        release_date: as people wrote it.
    """

    artist: str
    platform: str
    metric: str
    subject: str = ""
    place: int | None = None
    release_date: str = ""
    note: str = ""

    @property
    def row(self) -> RowKey:
        """The row it stands beside."""
        return (self.artist, self.platform, self.metric, self.subject)


COLUMNS = tuple(f.name for f in fields(Note))
_WORDS = ("release_date", "note")
_PLACE = re.compile("0*[1-9][0-9]{0,8}")


class Notes:
    """Every note of a root."""

    def __init__(self, known: Iterable[Note] = ()) -> None:
        self._by_row = {note.row: note for note in known}

    def __len__(self) -> int:
        return len(self._by_row)

    def all(self) -> tuple[Note, ...]:
        """Every note, in the order of the file."""
        return tuple(self._by_row.values())

    def get(self, row: RowKey) -> Note | None:
        """What stands beside a row, or None."""
        return self._by_row.get(row)

    def learn(self, found: Note) -> list[str]:
        """Take what a sheet newly says; its blank cells change nothing.

        Returns:
            The words that others now stand in for.
        """
        known = self._by_row.get(found.row, Note(*found.row))
        news = {
            name: value
            for name in ("place", *_WORDS)
            if (value := getattr(found, name)) and value != getattr(known, name)
        }
        self._by_row[found.row] = replace(known, **news)
        return [str(old) for name in news if name in _WORDS and (old := getattr(known, name))]

    def to_csv(self) -> str:
        """The whole table, ordered by artist, platform, metric and place."""
        last = len(self._by_row) + 1
        rows = sorted(self._by_row.values(), key=lambda n: (*n.row[:3], n.place or last, n.subject))
        return csv_text([COLUMNS, *map(astuple, rows)], "notes.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "notes.csv") -> Notes:
        """Read the table back.

        Raises:
            DataError: the header is another one, a row has more or fewer fields, a place is no
                number, or two rows are about the same number.
        """
        known: dict[RowKey, Note] = {}
        for number, said in records(text, name, COLUMNS):
            place = said.pop("place").strip()
            if place and not _PLACE.fullmatch(place):
                raise DataError(
                    f"{name} line {number}: the place {shown(place, 40)!r} is no number from 1."
                )
            words = {column: unguarded(cell) for column, cell in said.items()}
            note = Note(**words, place=int(place) if place else None)
            if note.row in known:
                raise DataError(f"{name} line {number}: a second line for the same number.")
            known[note.row] = note
        return cls(known.values())
