"""The whole audit: every detector, and what one day added."""

from __future__ import annotations

from datetime import date, timedelta

from backline.analysis.quality.counters import Place, counter_falls, fallen, returns
from backline.analysis.quality.findings import Finding, worst_first
from backline.analysis.quality.gaps import missing_days, refused, stopped
from backline.analysis.quality.jumps import jumps
from backline.analysis.quality.look import Look, prepared
from backline.analysis.quality.purges import purges
from backline.analysis.quality.repeats import stale_repeats
from backline.analysis.quality.values import twins, zeros
from backline.warehouse import Warehouse


def audit(warehouse: Warehouse, *, as_of: date | None = None) -> list[Finding]:
    """Everything worth a person's minute in the numbers up to ``as_of``, worst first.

    It stands on the views ``series`` and ``measurement``, so an accepted correction silences its
    finding. ``as_of`` defaults to the latest measured day.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []
    with prepared(warehouse):
        return _audit(Look(warehouse, day))


def new_findings(warehouse: Warehouse, day: date) -> list[Finding]:
    """What ``day`` added: findings that the numbers up to the day before did not have.

    A finding that only grows (an account refused for one more day) is not new. For a root's first
    day, or one just after an import of many days, everything is.
    """
    with prepared(warehouse):
        today = _audit(Look(warehouse, day))
        if not today:
            return []
        known = {f.key for f in _audit(Look(warehouse, day - timedelta(1)))}
    return [f for f in today if f.key not in known]


def _audit(look: Look) -> list[Finding]:
    found = changes(look)
    found += missing_days(look)
    found += stopped(look)
    found += refused(look)
    return worst_first(found)


def changes(look: Look) -> list[Finding]:
    """What is wrong with recorded numbers, or happened to them.

    Each step belongs to the first finding that explains it, in this order.
    """
    falls = fallen(look)
    shared = twins(look)
    purged = purges(look)
    explained = _steps_of([*shared, *purged]) | returns(falls)
    found = [*shared, *purged, *jumps(look, explained)]
    found += counter_falls(falls, explained, look)
    found += zeros(look)
    found += stale_repeats(look)
    return found


def _steps_of(findings: list[Finding]) -> set[Place]:
    """The step into the numbers of findings, and the one out of them."""
    return {
        (part.artist, part.platform, part.metric, part.subject, part.country, day)
        for finding in findings
        for part in finding.parts
        for day in (part.values[0].date, part.after_date)
    }
