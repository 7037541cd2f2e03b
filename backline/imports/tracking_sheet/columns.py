"""The day of each column of a block: what its headings say, and what the user says of the newest.

The column of the current values, and mostly the newest of the older ones, carry no date, so the
user names them. Where a heading says otherwise the user is told, and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from backline.errors import ConfigError
from backline.imports.days import Order
from backline.imports.reading import Unplaced
from backline.imports.tracking_sheet.dates import (
    LONGEST_STEP,
    Heading,
    given_up,
    is_date,
    place,
    read_heading,
)
from backline.imports.tracking_sheet.file import Block, Line, cell_name
from backline.imports.tracking_sheet.labels import is_blank
from backline.names import shown


@dataclass(slots=True)
class Columns:
    """The dated columns of a block.

    Attributes:
        days: by column, its day, the current one among them.
        unplaced: columns and cells without a day that hold something.
        said: a sentence for each contradiction and for each long pause.
    """

    days: dict[int, date] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def newest_first(self) -> list[tuple[int, date]]:
        """The columns with their days."""
        return sorted(self.days.items(), key=lambda pair: pair[1], reverse=True)


def sheet_order(
    name: str, blocks: Sequence[Block], current: date, previous: date | None, given: Order | None
) -> Order:
    """Whether the month or the day comes first in a sheet's headings.

    It is the order that gives up the fewest columns, as for the years.

    Args:
        name: of the file.
        blocks: with their headings.
        current: the day of the current values.
        previous: the day of the newest older column, where a person says it.
        given: the order, where a person says it.

    Raises:
        ConfigError: two orders fit equally well, or the one that was given does not fit.
    """
    texts = {tuple(block.heading(column) for column in block.history) for block in blocks}
    dates = [text for row in texts for text in row if is_date(text)]
    before = previous or current
    costs: dict[Order, int] = {}
    readings: dict[Order, tuple[Heading | None, ...]] = {}
    for order in (Order.mdy, Order.dmy, Order.ymd):
        readings[order] = tuple(read_heading(text, order) for text in dates)
        costs[order] = sum(heading is None for heading in readings[order]) + sum(
            given_up(tuple(read_heading(text, order) for text in row), before) for row in texts
        )
    least = [order for order in costs if costs[order] == min(costs.values())]
    if given is not None:
        wrong = next((t for t in dates if read_heading(t, given) is None), None)
        if wrong is not None and given not in least:
            raise ConfigError(
                f"{name}: the heading {shown(wrong, 30)} is no date with --dates {given} "
                f"({given.words})."
            )
        return given
    one, other = least[0], least[-1]
    if readings[one] == readings[other]:
        return one
    at = next(n for n, heading in enumerate(readings[one]) if heading != readings[other][n])
    ways = " or ".join(
        f"{read.latest_before(before)} ({order}: {order.words})"
        for order in least
        if (read := readings[order][at])
    )
    raise ConfigError(
        f"{name}: day and month of the headings fit in more than one order: {shown(dates[at], 30)} "
        f"is {ways}. Repeat with --dates {one} or --dates {other}."
    )


def dated_columns(
    block: Block, current: date, previous: date | None, order: Order = Order.mdy
) -> Columns:
    """Place the columns of a block.

    Args:
        block: with its headings.
        current: the day of the current values.
        previous: the day of the newest older column; None where its heading has to say it.
        order: whether the month or the day comes first in the headings.
    """
    found = Columns({block.now: current})
    _contradicted(found, block, block.now, current, "--current-date", order)
    columns, before = block.history, current
    if previous is not None and columns:
        found.days[columns[0]] = before = previous
        _contradicted(found, block, columns[0], previous, "--previous-date", order)
        columns = columns[1:]
    placed = place(tuple(read_heading(block.heading(column), order) for column in columns), before)
    for column, place_ in zip(columns, placed, strict=True):
        if place_.day:
            found.days[column] = place_.day
        else:
            _list_column(found, block, column, place_.why)
    _say_pauses(found, block)
    return found


def prove_by_others(dated: Sequence[tuple[Block, Columns]], order: Order) -> None:
    """Date columns whose heading is missing or misspelt where the other blocks prove their day.

    They prove it where all that date the column agree, where the blocks have the same days over
    the columns that both date, and where the day comes between those of its neighbours.
    """
    before = [(block, dict(columns.days)) for block, columns in dated]
    for block, columns in dated:
        others = [days for other, days in before if other is not block]
        for column in block.history:
            if column in columns.days:
                continue
            days = {
                days[column] for days in others if column in days and _alike(days, columns.days)
            }
            if len(days) == 1 and _between(columns.days, column, day := days.pop()):
                columns.days[column] = day
                _say_proven(columns, block, column, day, order)


def _alike(one: dict[int, date], other: dict[int, date]) -> bool:
    """Whether two blocks have the same days over the columns that both date, two at least."""
    both = one.keys() & other.keys()
    return len(both) > 1 and all(one[column] == other[column] for column in both)


def _between(days: dict[int, date], column: int, day: date) -> bool:
    """Whether a day fits between those of the columns on either side."""
    return all((known > day) if at < column else (known < day) for at, known in days.items())


def _say_proven(columns: Columns, block: Block, column: int, day: date, order: Order) -> None:
    """Say it where the column holds something; what was listed of it is not any more."""
    places = {cell_name(block.header_row, column)}
    places |= {cell_name(line.row, column) for line in block.lines}
    columns.unplaced = [u for u in columns.unplaced if u.place not in places]
    heading = block.heading(column)
    read = read_heading(heading, order)
    if read is not None and (read.month, read.day) == (day.month, day.day):
        return
    what = f"the heading {shown(heading, 40)!r}" if heading else "a column without a heading"
    if any(not is_blank(line.text(column)) for line in block.lines):
        columns.said.append(
            f"{cell_name(block.header_row, column)} ({shown(block.name)}): {what} is taken as "
            f"{day}, as the other blocks have it."
        )


def _contradicted(
    found: Columns, block: Block, column: int, day: date, option: str, order: Order
) -> None:
    text = block.heading(column)
    heading = read_heading(text, order)
    if heading is None:
        return
    same = (heading.month, heading.day) == (day.month, day.day)
    if same and heading.year in (None, day.year) and heading.agrees(day):
        return
    found.said.append(
        f"{cell_name(block.header_row, column)} ({shown(block.name)}) says {shown(text, 40)}; "
        f"it is taken as {day}, as {option} says."
    )


def _list_column(found: Columns, block: Block, column: int, why: str) -> None:
    """List a column by its heading, or cell by cell where there is none."""
    lines = [line for line in block.lines if not is_blank(line.text(column))]
    heading = block.heading(column)
    if not lines:
        return
    if not heading:
        for line in lines:
            what = f"{shown(line.label, 60)}: {shown(line.text(column), 40)}"
            found.unplaced.append(
                Unplaced(cell_name(line.row, column), shown(block.name), what, "it has no date")
            )
        return
    if heading == "#":
        why = "it has no date"
        if column == block.history[0]:
            why += "; --previous-date names it"
    numbers = "1 number" if len(lines) == 1 else f"{len(lines)} numbers"
    found.unplaced.append(
        Unplaced(
            cell_name(block.header_row, column),
            shown(block.name),
            shown(heading, 40),
            f"{why}; the {numbers} below it {'was' if len(lines) == 1 else 'were'} not taken",
        )
    )


def _say_pauses(found: Columns, block: Block) -> None:
    days = [day for _, day in found.newest_first]
    for newer, older in pairwise(days):
        if (newer - older).days > LONGEST_STEP:
            found.said.append(
                f"{shown(block.name)}: no column between {older} and {newer} "
                f"({(newer - older).days} days); if that is wrong, write the years there."
            )


def first_with_number(line: Line, columns: Columns) -> date | None:
    """The oldest day on which a row has anything; before it nothing is a gap."""
    days = [day for column, day in columns.days.items() if not is_blank(line.text(column))]
    return min(days, default=None)
