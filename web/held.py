"""Where a measured number of one day stands in the files for readers."""

from __future__ import annotations

from datetime import date

from backline.exports.reports import MOST_IN_ONE_FILE
from backline.exports.series import MOST_WITH_TRACKS
from backline.names import guarded
from backline.people import Roster
from backline.warehouse.tables import kept_back
from bot.library import Label
from web.shown import Held

Series = tuple[str, str, str, str, str]
"""Artist, platform, metric, subject, country."""


class Shelves:
    """The files of one root that hold every number once; each is looked for once."""

    def __init__(self, label: Label) -> None:
        """Begin."""
        roster = label.warehouse.roster
        self._root = label.root
        self._secret = label.warehouse.remember(
            "kept back", lambda: frozenset(kept_back(roster)), always=True
        )
        self._large = len(roster.artists) > MOST_IN_ONE_FILE
        self._late = len(roster.artists) > MOST_WITH_TRACKS
        self._there: dict[str, bool] = {}

    @property
    def files(self) -> list[str]:
        """Those that have been named, to be linked."""
        return sorted(file for file, there in self._there.items() if there)

    def series(self, series: Series, day: date, source: str | None = None) -> Held | None:
        """The row of ``reports/series/`` for a number of a day.

        Args:
            series: what it is of.
            day: its day.
            source: who told it; any where nobody knows.

        Returns:
            None where no file has the number: no report was written, or a policy keeps it back.
        """
        artist, platform, metric, subject, country = series
        if self._is_kept_back(artist, source) or (subject and self._late):
            return None
        of_platform = f"-{platform}" if self._large else ""
        file = f"reports/series/{day:%Y-%m}{of_platform}.csv"
        if file not in self._there:
            self._there[file] = (self._root / file).is_file()
        if not self._there[file]:
            return None
        row = {"date": day, "key": artist, "platform": platform, "metric": metric}
        return Held(file, row | {"subject": guarded(subject), "country": country})

    def _is_kept_back(self, artist: str, source: str | None) -> bool:
        if source is not None:
            return (source, artist) in self._secret
        return any(whose == artist for _, whose in self._secret)


def with_secrets(roster: Roster) -> frozenset[str]:
    """The artists of whom the files for readers lack what these pages may show, by key.

    The label itself has the empty key.
    """
    return frozenset(artist for _, artist in kept_back(roster))
