"""Adopting an agency's weekly sheet: its columns become days, each cell a number or a gap.

:mod:`tracking_sheet_file` reads, :mod:`tracking_sheet_columns` dates the columns; this room decides
what each cell is. A blank cell of a dated column is a gap, so that a snapshot counts its blanks,
unless it is older than anything its row has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from backline.imports.days import why_not
from backline.imports.reading import Unplaced
from backline.imports.tracking_sheet.columns import Columns, first_with_number
from backline.imports.tracking_sheet.dates import is_date
from backline.imports.tracking_sheet.file import Block, Line, cell_name
from backline.imports.tracking_sheet.labels import (
    DETAILS,
    TRACKS,
    Series,
    is_blank,
    label_of,
    like_a_label,
    plain_title,
    squeezed,
    whole_number,
)
from backline.measure import Measurement, State, implausible, youtube_subscriber_step
from backline.names import same_name, shown
from backline.people import Note, Notes
from backline.store import Day, Subject, Subjects

SOURCE = "tracking_sheet"


@dataclass(slots=True)
class Adopted:
    """What became of a sheet.

    Attributes:
        counts: by (series in words, state) the cells that got it.
        unplaced: what was not taken, each with its cell.
        said: what to know about what was taken, one sentence each.
    """

    days: dict[date, Day] = field(default_factory=dict)
    counts: Counter[tuple[str, State]] = field(default_factory=Counter)
    unplaced: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Adoption:
    """Judges the blocks of a sheet, one after the other."""

    def __init__(self, subjects: Subjects, notes: Notes) -> None:
        """Begin.

        Args:
            subjects: learns the sheet's tracks.
            notes: learns people's own cells and the order of the tracks.
        """
        self._subjects = subjects
        self._notes = notes
        self.result = Adopted()

    def block(self, block: Block, artist: str, columns: Columns) -> None:
        """Take the rows of one artist, who has the roster key ``artist``."""
        self.result.unplaced += columns.unplaced
        self.result.said += columns.said
        self._list_computed(block)
        meant = [(line, found) for line in block.lines if (found := self._meaning(block, line))]
        titles = self._titles(block, artist, meant)
        rows: dict[tuple[Series, str], list[Line]] = defaultdict(list)
        for line, (series, title) in meant:
            rows[series, titles.get((series, title), title)].append(line)
        order: Counter[Series] = Counter()
        for (series, title), lines in rows.items():
            if self._ambiguous(block, lines):
                continue
            subject = self._subject(artist, title) if title else ""
            order[series] += 1
            row = _Row(block, lines[0], artist, series, subject)
            self._numbers(row, columns)
            self._own_words(row, order[series])

    def _list_computed(self, block: Block) -> None:
        """List the columns that are computed over a span nobody tells: they are no notes."""
        for column in block.computed:
            cells = sum(bool(line.text(column).strip()) for line in block.lines)
            if cells:
                place, found = cell_name(block.header_row, column), shown(block.heading(column), 40)
                why = "it is computed, over a span that its heading does not tell"
                self.result.unplaced.append(Unplaced(place, shown(block.name), found, why))

    def _titles(
        self, block: Block, artist: str, meant: list[tuple[Line, tuple[Series, str]]]
    ) -> dict[tuple[Series, str], str]:
        """By series and title as it stands, the spelling under which the track is known.

        Titles that differ in signs, accents and capitals alone are one track, unless one section
        has a row for each of them.
        """
        known: dict[str, list[str]] = defaultdict(list)
        for subject in sorted(self._subjects.all(), key=lambda subject: subject.key):
            if (subject.kind, subject.artist) == ("track", artist):
                _add(known, subject.title)
        found: dict[tuple[Series, str], str] = {}
        for section in TRACKS.values():
            rows = [(line, title) for line, (series, title) in meant if title and series == section]
            own = {same_name(title) for _, title in rows}
            for line, title in rows:
                others = [t for t in known[plain_title(title)] if same_name(t) != same_name(title)]
                same = [t for t in known[plain_title(title)] if same_name(t) == same_name(title)]
                found[section, title] = title
                if same:
                    found[section, title] = same[0]
                elif len(others) == 1 and same_name(others[0]) not in own:
                    found[section, title] = others[0]
                    self._say_spelling(
                        block, line, f"is taken for the track {shown(others[0], 60)!r}"
                    )
                elif others:
                    self._say_spelling(
                        block,
                        line,
                        f"looks like {shown(others[0], 60)!r} and stays a track of its own",
                    )
                _add(known, found[section, title])
        return found

    def _say_spelling(self, block: Block, line: Line, what: str) -> None:
        self.result.said.append(
            f"A{line.row} ({shown(block.name)}): {shown(line.label, 60)!r} {what}."
        )

    def _meaning(self, block: Block, line: Line) -> tuple[Series, str] | None:
        """The series of a row, with its title where it is a track's."""
        found = label_of(line.label, line.section)
        if found:
            if found.misspelt:
                words = " ".join(found.series).replace("_", " ")
                self.result.said.append(
                    f"A{line.row} ({shown(block.name)}): {shown(line.label, 60)} is taken for "
                    f"{words}."
                )
            return found.series, ""
        if line.section in TRACKS and line.label and not like_a_label(line.label):
            return TRACKS[line.section], line.label
        why = "nothing that is measured here is called so" if line.label else "it has no label"
        if any(not is_blank(cell) for cell in line.cells[block.now :]):
            self.result.unplaced.append(
                Unplaced(f"A{line.row}", shown(block.name), shown(line.label, 60), why)
            )
        return None

    def _ambiguous(self, block: Block, lines: list[Line]) -> bool:
        """Whether one number has several rows that say different things."""
        first = [cell.strip() for cell in lines[0].cells]
        if all([cell.strip() for cell in line.cells] == first for line in lines[1:]):
            return False
        rows = " and ".join(str(line.row) for line in lines)
        why = f"rows {rows} are of the same number and differ: which is right is not certain"
        for line in lines:
            about = Unplaced(f"A{line.row}", shown(block.name), shown(line.label, 60), why)
            self.result.unplaced.append(about)
        return True

    def _subject(self, artist: str, title: str) -> str:
        same = [
            subject
            for subject in self._subjects.all()
            if (subject.kind, subject.artist) == ("track", artist)
            and same_name(subject.title) == same_name(title)
        ]
        key = self._subjects.place(Subject("", "track", artist, title))
        if len(same) > 1:
            others = ", ".join(s.key for s in same if s.key != key)
            self.result.said.append(
                f"{shown(title, 60)} is known under several ids: the sheet's numbers went to "
                f"{key}, none to {others}."
            )
        return key

    def _numbers(self, row: _Row, columns: Columns) -> None:
        oldest = first_with_number(row.line, columns)
        for column, day in columns.newest_first:
            if oldest and day >= oldest:
                self._cell(row, row.series, column, day)
        current = columns.days[row.block.now]
        for column, heading in row.line.details.items():
            series = DETAILS.get(squeezed(heading))
            if row.subject and series and not is_blank(row.line.text(column)):
                self._cell(row, series, column, current)

    def _cell(self, row: _Row, series: Series, column: int, day: date) -> None:
        text = row.line.text(column).strip()
        if why := why_not(day, day, series[:1]):
            if not is_blank(text):
                place = cell_name(row.line.row, column)
                about = f"{shown(row.block.name)}, {shown(row.line.label, 60)}, {day}"
                kind = "a day that cannot be"
                self.result.unplaced.append(Unplaced(place, about, shown(text, 40), why, kind))
            return
        value = whole_number(text)
        state, detail = State.MEASURED, ""
        if is_blank(text):
            state, detail = State.FAILED, f'the sheet has "{text}"' if text else _BLANK
        elif value is None or implausible(*series, value):
            state, detail = State.REJECTED, f'"{shown(text, 40)}" is no count'
            value = None
            place = cell_name(row.line.row, column)
            about = f"{shown(row.block.name)}, {shown(row.line.label, 60)}, {day}"
            self.result.unplaced.append(Unplaced(place, about, shown(text, 40), "it is no count"))
        self.result.counts[_words(series, row.subject), state] += 1
        self.result.days.setdefault(day, Day(day)).measurements.append(
            Measurement(
                date=day,
                artist=row.artist,
                platform=series[0],
                metric=series[1],
                subject=row.subject,
                value=value,
                state=state,
                resolution=_step(series, value) if value is not None else 1,
                source=SOURCE,
                detail=detail,
            )
        )

    def _own_words(self, row: _Row, place: int) -> None:
        """Notes, release dates and the order of tracks, as people have them in the sheet."""
        note, release_date = [], ""
        for column in row.block.own:
            text = row.line.text(column).strip()
            heading = squeezed(row.line.details.get(column, row.block.heading(column)))
            if not text or (row.subject and (heading in DETAILS or text.endswith("%"))):
                continue
            # Beside a video the agency writes its release date, in whatever form.
            dated = row.series == TRACKS["youtube"] or is_date(text)
            if row.subject and dated and not release_date:
                release_date = text
            else:
                note.append(text)
        if row.subject or note:
            said = Note(
                row.artist,
                *row.series,
                row.subject,
                place=place if row.subject else None,
                release_date=release_date,
                note="; ".join(note),
            )
            for old in self._notes.learn(said):
                self.result.said.append(
                    f"{shown(row.block.name)}, {shown(row.line.label, 60)}: the sheet's own words "
                    f"replace {shown(old, 60)!r}."
                )


def _add(known: dict[str, list[str]], title: str) -> None:
    same = known[plain_title(title)]
    if all(same_name(title) != same_name(other) for other in same):
        same.append(title)


_BLANK = "blank in the sheet"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the sheet and what it is about."""

    block: Block
    line: Line
    artist: str
    series: Series
    subject: str


def _words(series: Series, subject: str) -> str:
    return f"{series[0]} {'track ' if subject else ''}{series[1].replace('_', ' ')}"


def _step(series: Series, value: int) -> int:
    """The platform's rounding, where the number looks rounded: sheets have exact ones, too."""
    if series != ("youtube", "subscribers"):
        return 1
    step = youtube_subscriber_step(value)
    return step if value % step == 0 else 1
