"""People's own cells beside the numbers: notes, release dates and the order of rows.

They stand in ``data/notes.csv``, which people may edit; the weekly report puts them into their
columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace

from backline.errors import DataError
from backline.names import guarded, unguarded
from backline.people.saved import records

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
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        last = len(self._by_row) + 1
        rows = sorted(self._by_row.values(), key=lambda n: (*n.row[:3], n.place or last, n.subject))
        for row in rows:
            words = {name: guarded(getattr(row, name)) for name in _WORDS}
            place = "" if row.place is None else row.place
            writer.writerow({**asdict(row), **words, "place": place})
        return out.getvalue()

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
            if place and not (place.isdecimal() and int(place)):
                raise DataError(f"{name} line {number}: the place {place!r} is no number from 1.")
            words = {word: unguarded(said[word]) for word in _WORDS}
            note = Note(**{**said, **words}, place=int(place) if place else None)
            if note.row in known:
                raise DataError(f"{name} line {number}: a second line for the same number.")
            known[note.row] = note
        return cls(known.values())
