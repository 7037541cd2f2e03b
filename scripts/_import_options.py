"""The options that the imports have in common."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from backline.imports.days import Order


class Dates(StrEnum):
    """What comes first in a file's dates."""

    dmy = "dmy"
    mdy = "mdy"
    ymd = "ymd"


DatesOption = Annotated[
    Dates | None,
    typer.Option(help="Order of day, month and year in the file, where it is not certain."),
]
Trial = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and write nothing at all.")
]


def order(dates: Dates | None) -> Order | None:
    """The option as imports take it."""
    from backline.imports.days import Order

    return Order(dates.value) if dates else None


def today() -> date:
    """The day it is, by UTC."""
    return datetime.now(UTC).date()
