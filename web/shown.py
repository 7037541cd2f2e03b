"""A number as a page shows it: what it is, how it reads, why it is missing and which file has it.

Every figure of every page goes through here, so that a test can walk the pages and look each one
up where it says that it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from urllib.parse import urlencode

from markupsafe import Markup, escape

from backline.words import MINUS, MISSING, number, share, signed

Value = int | float | Decimal


@dataclass(frozen=True)
class Held:
    """Where a figure stands in a file that anybody can open.

    Attributes:
        file: below the site's root, e.g. ``reports/growth.csv``.
        row: the columns that name its row, and what they say there.
    """

    file: str
    row: Mapping[str, object]

    @property
    def named(self) -> str:
        """The row in one text."""
        return urlencode({name: "" if v is None else str(v) for name, v in self.row.items()})

    @cached_property
    def attributes(self) -> Markup:
        """File and row as attributes of a figure, or of an element around several of them."""
        return Markup(' data-file="%s" data-row="%s"') % (self.file, self.named)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure.

    Attributes:
        value: as the file has it; None where it is missing.
        text: as people read it.
        why: the reason where it is missing; else what to know about it, or nothing.
        held: the file and row it stands in, None where no file has it.
        column: the file's column.
        tone: ``gain``, ``fall`` or nothing: how it is coloured, beside its sign.
    """

    value: Value | None
    text: str
    why: str = ""
    held: Held | None = None
    column: str = ""
    tone: str = ""


def marked(one: Number, around: Held | None = None) -> Markup:
    """A figure as HTML, or a dash with its reason.

    What pages have most of: a page of many artists has ten thousand, so that no template is asked.

    Args:
        one: the figure.
        around: the row that an element around it names already.
    """
    why = escape(one.why)
    if one.value is None:
        return Markup(  # noqa: S704 (all of it is escaped)
            f'<span class="gap" title="{why}">{MISSING}<small>{why}</small></span>'
        )
    tone = f' class="{escape(one.tone)}"' if one.tone else ""
    place = "" if one.held is None or one.held is around else one.held.attributes
    column = f' data-column="{escape(one.column)}"' if one.held else ""
    title = f' title="{why}"' if one.why else ""
    return Markup(  # noqa: S704 (all of it is escaped)
        f'<data value="{one.value}"{tone}{place}{column}{title}>{escape(one.text)}</data>'
    )


def missing(why: str, held: Held | None = None, column: str = "") -> Number:
    """A dash with its reason."""
    return Number(None, MISSING, why or "not measured", held, column)


def count(
    value: int | None,
    why: str = "",
    held: Held | None = None,
    column: str = "",
    *,
    at_least: bool = False,
) -> Number:
    """``1,234``; ``≥1,234`` where days are unknown."""
    if value is None:
        return missing(why, held, column)
    return Number(value, f"{'≥' if at_least else ''}{number(value)}", why, held, column)


def change(
    value: int | None, why: str = "", held: Held | None = None, column: str = "growth"
) -> Number:
    """``+12`` with its colour."""
    if value is None:
        return missing(why, held, column)
    return Number(value, signed(value), why, held, column, _tone(value))


def fraction(
    value: float | None,
    why: str = "",
    held: Held | None = None,
    column: str = "change",
    *,
    plus: bool = False,
) -> Number:
    """``64%``; ``+6.4%`` of a change."""
    if value is None:
        return missing(why, held, column)
    if not plus:
        return Number(value, share(value), why, held, column)
    # as words.percent has it: one decimal, halves away from zero
    hundred = Decimal(str(round(abs(value) * 100, 6))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return Number(value, f"{sign}{hundred:,}%", why, held, column, _tone(value))


def money(
    value: Decimal | None, why: str = "", held: Held | None = None, column: str = ""
) -> Number:
    """``1,500.00``, in the label's currency."""
    if value is None:
        return missing(why, held, column)
    return Number(value, f"{value:,.2f}".replace("-", MINUS), why, held, column)


def pace(value: float | None, why: str = "", held: Held | None = None, column: str = "") -> Number:
    """``1,234`` of a mean a day; below ten with a decimal, so that a little is not nothing."""
    if value is None:
        return missing(why, held, column)
    text = f"{value:,.1f}".removesuffix(".0") if abs(value) < 9.95 else f"{value:,.0f}"
    return Number(value, text.replace("-", MINUS), why, held, column)


def _tone(value: float) -> str:
    return "gain" if value > 0 else "fall" if value < 0 else ""
