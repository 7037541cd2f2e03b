"""The weekly report as rows of cells, by a layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from backline.names import shown
from backline.people import Note, Notes
from backline.percent import hundredths
from backline.store import Subjects
from backline.weekly.cells import BLANK, Cell, Remark, Run, SheetRow, Style, day_text, trimmed
from backline.weekly.figures import Figure, Point, Series, WeeklyBlock, WeeklySeries
from backline.weekly.layout import Column, Extra, Layout, Section
from backline.weekly.remarks import NOW, Speaker, said_once

RECENT = 5
"""A track is listed with a number in so many newest columns, or with a place in the notes."""


class WeeklySheet:
    """Lays out artists' blocks by a layout."""

    def __init__(
        self,
        layout: Layout,
        subjects: Subjects,
        notes: Notes,
        *,
        weeks: int | None = None,
    ) -> None:
        """Begin.

        Args:
            layout: columns and sections.
            subjects: titles of tracks.
            notes: people's own cells and the order of tracks.
            weeks: so many older columns at most; as many as the layout says when None.
        """
        self.layout = layout
        self._subjects = subjects
        self._notes = notes
        self._weeks = layout.weeks if weeks is None else weeks
        self._speaker = Speaker(layout)
        self.doubles: dict[str, list[str]] = {}

    def rows(self, block: WeeklyBlock) -> list[SheetRow]:
        """An artist's name, header, and sections; :func:`stacked` adds the rows' remarks.

        Leaves in ``doubles``, by artist, a sentence for each title that stands under several ids.
        """
        days = self.days(block)
        name = Cell(Style.ARTIST, block.artist.name)
        rows = [SheetRow((name,))]
        if block.current is None:
            said = Cell(Style.REMARK, self.layout.words.nothing)
            return [*rows, self._header(days, self.layout.sections[0]), SheetRow((said,))]
        for place, (section, lines) in enumerate(self.sections(block)):
            body = [row for _, row in lines]
            if place == 0:
                rows.append(self._header(days, section))
            elif not body:
                continue
            elif section.heading:
                rows += [SheetRow(), self._heading(section)]
            elif any(extra.heading for extra in section.extra):
                rows.append(self._heading(section))
            rows += body
        return rows

    def days(self, block: WeeklyBlock) -> tuple[date, ...]:
        """The days of the older columns that are shown, newest first."""
        return block.columns if self._weeks is None else block.columns[: self._weeks]

    def sections(self, block: WeeklyBlock) -> list[tuple[Section, list[tuple[Series, SheetRow]]]]:
        """The rows of numbers of each section, with the number each is of."""
        days = self.days(block)
        return [
            (
                section,
                [
                    (series, self._row(block, days, section, label, series))
                    for label, series in self._lines(block, section)
                ],
            )
            for section in self.layout.sections
        ]

    def _header(self, days: Sequence[date], section: Section) -> SheetRow:
        extras = iter(section.extra)
        cells: list[Cell] = []
        for column in self.layout.columns:
            if column.shows == "history":
                cells += [Cell(Style.DAY, day) for day in days]
            elif column.shows == "label":
                cells.append(_heading(section.heading or column.heading))
            elif column.shows == "extra":
                extra = next(extras, None)
                cells.append(_extra_heading(extra) if extra else _heading(column.heading))
            else:
                numbers = column.shows in ("now", "growth", "change")
                cells.append(_heading(column.heading, numbers=numbers))
        return SheetRow(tuple(cells))

    def _heading(self, section: Section) -> SheetRow:
        extras = iter(section.extra)
        cells = []
        for column in self.layout.columns:
            if column.shows == "label":
                cells.append(_heading(section.heading))
            elif column.shows == "extra":
                extra = next(extras, None)
                cells.append(_extra_heading(extra) if extra else BLANK)
            elif column.shows != "history":
                cells.append(BLANK)
        return SheetRow(tuple(cells))

    def _lines(self, block: WeeklyBlock, section: Section) -> list[tuple[str, Series]]:
        """Label and series of each row of a section that has any number."""
        if section.tracks is None:
            named = [(label, (*series.split("/"), "")) for label, series in section.rows.items()]
            return [(label, (p, m, s)) for label, (p, m, s) in named if (p, m, s) in block.series]
        platform, metric = section.tracks.split("/")
        recent = {block.current, *block.columns[: RECENT - 1]}
        found: list[tuple[tuple[bool, int, int, str], str, Series]] = []
        for series, numbers in block.series.items():
            if series[:2] != (platform, metric) or not series[2]:
                continue
            note = self._note(block, series)
            placed = note.place if note else None
            if placed is None and recent.isdisjoint(numbers.cells):
                continue
            newest = numbers.cells[max(numbers.cells)].value
            subject = self._subjects.get(series[2])
            title = subject.title if subject else series[2]
            found.append(((placed is None, placed or 0, -newest, title), title, series))
        if section.most is not None:
            found = sorted(found, key=lambda one: one[0][2])[: section.most]
        lines = [(title, series) for _, title, series in sorted(found)]
        return self._told_apart(block, lines)

    def _told_apart(
        self, block: WeeklyBlock, lines: list[tuple[str, Series]]
    ) -> list[tuple[str, Series]]:
        """The lines with a title that several ids share numbered."""
        seen: dict[str, list[str]] = {}
        told = []
        for title, series in lines:
            keys = seen.setdefault(title, [])
            keys.append(series[2])
            told.append((title if len(keys) == 1 else f"{title} ({len(keys)})", series))
        sentences = self.doubles.setdefault(block.artist.key, [])
        for title, keys in seen.items():
            said = (
                f"{shown(title, 60)} stands under {len(keys)} ids ({', '.join(keys)}); "
                "each has a row of its own."
            )
            if len(keys) > 1 and said not in sentences:
                sentences.append(said)
        return told

    def _note(self, block: WeeklyBlock, series: Series) -> Note | None:
        return self._notes.get((block.artist.key, *series))

    def _row(
        self,
        block: WeeklyBlock,
        days: Sequence[date],
        section: Section,
        label: str,
        series: Series,
    ) -> SheetRow:
        numbers = block.series[series]
        extras = iter(section.extra)
        cells: list[Cell] = []
        for column in self.layout.columns:
            if column.shows == "history":
                cells += [_number(numbers.cells.get(day)) for day in days]
            elif column.shows == "extra":
                extra = next(extras, None)
                cells.append(self._extra(block, series, extra) if extra else BLANK)
            else:
                cells.append(_cell(column, label, numbers))
        windows = {str(w) for w, figure in numbers.figures.items() if figure.growth is not None}
        return SheetRow(
            trimmed(cells),
            _trend(numbers, (*days, *([block.current] if block.current else []))),
            frozenset({*windows, NOW}),
            tuple(self._remarks(block, days, section, series)),
        )

    def _remarks(
        self, block: WeeklyBlock, days: Sequence[date], section: Section, series: Series
    ) -> Iterator[Remark]:
        """People's own words that the section has no column for, and what figures compare."""
        numbers, note = block.series[series], self._note(block, series)
        has = {extra.shows for extra in section.extra}
        for name in ("release_date", "note"):
            if name not in has and note and (text := getattr(note, name)):
                yield Remark(text)
        yield from self._speaker.dated(numbers.now, block.current)
        yield from self._speaker.figures(numbers, days)
        for extra in section.extra:
            other = _of(block, extra.shows, series[2]) if extra.days else None
            if other and extra.days:
                yield from self._speaker.another(extra.name, other.figures[extra.days])

    def _extra(self, block: WeeklyBlock, series: Series, extra: Extra) -> Cell:
        note = self._note(block, series)
        if extra.shows == "note":
            return Cell(Style.NOTE, note.note) if note and note.note else BLANK
        if extra.shows == "release_date":
            return self._release_date(note, series)
        numbers = _of(block, extra.shows, series[2]) if "/" in extra.shows else None
        if numbers is None:
            return BLANK
        if extra.days is not None:
            growth = numbers.figures[extra.days].growth
            return BLANK if growth is None else Cell(Style.GROWTH, growth)
        if extra.share_of is None:
            return _number(numbers.now)
        return _share(numbers.now, _of(block, extra.share_of, series[2]))

    def _release_date(self, note: Note | None, series: Series) -> Cell:
        if note and note.release_date:
            return Cell(Style.NOTE, note.release_date)
        subject = self._subjects.get(series[2])
        try:
            known = date.fromisoformat(subject.release_date) if subject else None
        except ValueError:  # a platform may know the year alone
            known = None
        if known is None:
            return BLANK
        return Cell(Style.NOTE, day_text(known, self.layout.format))


def _cell(column: Column, label: str, numbers: WeeklySeries) -> Cell:
    figure = numbers.figures.get(column.days or 0, Figure())
    match column.shows:
        case "label":
            return Cell(Style.LABEL, label)
        case "now":
            return _number(numbers.now)
        case "growth" if figure.growth is not None:
            return Cell(Style.GROWTH, figure.growth)
        case "change" if figure.growth is not None and figure.then and figure.then.value:
            return Cell(Style.CHANGE, hundredths(figure.growth, figure.then.value))
    return BLANK


def _heading(text: str, *, numbers: bool = False) -> Cell:
    style = Style.NUMBER_HEADING if numbers else Style.HEADING
    return Cell(style, text) if text else BLANK


def _extra_heading(extra: Extra) -> Cell:
    return _heading(extra.heading, numbers="/" in extra.shows)


def _number(point: Point | None) -> Cell:
    return BLANK if point is None else Cell(Style.NUMBER, point.value)


def _share(part: Point | None, of: WeeklySeries | None) -> Cell:
    whole = of.now if of else None
    if part is None or whole is None or not whole.value:
        return BLANK
    return Cell(Style.SHARE, hundredths(part.value, whole.value))


def _trend(numbers: WeeklySeries, days: Iterable[date]) -> tuple[Run, ...]:
    """The numbers that stand in the row, oldest first, in runs without a blank column or week."""
    runs: list[list[tuple[date, int]]] = []
    before: date | None = None
    for day in sorted(days):
        point = numbers.cells.get(day)
        if point is None:
            before = None
            continue
        if before is None or (day - before).days > 2 * 7:
            runs.append([])
        runs[-1].append((day, point.value))
        before = day
    return tuple(tuple(run) for run in runs)


def _of(block: WeeklyBlock, series: str, subject: str) -> WeeklySeries | None:
    platform, metric = series.split("/")
    return block.series.get((platform, metric, subject))


def stacked(blocks: Iterable[list[SheetRow]], layout: Layout, last: SheetRow) -> list[SheetRow]:
    """Blocks one below the other, as the agency's sheet has them, and the last row.

    What every row would say stands in the first row, above all blocks.
    """
    rows: list[SheetRow] = []
    for place, block in enumerate(blocks):
        if place:
            rows += [SheetRow()] * layout.rows_between
        rows += block
    said, rows = said_once(rows, layout)
    above = [SheetRow()] * layout.rows_above
    if said:
        above[:1] = [SheetRow((Cell(Style.AS_OF, said),))]
    return [*above, *rows, SheetRow(), last]
