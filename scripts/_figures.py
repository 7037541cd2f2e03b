"""Figures as a terminal shows them."""

from __future__ import annotations


def number(value: float | None) -> str:
    """``12,345``; a dash where there is none."""
    return "–" if value is None else f"{round(value):,}"


def signed(value: int | None) -> str:
    """``+12,345``; a dash where there is none."""
    return "–" if value is None else f"{value:+,}"


def least(value: int | None, *, at_least: bool) -> str:
    """``≥ 12,345`` where it is at least that."""
    return f"≥ {value:,}" if at_least and value is not None else number(value)


def days(count: int) -> str:
    """``1 day``, ``12 days``."""
    return f"{count:,} day{'s' if count != 1 else ''}"
