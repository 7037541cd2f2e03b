"""Which platforms a catch-up run asks: those from which the day has nothing yet."""

from __future__ import annotations

from collections.abc import Sequence

from backline.measure import State
from backline.sources import Source
from backline.store import Day

ONCE_A_DAY = ("spotify_page",)
"""Sources that one day asks once, whatever came back: public pages, one request an artist a day."""


def still_to_ask(day: Day | None, sources: Sequence[Source]) -> list[Source]:
    """The sources that answered nothing on a day so far; all of them where there is no day.

    A platform that answered for some artists is left alone: what it refused for others (a wrong
    id, a page without the number) it would refuse again.
    """
    if day is None:
        return list(sources)
    found: list[Source] = []
    for source in sources:
        states = {m.state for m in day.measurements if m.source == source.name}
        failed = State.FAILED in states and State.MEASURED not in states
        if not states or (failed and source.name not in ONCE_A_DAY):
            found.append(source)
    return found
