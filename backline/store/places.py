"""Every path below a root.

Files of a root::

    roster.toml  corrections.toml                  written by people
    data/measurements/YYYY/YYYY-MM-DD.parquet      the measurements of a day; a very large one in
                                                   parts, see day_files; beside it what runs of a
                                                   part of the roster measured, see runs
    data/historical/YYYY-MM-DD.json                the same day for people and programs
    data/latest.json                               a copy of the newest day
    data/popularity_scores.csv                     one row an artist and day; with many artists
    data/popularity_scores/YYYY.csv                one file a year instead
    data/subjects.csv                              tracks and videos, described once
    data/charts/YYYY-MM.parquet                    who stood where on which chart; see charts
    data/audience/cities/YYYY-MM.parquet           the cities an audience lives in; see cities
    data/audience/radio/YYYY-MM.parquet            plays on the radio; see radio
    data/audience/playlists/YYYY-MM.parquet        the playlists songs are in; see playlists
    data/campaigns/*.csv                           clients, vendors, campaigns, placements and
                                                   playlists, written by people; see campaigns
    data/campaigns/streams/YYYY-MM.parquet         what playlists gave songs; see playlist_streams
    data/campaigns/scrapes/YYYY-MM.parquet         which scrapes told it, and which failed
    data/campaigns/told/                           this machine's answers from many scrapes;
                                                   never in git
    data/inbox/                                    files to be taken, and done/ and refused/ where
                                                   they go; see imports/inbox
    data/identities.csv                            who answers on each platform; see people
    data/alerts.csv                                which alerts were sent; see unattended
    data/keys.csv                                  when keys end; see people
    data/quotas.csv                                what was left of quotas
    data/notes.csv                                 people's own words beside the numbers
    data/newest/                                   this machine's small table of newest values,
                                                   made from the measurements; never in git
    reports/series/YYYY-MM.csv                     every number of a month; with many artists
    reports/series/YYYY-MM-PLATFORM.csv            one file a platform instead
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from backline.store.day_files import Place, by_day, files_of, listed
from backline.store.monthly import MONTHLY

Stamp = tuple[tuple[str, int, int, int, int], ...]
"""Of each file the name, the times its content and it itself changed, the size, and its number."""


class Places:
    """Where the files of one root are, and which there are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.roster_file = root / "roster.toml"
        self.corrections_file = root / "corrections.toml"
        self.data = root / "data"
        self.reports = root / "reports"
        self.latest_file = self.data / "latest.json"
        self.popularity_file = self.data / "popularity_scores.csv"
        self.subjects_file = self.data / "subjects.csv"
        self.identities_file = self.data / "identities.csv"
        self.notes_file = self.data / "notes.csv"
        self.alerts_file = self.data / "alerts.csv"
        self.keys_file = self.data / "keys.csv"
        self.quotas_file = self.data / "quotas.csv"
        self.newest = self.data / "newest"
        self.campaigns = self.data / "campaigns"
        self.inbox = self.data / "inbox"
        self.series = self.reports / "series"
        self.weekly = self.reports / "weekly"

    def day_file(self, day: date) -> Path:
        """Where the JSON of a day is."""
        return self.data / "historical" / f"{day}.json"

    def measurement_folder(self, day: date) -> Path:
        """Where the files of a day's measurements are."""
        return self.data / "measurements" / f"{day:%Y}"

    def measurement_file(self, day: date) -> Path:
        """Where the measurements of a day are, unless they are too many for one file."""
        return self.measurement_folder(day) / Place(day).name

    def run_file(self, day: date, number: int) -> Path:
        """Where a run of a part of the roster writes what it measured."""
        return self.measurement_folder(day) / Place(day, "run", number).name

    def files_of(self, day: date) -> list[Path]:
        """The measurement files of a day that there are, in the order of their places."""
        return [Path(entry.path) for entry in listed([self.measurement_folder(day)], day)]

    def popularity_year_file(self, year: int) -> Path:
        """Where the popularity scores of a year are when the label has many artists."""
        return self.data / "popularity_scores" / f"{year}.csv"

    def keeps_campaigns(self) -> bool:
        """Whether there is any of the tables that people keep of campaigns."""
        return any(self.campaigns.glob("*.csv"))

    def popularity_files(self) -> list[Path]:
        """The files of popularity scores that there are."""
        years = sorted((self.data / "popularity_scores").glob("[0-9]*.csv"))
        return [path for path in (self.popularity_file, *years) if path.exists()]

    def measurement_files(self) -> list[Path]:
        """Every measurement file, oldest day first."""
        return [Path(entry.path) for entry in self._measurement_entries()]

    def days(self) -> list[date]:
        """The days there are measurement files of, the oldest first."""
        return list(by_day(self.measurement_files()))

    def stamp(self) -> Stamp:
        """What tells that something answers stand on is new, looked up within milliseconds."""
        written = (
            self.roster_file,
            self.corrections_file,
            self.subjects_file,
            self.identities_file,
            self.keys_file,
            self.quotas_file,
        )
        found = [(str(path), path.stat()) for path in written if path.exists()]
        found += [(entry.path, entry.stat()) for entry in self._measurement_entries()]
        beside = (path for table in MONTHLY for path in table.files(self.data))
        found += [(str(path), path.stat()) for path in beside]
        return tuple(
            (path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            for path, stat in found
        )

    def _measurement_entries(self) -> list[os.DirEntry[str]]:
        """The measurement files as the folders list them, oldest day first."""
        return listed((self.data / "measurements").glob("[0-9]*/"))

    def newest_day(self) -> date | None:
        """The newest day with a measurement file, or None."""
        return max(self.days(), default=None)

    def newest_stored(self) -> date | None:
        """The newest day that anything is stored of: measurements, charts, scrapes and so on.

        Raises:
            DataError: a month's file cannot be read.
        """
        days = [self.newest_day(), *(table.newest(self.data) for table in MONTHLY)]
        return max((day for day in days if day is not None), default=None)

    def newest_written(self) -> date | None:
        """The newest day that is written itself, not only beside it by runs."""
        listed = by_day(self.measurement_files())
        return next((day for day in reversed(listed) if files_of(listed[day]).day), None)

    def name(self, path: Path) -> str:
        """A path below the root as people and sentences call it."""
        return path.relative_to(self.root).as_posix()
