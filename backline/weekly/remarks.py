"""What a row says beside its numbers, and what every row would say, said once for the sheet.

A figure is the difference of two numbers that stand in its row. Where it is not, the row says
which numbers it compares, of which days, and why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from backline.weekly.cells import (
    BLANK,
    Cell,
    Remark,
    SheetRow,
    Style,
    day_text,
    number_text,
    trimmed,
)
from backline.weekly.figures import Figure, Point, WeeklySeries
from backline.weekly.layout import Layout

NOW = "now"
"""What a remark on the current value is about."""


class Speaker:
    """Words a row's remarks by a layout."""

    def __init__(self, layout: Layout) -> None:
        """Begin."""
        self._words = layout.words
        self._form = layout.format
        self._windows = {column.days for column in layout.columns if column.days}

    def dated(self, now: Point | None, current: date | None) -> Iterator[Remark]:
        """Where the current value is of another day than its column."""
        if now and now.date != current:
            text = self._words.dated.format(date=day_text(now.date, self._form))
            yield Remark(text, frozenset({NOW}))

    def figures(self, numbers: WeeklySeries, days: Collection[date]) -> Iterator[Remark]:
        """The real spans, the numbers that stand in no column of the row, and the notes.

        Args:
            numbers: the row.
            days: the older columns that are shown.
        """
        notes: dict[str, frozenset[str]] = {}
        for window, figure in numbers.figures.items():
            if window not in self._windows or figure.growth is None:
                continue
            about = frozenset({str(window)})
            yield from self._span(window, figure, numbers, days)
            if figure.note:
                notes[figure.note] = notes.get(figure.note, frozenset()) | about
        yield from (Remark(note, about) for note, about in notes.items())

    def another(self, name: str, figure: Figure) -> Iterator[Remark]:
        """What the growth of another number than the row's own compares."""
        if figure.growth is not None:
            yield Remark(self._words.extra.format(name=name, **self._ends(figure)))

    def _span(
        self, window: int, figure: Figure, numbers: WeeklySeries, days: Collection[date]
    ) -> Iterator[Remark]:
        words, about = self._words, frozenset({str(window)})
        if figure.since_first and figure.then:
            since = day_text(figure.then.date, self._form)
            yield Remark(words.since.format(window=window, date=since), about)
        if why := self._why(figure, numbers, days):
            yield Remark(words.compared.format(window=window, why=why, **self._ends(figure)))
        elif figure.remark and not figure.since_first:
            yield Remark(words.span.format(window=window, span=figure.span_days), about)

    def _why(self, figure: Figure, numbers: WeeklySeries, days: Collection[date]) -> str:
        """Why a figure compares other numbers than the row has; empty where it does not."""
        shown = [numbers.cells[day] for day in days if day in numbers.cells]
        if figure.now == numbers.now and figure.then in shown:
            return ""
        if figure.now == numbers.now and figure.then in numbers.cells.values():
            return self._words.unshown
        known = {point.date: point for point in numbers.cells.values()}
        ends = [end for end in (figure.now, figure.then) if end]
        if any(known.get(end.date, end) != end for end in ends) or figure.now != numbers.now:
            return self._words.one_source
        return self._words.between

    def _ends(self, figure: Figure) -> dict[str, str]:
        if figure.now is None or figure.then is None:
            raise ValueError("there is no growth to speak of")
        return {
            "span": str(figure.span_days),
            "then": number_text(figure.then.value, self._form),
            "date": day_text(figure.then.date, self._form),
            "now": number_text(figure.now.value, self._form),
            "day": day_text(figure.now.date, self._form),
        }


def said_once(rows: Sequence[SheetRow], layout: Layout) -> tuple[str, list[SheetRow]]:
    """What every row with such a figure says, and the rows with what is theirs alone.

    Args:
        rows: of a whole sheet.
        layout: tells the column of the remarks.

    Returns:
        The sentence for the sheet, empty where there is none, and the rows.
    """
    common = _common(rows)
    place = [column.shows for column in layout.columns].index("remark")
    said = [_with_remark(row, place, common) for row in rows]
    if not common:
        return "", said
    return layout.words.every.format(notes="; ".join(common)), said


def _common(rows: Sequence[SheetRow]) -> dict[str, None]:
    """The remarks that two rows or more have, and all that have what they are about."""
    abouts: dict[str, frozenset[str]] = {}
    for row in rows:
        for remark in row.remarks:
            if remark.about:
                abouts[remark.text] = abouts.get(remark.text, frozenset()) | remark.about
    found: dict[str, None] = {}
    for text, about in abouts.items():
        concerned = [row for row in rows if row.figures & about]
        saying = [row for row in concerned if any(r.text == text for r in row.remarks)]
        if len(saying) == len(concerned) > 1:
            found[text] = None
    return found


def _with_remark(row: SheetRow, place: int, common: Collection[str]) -> SheetRow:
    texts = [r.text for r in row.remarks if r.text not in common or not r.about]
    if not texts:
        return row
    cells = [*row.cells, *[BLANK] * (place + 1 - len(row.cells))]
    cells[place] = Cell(Style.REMARK, "; ".join(texts))
    return replace(row, cells=trimmed(cells), remarks=())
