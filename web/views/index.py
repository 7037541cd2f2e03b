"""``index.html``: the label today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backline.analysis.growth import growth
from backline.analysis.totals import totals
from backline.words import of_artists
from bot.replies.who import worldwide
from web.shown import change, count
from web.visit import Visit

_WINDOW = 28


def view(visit: Visit) -> Mapping[str, Any]:
    """What is measured, who moved, what is missing and why."""
    warehouse = visit.label.warehouse
    day = warehouse.latest_day
    cards = []
    if day is not None:
        rows = worldwide(growth(warehouse, _WINDOW, as_of=day, subjects=False))
        for total in totals(rows, warehouse.roster, day):
            if total.measured:
                cards.append(
                    {
                        "metric": total.metric,
                        "value": count(total.value),
                        "change": change(total.growth, "no artist has both ends of the window"),
                        "from": of_artists(total.measured, total.artists),
                        "missing": total.missing,
                    }
                )
    return {
        "title": "Today",
        "day": day,
        "window": _WINDOW,
        "cards": cards,
        "artists": warehouse.roster.artists,
    }
