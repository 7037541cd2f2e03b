"""From JSON values of unknown honesty to readings, texts and days."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from backline.measure import PLATFORM_LABELS, VOCABULARY, State
from backline.names import shown
from backline.people import Who
from backline.sources.base import Reading
from backline.store import Subject

_COUNT: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=0, le=2**63 - 1)])


def whole(value: Any) -> int | None:
    """The count in ``value``: a whole number of 0 or more, also as ``33920.0`` or ``"33920"``.

    None for everything else.
    """
    if isinstance(value, bool):
        return None
    try:
        return _COUNT.validate_python(value)
    except ValidationError:
        return None


def count(
    platform: str,
    metric: str,
    value: Any,
    *,
    most: int | None = None,
    subject: Subject | None = None,
) -> Reading:
    """A reading of what a platform gave for a metric.

    Missing (None) is ``failed``; what cannot be a count, or is above ``most``, is ``rejected``.
    """
    label, what = PLATFORM_LABELS[platform], VOCABULARY[platform, metric].label
    if value is None:
        sentence = f"{label} answered without {what}"
        return Reading(metric, None, State.FAILED, detail=sentence, subject=subject)
    number = whole(value)
    if number is None or (most is not None and number > most):
        given = _given(value)
        sentence = f"{label} gave {given} for {what}, which cannot be"
        return Reading(metric, None, State.REJECTED, detail=sentence, subject=subject)
    return Reading(metric, number, subject=subject)


def _given(value: Any) -> str:
    """A value in a few words; what holds others may be too deep or too long to be spelled."""
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else shown(repr(value), 40)


def text(value: Any) -> str:
    """A text that can be written as UTF-8, the empty string where ``value`` is none.

    JSON may hold halves of surrogate pairs, which no file can.
    """
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode("utf-8")


def texts(value: Any) -> list[str]:
    """The texts in a list; empty where ``value`` is no list."""
    found = [text(item) for item in value] if isinstance(value, list) else []
    return [item for item in found if item]


def named(account: Any, name: Any = "", handle: Any = "") -> Who | None:
    """Who answers, by the platform's own id; None where the answer does not say.

    An id may be a number in one answer and a text in the next; both are one id.
    """
    number = whole(account) if isinstance(account, int | float) else None
    found = text(account).strip() if number is None else str(number)
    return Who(found, shown(text(name), 60), text(handle).strip()) if found else None


def iso_day(value: Any) -> str:
    """The ISO day a date or timestamp begins with; empty for a bare year or anything else."""
    match = re.match(r"\d{4}-\d{2}-\d{2}(?=$|T)", value) if isinstance(value, str) else None
    if match is None:
        return ""
    try:
        return date.fromisoformat(match[0]).isoformat()
    except ValueError:
        return ""
