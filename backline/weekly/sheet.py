"""The weekly report as rows of cells, by a layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from backline.names import shown
from backline.people import Note, Notes
from backline.percent import hundredths
from backline.store import Subjects
from backline.weekly.cells import BLANK, Cell, SheetRow, Style, day_text
from backline.weekly.figures import Figure, Point, Series, WeeklyBlock, WeeklySeries
from backline.weekly.layout import Column, Extra, Layout, Section

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
            weeks: so many older columns at most; all when None.
        """
        self.layout = layout
        self._subjects = subjects
        self._notes = notes
        self._weeks = weeks
        self.doubles: dict[str, list[str]] = {}

    def rows(self, block: WeeklyBlock) -> list[SheetRow]:
        """An artist's name, header, and sections.

        Leaves in ``doubles``, by artist, a sentence for each title that stands under several ids.
        """
        days = block.columns if self._weeks is None else block.columns[: self._weeks]
        name = Cell(Style.ARTIST, block.artist.name)
        rows = [SheetRow((name,))]
        if block.current is None:
            said = Cell(Style.REMARK, self.layout.words.nothing)
            return [*rows, self._header(days, self.layout.sections[0]), SheetRow((said,))]
        for place, section in enumerate(self.layout.sections):
            body = [self._row(block, days, section, *one) for one in self._lines(block, section)]
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
            elif column.shows == "remark":
                cells.append(self._remark(block, section, series))
            else:
                cells.append(_cell(column, label, numbers))
        return SheetRow(_trimmed(cells), trend=len(numbers.cells) > 1)

    def _remark(self, block: WeeklyBlock, section: Section, series: Series) -> Cell:
        """People's own words that the section has no column for, and the real spans."""
        note = self._note(block, series)
        has = {extra.shows for extra in section.extra}
        own = [
            text
            for name in ("release_date", "note")
            if name not in has and note and (text := getattr(note, name))
        ]
        said = "; ".join([*own, *self._remarks(block, block.series[series])])
        return Cell(Style.REMARK, said) if said else BLANK

    def _remarks(self, block: WeeklyBlock, numbers: WeeklySeries) -> Iterator[str]:
        words, form = self.layout.words, self.layout.format
        if numbers.now and numbers.now.date != block.current:
            yield words.dated.format(date=day_text(numbers.now.date, form))
        shown_windows = {column.days for column in self.layout.columns}
        notes: list[str] = []
        for window, figure in numbers.figures.items():
            if window not in shown_windows:
                continue
            if figure.since_first and figure.then_date:
                since = day_text(figure.then_date, form)
                yield words.since.format(window=window, date=since)
            elif figure.remark:
                yield words.span.format(window=window, span=figure.span_days)
            if figure.note and figure.note not in notes:
                notes.append(figure.note)
        yield from notes

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
        case "change" if figure.growth is not None and figure.then:
            return Cell(Style.CHANGE, hundredths(figure.growth, figure.then))
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


def _of(block: WeeklyBlock, series: str, subject: str) -> WeeklySeries | None:
    platform, metric = series.split("/")
    return block.series.get((platform, metric, subject))


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] == BLANK:
        cells.pop()
    return tuple(cells)
