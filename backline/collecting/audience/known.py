"""What is stored of Soundcharts' answers, and what was asked today: it is not asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from backline.collecting.known import Known, Series
from backline.errors import DataError
from backline.measure import State
from backline.net.answers import json_value
from backline.people.identities import id_answered
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import NOT_IN_PLAN
from backline.sources.soundcharts.windows import Window
from backline.store import Store
from backline.store.files import put
from backline.warehouse import Warehouse

SETTLING = timedelta(days=7)
"""So long a number may still change; what is older and stored is not asked for again."""


class KnownDays(Known):
    """The stored rows, and which days of them are settled."""

    def subjects(self, artist: str, platform: str, metric: str) -> list[str]:
        """The subjects of an artist that have rows of a metric."""
        return [s[3] for s in self._rows if s[:3] == (artist, platform, metric) and s[3]]

    def wanted(self, several: Sequence[Series], days: Iterable[date]) -> list[date]:
        """The days on which some of the series is not settled."""
        return [day for day in days if any(self._is_open(series, day) for series in several)]

    def _is_open(self, series: Series, day: date) -> bool:
        row = self.at(series, day)
        if row is None or row.state in (State.FAILED, State.NOT_CONFIGURED):
            return True
        if row.state is State.MEASURED:
            return self._today - day <= SETTLING
        if row.detail.startswith(NOT_IN_PLAN) or id_answered(row.detail):
            return True  # the plan, or the account, may have been set right meanwhile
        # What had no number while it was young may have one by now.
        return row.asked_on is None or row.asked_on - day <= SETTLING


def load_known(store: Store, first: date, today: date) -> KnownDays:
    """What the files of a root say from ``first`` on.

    Raises:
        DataError: a file cannot be read; asking would come to nothing, since it cannot be saved.
        ConfigError: the roster or the corrections are wrong.
    """
    with Warehouse(store.root) as warehouse:
        rows = warehouse.ask("backfill_known", source=SOURCE, first=first)
        damaged = [p for p in warehouse.problems if p.startswith("data/measurements/")]
    if damaged:
        raise DataError(f"{damaged[0]} Restore it first; nothing was asked.")
    return KnownDays(rows, today)


class AskedToday:
    """What was answered today, so that the same again makes no call.

    A number that is the same as before leaves no trace in the files, which is why it is written
    down beside them, in ``data/newest``: for this machine and this day alone.
    """

    def __init__(self, store: Store, today: date) -> None:
        self._file = store.newest / "soundcharts.json"
        self._today = today
        self._windows: dict[tuple[str, str], list[Window]] = {}
        for key, name, first, last in self._read():
            window = Window(date.fromisoformat(first), date.fromisoformat(last))
            self._windows.setdefault((key, name), []).append(window)

    def has(self, key: str, name: str, day: date) -> bool:
        """Whether a day was answered."""
        return any(day in window for window in self._windows.get((key, name), ()))

    def add(self, key: str, name: str, window: Window) -> None:
        """Take down that a window was answered."""
        self._windows.setdefault((key, name), []).append(window)

    def save(self) -> None:
        """Write it down; where that cannot be, the same again asks again.

        Raises:
            OSError: the folder cannot be written.
        """
        asked = [
            [key, name, window.first.isoformat(), window.last.isoformat()]
            for (key, name), several in sorted(self._windows.items())
            for window in sorted(set(several))
        ]
        said = {"day": self._today.isoformat(), "asked": asked}
        put(self._file.with_name(".gitignore"), b"*\n")
        put(self._file, (json.dumps(said) + "\n").encode())

    def _read(self) -> list[list[str]]:
        """The lines of today; none where the file is another day's, or no such file."""
        try:
            said = json_value(self._file.read_bytes())
            lines: list[list[str]] = said["asked"] if said["day"] == str(self._today) else []
            for _, _, first, last in lines:
                date.fromisoformat(first), date.fromisoformat(last)
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return lines
