"""Whole numbers as spreadsheets and answers write them."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?P<sign>-?)(?:(?P<grouped>\d{1,3}(?P<by>[., '’\u00a0\u202f])\d{3}(?:(?P=by)\d{3})*)"
    r"(?:(?!(?P=by))[.,]0+)?|(?P<plain>\d+)(?:[.,]0+)?)"
)

MOST_DIGITS = 18
"""Digits of a number that could be a count of anything; more no column holds."""


def counted(digits: str) -> int | None:
    """The count that some digits are, a minus sign before them or not; None where it cannot be."""
    return int(digits) if len(digits.removeprefix("-")) <= MOST_DIGITS else None


def whole(value: object) -> int | None:
    """A count, or None where it is none.

    ``46.541.909``, ``46,541,909``, ``46.541.909,00`` and ``46541909.0`` are one number. A count
    has no fraction, so a single group of three digits is thousands; what a spreadsheet has
    shortened to ``4.65E+07`` is no longer the number, and more than :data:`MOST_DIGITS` are none.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == value // 1 and abs(value) < 10**MOST_DIGITS else None
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    return counted(found["sign"] + re.sub(r"\D", "", found["plain"] or found["grouped"]))
