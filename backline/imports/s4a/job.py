"""Importing Spotify for Artists' exports of one artist into a root, as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.beginning import roster_to_add_to
from backline.imports.copies import said_of_copies
from backline.imports.days import Order
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.reading import Unplaced
from backline.imports.s4a.adopt import SOURCE, Adopted, Adoption
from backline.imports.s4a.exports import Export, Sort, read_export
from backline.imports.s4a.period import Period
from backline.names import same_name, shown
from backline.people import Artist, parse_roster
from backline.people.roster_edit import free_key, with_artist
from backline.store import Store


@dataclass(slots=True)
class S4aImport:
    """What an import did.

    Attributes:
        roster: what was done to the roster, one sentence each.
        unplaced_file: name below ``reports/`` of the list of what was not taken.
        notes: sentences about the files that are worth a look.
        broken_files: a sentence for each file that could not be read.
    """

    artist: Artist
    adopted: Adopted
    unplaced_file: str
    roster: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken_files: list[str] = field(default_factory=list)
    ended: Ended = field(default_factory=Ended)


def import_s4a(
    files: Sequence[Path],
    store: Store,
    name: str,
    *,
    song: str | None,
    period: Period | None,
    dates: Order | None = None,
    today: date | None = None,
) -> S4aImport:
    """Adopt exports of one artist: days, reports, and what was not taken.

    Args:
        files: exports of any sort and generation, in any order; where two disagree about a
            number, none is taken and both are listed.
        store: the root.
        name: key or name of an artist of the roster; where there is none, the name of the
            artist that a new one begins with.
        song: the title a song's timeline is of, where its file's name does not say it.
        period: what lists of songs are counted over; no file says it.
        dates: the order of the files' dates, where a person says it.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: the roster has no such artist, the period of a list is not given, or the
            order of a file's dates is not certain.
        DataError: no file could be read, one of the root is damaged, or another run is writing.
    """
    with store.writing():
        before = store.roster_text()
        text, done = _roster_with(store, name)
        roster = parse_roster(text)
        artist = roster.named(name)
        if not roster.policy_for(SOURCE, artist).store:
            raise ConfigError(f"The roster's policy for {SOURCE} does not let it be stored.")
        exports, broken = _read(files, today or datetime.now(UTC).date(), dates)
        for export in exports:
            _check_period(export, period)
        subjects = store.subjects()
        adoption = Adoption(artist.key, subjects, period, song)
        for export in exports:
            adoption.take(export)
        adopted = adoption.finish()
        made = S4aImport(artist, adopted, f"import_s4a_{artist.key}.csv", done, broken_files=broken)
        made.notes += said_of_copies(adopted.days.values())
        made.notes += [said for e in exports for said in (e.said, _doubt(e, artist)) if said]
        made.ended = finish(
            store,
            f"the import of exports of {shown(artist.name)}",
            roster,
            subjects,
            adopted.days.values(),
            NotTaken(made.unplaced_file, _not_taken(adopted)),
            roster_text=None if text == before else text,
            refused=broken,
        )
    return made


def _roster_with(store: Store, name: str) -> tuple[str, list[str]]:
    """The text of the root's roster, or of a new one with the artist, and what was done.

    An artist is never added to a roster there is: a name it does not know is mistyped.
    """
    text, done = roster_to_add_to(store)
    if not done:
        return text, []
    called = " ".join(name.split())
    key = free_key(parse_roster(text), called)
    text = with_artist(text, {"key": key, "name": called})
    return text, [*done, f"{shown(called)} was added to the roster as {key}."]


def _read(
    files: Sequence[Path], today: date, dates: Order | None
) -> tuple[list[Export], list[str]]:
    exports: list[Export] = []
    broken: list[str] = []
    for path in files:
        try:
            exports.append(read_export(path, today, dates))
        except DataError as error:
            broken.append(str(error))
    if not exports:
        raise DataError(broken[0] if broken else "No file was named.")
    return exports, broken


def _check_period(export: Export, period: Period | None) -> None:
    """Refuse a list of songs whose period nobody said, or said otherwise than its name."""
    if export.sort is not Sort.SONGS:
        return
    if period is None:
        raise ConfigError(
            f"{export.name} does not say what it is counted over: repeat with --from DATE --to "
            "DATE, or with --all-time --to DATE for the day it was exported."
        )
    if export.says_all_time and period.first is not None:
        raise ConfigError(
            f"{export.name} is named as an export of all time, but {period} was given: repeat "
            "with --all-time --to DATE, or rename the file if its name is wrong."
        )
    if export.says_days and export.says_days != period.days:
        given = f"{period} ({period.days} days)" if period.days else str(period)
        raise ConfigError(
            f"{export.name} is named as an export of {export.says_days} days, but {given} was "
            "given: repeat with the days it is counted over, or rename the file if its name is "
            "wrong."
        )


def _doubt(export: Export, artist: Artist) -> str:
    """A sentence where a file's name has another artist."""
    name = export.named_after
    if export.sort is Sort.SONG or not name or same_name(name) == same_name(artist.name):
        return ""
    return f"{export.name} is named after {shown(name, 60)}; its numbers went to {artist.name}."


def _not_taken(adopted: Adopted) -> list[Unplaced]:
    """What could not be read or placed, then what was left, counted."""
    left = sorted(adopted.left.items())
    return [
        *adopted.unplaced,
        *(Unplaced("", about, f"{count} numbers", why) for (about, why), count in left),
    ]
