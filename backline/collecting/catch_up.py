"""Whom a catch-up run asks: exactly those of whom numbers are missing for a reason that passes.

What was refused for good (an unknown id, a key without a right) says so in its row and is left
alone; see :data:`backline.measure.LASTING`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from backline.collecting.collect import off, why_not
from backline.measure import Measurement, State
from backline.net import Credentials
from backline.people import Roster
from backline.sources import Source
from backline.store import Day

ONCE_A_DAY = ("spotify_page",)
"""Sources that one day asks once, whatever came back: public pages, one request an artist a day."""


def still_to_ask(
    before: Day | None,
    day: date,
    sources: Sequence[Source],
    roster: Roster,
    credentials: Callable[[], Credentials],
) -> dict[str, set[str]]:
    """By a source's name, the keys of those it has to be asked about again; the label's is ``""``.

    Asked again is whoever has no row of the source yet, one that failed or was rejected for a
    reason that may pass, or only such that say "not configured" where that is so no more.

    Args:
        before: what is stored of the day so far.
        day: the day of the run.
        sources: the platforms' clients.
        roster: whose numbers are expected.
        credentials: gives the keys of the run; called only where the answer hangs on them.
    """
    rows: dict[tuple[str, str], list[Measurement]] = {}
    for m in before.measurements if before else ():
        if m.country:  # what a run asks for is worldwide
            continue
        rows.setdefault((m.source, m.artist), []).append(m)
    found: dict[str, set[str]] = {}
    for source in sources:
        for artist in [None] if source.of_label else roster.on(day):
            key = artist.key if artist else ""
            own = rows.get((source.name, key), [])
            if _may_add(own, source) or (
                all(m.state is State.NOT_CONFIGURED for m in own)
                and (artist is None or why_not(source, artist, roster) is None)
                and not source.switched_off(roster.settings)
                and off(source, roster.settings, credentials()) is None
            ):
                found.setdefault(source.name, set()).add(key)
    return found


def _may_add(rows: Sequence[Measurement], source: Source) -> bool:
    """Whether asking may add to the rows of one artist and source."""
    if not rows:
        return True
    return source.name not in ONCE_A_DAY and any(m.may_pass for m in rows)
