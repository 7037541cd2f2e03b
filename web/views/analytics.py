"""The search page: how much artists did in a period, on which platforms and with which songs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backline.analysis.audience import analyse, asked, document_of
from backline.measure import PLATFORM_LABELS
from bot.library import Label
from web.periods import USUAL, Period, named, periods
from web.visit import NotFoundError, Visit

PLATFORMS = tuple(name for name in PLATFORM_LABELS if name != "discord")


def view(visit: Visit) -> Mapping[str, Any]:
    """The answer to what the address and the query ask."""
    warehouse = visit.label.warehouse
    newest = warehouse.latest_day
    if newest is None:
        return {"title": "Analytics", "document": None, "period": None, "periods": []}
    period = _period(visit, newest)
    artists = visit.several("artist") or (
        [visit.parts["key"]] if "key" in visit.parts else [a.key for a in warehouse.roster.artists]
    )
    question = asked(
        warehouse.roster,
        artists,
        visit.several("platform") or PLATFORMS,
        period.first,
        period.last,
        today=visit.label.today,
        country=visit.asked("country").upper(),
    )
    answer = analyse(warehouse, question, tracks=len(question.artists) == 1)
    return {
        "title": "Analytics",
        "document": document_of(answer),
        "period": period,
        "periods": periods(warehouse.first_day or newest, newest),
        "one": visit.parts.get("key"),
    }


def _period(visit: Visit, newest: date) -> Period:
    name = visit.parts.get("period") or visit.asked("period") or f"{USUAL}-days"
    period = named(name, newest)
    if period is None:
        raise NotFoundError(f"There is no period {name}.")
    return period


def every_period(label: Label) -> Iterable[Mapping[str, str]]:
    """The windows and months there are."""
    newest = label.warehouse.latest_day
    if newest is None:
        return ()
    return [{"period": p.name} for p in periods(label.warehouse.first_day or newest, newest)]


def every_artist_and_period(label: Label) -> Iterable[Mapping[str, str]]:
    """Each of them for each artist of the roster."""
    return [
        {"key": artist.key, **parts}
        for artist in label.warehouse.roster.artists
        for parts in every_period(label)
    ]
