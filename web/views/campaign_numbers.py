"""The figures of campaigns as numbers of a page, each with the report that holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backline.campaigns.book import Book
from backline.campaigns.finish import Finish
from backline.exports.campaign_columns import CAMPAIGN_TABLES
from backline.exports.columns import Table
from backline.names import shown
from backline.people.written import fixed
from web.shown import Held, Number, count, fraction, money, pace

NO_GOAL = "no goal is written down"
LONGEST_NAME = 120
"""Signs of a name on a page."""


class Names:
    """What people call clients and vendors, fit for one line."""

    def __init__(self, book: Book) -> None:
        self._rows = book.rows

    def of(self, table: str, key: str | None) -> str:
        """The name of a row; its id where it has none."""
        row = self._rows[table].get(key or "")
        return shown((row["name"] if row else "") or key or "", LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Stands:
    """One row of a report, whose figures are made to numbers here.

    Attributes:
        held: the row; None of figures that stand in no report.
    """

    held: Held | None

    def count(self, column: str, value: int | None, gap: str = "", note: str = "") -> Number:
        """Streams, or other things that are counted.

        Args:
            column: of the report.
            value: None where it is not known.
            gap: the reason where that is so.
            note: what to know of it otherwise.
        """
        return count(value, gap if value is None else note, self.held, column)

    def pace(self, column: str, value: float | None, gap: str = "", note: str = "") -> Number:
        """Streams a day; otherwise the same."""
        return _as_filed(pace(value, gap if value is None else note, self.held, column))

    def money(self, column: str, value: Decimal | None, gap: str = "", note: str = "") -> Number:
        """An amount; otherwise the same."""
        return _as_filed(money(value, gap if value is None else note, self.held, column))

    def share(self, column: str, value: float | None, gap: str = "", note: str = "") -> Number:
        """A part of a whole; otherwise the same."""
        return _as_filed(fraction(value, gap if value is None else note, self.held, column))


def _as_filed(one: Number) -> Number:
    """With the value as a report has it, which keeps six places of a fraction."""
    if one.value is None or isinstance(one.value, int):
        return one
    return replace(one, value=Decimal(fixed(one.value)))


NOWHERE = Stands(None)
"""What stands in no report."""

FILES = {table.name: table.path for table in CAMPAIGN_TABLES}
"""The path of each report of campaigns below the root, by its name.

Pages and these files are of one moment: both are made from the campaigns as they are when somebody
asks, whenever the last run wrote them into the repository.
"""


def stands(table: Table, *key: str | None) -> Stands:
    """A row of a report by the columns that name it, in the table's order."""
    if None in key:
        return NOWHERE
    return Stands(Held(table.path, dict(zip(table.key, key, strict=True))))


@dataclass(frozen=True, slots=True)
class Ending:
    """When a goal is expected.

    Attributes:
        day: None where there is no question of it, or no answer.
        early: at the upper end of the pace's range; None where there is none, or it is the day.
        late: at the lower end; likewise.
        note: what else to know of it.
        why: what stands in the day's place.
    """

    day: date | None
    early: date | None = None
    late: date | None = None
    note: str = ""
    why: str = ""


OVER = {"planned": "not begun", "completed": "completed", "cancelled": "cancelled"}
"""What stands in the place of a pace and a finish that are no question now, by status."""


def ending_of(status: str, remaining: int | None, told: Finish | None, why: str) -> Ending:
    """When a goal is expected, as the figures say it.

    Args:
        status: of the campaign or placement.
        remaining: streams.
        told: the finish.
        why: why there is none, where that is so.
    """
    if remaining is not None and remaining <= 0:
        return Ending(None, why="the goal is reached")
    if status in OVER:
        return Ending(None, why=OVER[status])
    if told is None:
        return Ending(None, why=why)
    if told.early is None:
        return Ending(told.day, note="from one stretch of days, so without a range")
    if told.early == told.late:
        return Ending(told.day)
    return Ending(told.day, told.early, told.late, "it may never be" if told.never else "")
