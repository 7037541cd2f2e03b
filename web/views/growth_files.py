"""Which file holds a growth figure: the label's reports, or the file beside an artist's page.

The reports have the windows of 7, 28 and 30 days as of the newest day; the file beside a page has
every figure of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from backline.analysis.growth import Growth
from backline.exports.columns import GROWTH, WINDOWS
from backline.exports.reports import MOST_IN_ONE_FILE
from backline.names import guarded
from backline.people.written import fixed
from backline.store import Store
from bot.library import Label
from web.held import with_secrets
from web.shown import Held

_BESIDE = ("days", "platform", "metric", "subject", "now", "now_date", "source", "then",
           "then_date", "growth", "change", "span_days", "days_measured", "days_in_window",
           "resolution", "note")  # fmt: skip


class GrowthFiles:
    """Where the figures of pages are, and which files they named.

    Attributes:
        named: the files so far, in order.
    """

    def __init__(self, label: Label, day: date, beside: str = "") -> None:
        """Look which reports there are.

        Args:
            label: whose.
            day: the figures' last day.
            beside: the file beside the page, below the site's root; empty where there is none.
        """
        roster = label.warehouse.roster
        self._beside = beside
        self._lean = len(roster.artists) > MOST_IN_ONE_FILE
        self._reported = day == label.warehouse.latest_day == _as_of(label)
        self._secrets = label.warehouse.remember(
            "with secrets", lambda: with_secrets(roster), always=True
        )
        self.named: dict[str, None] = {}

    def place(self, row: Growth, days: int, column: str) -> tuple[Held | None, str]:
        """The file and row of a figure, and its column there.

        Args:
            row: the growth.
            days: over how many days.
            column: as :data:`backline.exports.columns.GROWTH` calls it.
        """
        held, name = self._in_reports(row, days, column)
        if held is None and self._beside:
            about = {"days": days, "platform": row.platform, "metric": row.metric}
            held, name = Held(self._beside, about | {"subject": guarded(row.subject)}), column
        if held is not None:
            self.named[held.file] = None
        return held, name

    def _in_reports(self, row: Growth, days: int, column: str) -> tuple[Held | None, str]:
        reported = self._reported and days in WINDOWS and row.artist not in self._secrets
        if not reported or (self._lean and (row.subject or column == "change")):
            return None, column
        about: dict[str, object] = {
            "platform": row.platform,
            "metric": row.metric,
            "artist": row.artist,
            "country": row.country,
        }
        if self._lean:
            name = column if column in ("now", "now_age") else f"{column}_{days}"
            return Held(GROWTH.path, about), name
        return Held(GROWTH.path, about | {"days": days, "subject": guarded(row.subject)}), column


def _as_of(label: Label) -> date | None:
    """The day that the reports look back from; None where there are none."""

    def find() -> date | None:
        reports = Store(label.root).reports
        try:
            said = json.loads((reports / "datapackage.json").read_bytes())["as_of"]
            there = (label.root / GROWTH.path).is_file()
            return date.fromisoformat(said) if there else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    return label.warehouse.remember("reports as of", find, always=True)


def growth_lines(windows: Mapping[int, Sequence[Growth]]) -> Iterator[Sequence[object]]:
    """The lines of the file beside an artist's page, its header first."""
    yield _BESIDE
    for days, rows in windows.items():
        for row in rows:
            told = {name: getattr(row, name, None) for name in _BESIDE} | {"days": days}
            # A number, since a text that begins with a minus would get an apostrophe.
            told["change"] = None if row.change is None else Decimal(fixed(row.change))
            yield [told[name] for name in _BESIDE]
