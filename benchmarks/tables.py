"""What was measured as tables: the same rows for the terminal, for Markdown and for JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from backline.errors import DataError


@dataclass(slots=True)
class Table:
    """A heading, columns and rows; cells are words as people read them.

    Attributes:
        note: what to know about the numbers, below the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""

    def print(self, out: Console) -> None:
        """Show the table on a terminal."""
        shown = Printed(title=self.title, title_justify="left")
        for place, column in enumerate(self.columns):
            shown.add_column(column, justify="right" if place else "left")
        for row in self.rows:
            shown.add_row(*row)
        out.print(shown)
        if self.note:
            out.print(self.note, highlight=False, markup=False)

    def markdown(self) -> str:
        """The table in Markdown, its title as a heading."""
        lines = [
            f"### {self.title}",
            "",
            _line(self.columns),
            _line(["---"] + ["---:"] * (len(self.columns) - 1)),
            *(_line(row) for row in self.rows),
        ]
        return "\n".join([*lines, "", *([self.note, ""] if self.note else [])])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write_into(path: Path, mark: str, text: str) -> None:
    """Put ``text`` between ``<!-- mark -->`` and ``<!-- end -->`` of a page.

    Raises:
        DataError: the page does not have the marks.
    """
    page = path.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {re.escape(mark)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not place.search(page):
        raise DataError(f"{path.name} has no place for {mark}: <!-- {mark} --> ... <!-- end -->.")
    path.write_text(place.sub(lambda m: f"{m[1]}\n{text}\n{m[2]}", page), encoding="utf-8")


def duration(seconds: float | None) -> str:
    """``12 ms``, ``1.2 s``, ``140 s``; a dash where it was not measured."""
    if seconds is None:
        return "–"
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds:.0f} s"


def ratio(value: float | None, base: float | None) -> str:
    """How many times the base, in two digits; a dash where one of the two was not measured."""
    return "–" if value is None or not base else f"{value / base:.2f} ×"


def bytes_in_words(size: float) -> str:
    """``1.2 MB``, in powers of ten as GitHub counts."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= step:
            return f"{size / step:.1f} {unit}" if size < 100 * step else f"{size / step:.0f} {unit}"
    return f"{size:.0f} B"


def numbers(text: str) -> list[int]:
    """``8,100`` as whole numbers above 0, in order.

    Raises:
        ValueError: it is something else.
    """
    found = sorted({int(part) for part in text.split(",")})
    if not found or found[0] < 1:
        raise ValueError(text)
    return found


def all_markdown(tables: Iterable[Table]) -> str:
    """Several tables in Markdown."""
    return "\n".join(table.markdown() for table in tables)
