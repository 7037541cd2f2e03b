"""Importing chart files into a root, as one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.beginning import roster_of
from backline.imports.charts.adopt import Adopted, Adoption
from backline.imports.charts.download import read_download
from backline.imports.charts.file_name import Options
from backline.imports.charts.lines import Told
from backline.imports.charts.rankings import read_rankings
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.handed_in import HandedIn, hand_in
from backline.imports.joining import join_songs
from backline.imports.json_lines import Lines, Sort, read_lines
from backline.imports.known import Known
from backline.imports.reading import Unplaced, in_file_order
from backline.store import Store
from backline.store.charts import CHARTS, RANK, ChartDay

UNPLACED_FILE = "import_charts.csv"
SOURCE = "soundcharts_export"
"""Whose policy says whether Soundcharts' numbers may be kept."""

_BESIDE = "charts.jsonl"
"""A table of charts; it is read where it lies beside ranking lines."""


@dataclass(slots=True)
class ChartsImport:
    """What an import did.

    Attributes:
        roster: what was done to the roster, one sentence each.
        charts: one line for each chart: its days and places.
        joined: how many tracks are newly one song with another.
        refused: a sentence for each file, or day of one, that was not taken.
    """

    adopted: Adopted = field(default_factory=Adopted)
    roster: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    joined: int = 0
    ended: Ended = field(default_factory=Ended)

    @property
    def days(self) -> list[date]:
        """The day of each chart day that was taken, the oldest first."""
        return sorted(day[0] for day in self.adopted.taken)


def import_charts(
    files: Sequence[Path], store: Store, options: Options, *, today: date | None = None
) -> ChartsImport:
    """Adopt chart days: Spotify's downloads and Soundcharts' ranking lines.

    Args:
        files: of any kind, in any order, tables of tracks, artists and charts among them; of a
            folder every file in it.
        store: the root; it gets a roster where it has none.
        options: what a person says of files that do not say it themselves.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: an option cannot be, or the roster is wrong.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    today = today or datetime.now(UTC).date()
    if options.date and options.date > today:
        raise ConfigError(f"--date {options.date} has not come yet (today is {today}, UTC).")
    made = ChartsImport()
    given = hand_in(files, (".csv", ".txt"))
    made.refused += given.refused
    told = _told(given, options, today, made)
    with store.writing():
        roster, text, made.roster = roster_of(store)
        known, subjects = Known(roster), store.subjects()
        known.learn(given.lines.values())
        adoption = Adoption(store, subjects, known)
        for path, file in told:
            if path in given.lines and not roster.policy_for(SOURCE, None).store:
                made.refused.append(
                    f"The roster's policy for {SOURCE} does not let {path.name} be stored."
                )
                continue
            for day in file.days:
                adoption.take(day, path)
        made.adopted = adoption.result
        made.refused += made.adopted.refused
        if not made.adopted.taken:
            raise DataError(" ".join(made.refused) or "No file of a chart was named.")
        joined = join_songs(subjects)
        made.joined, made.said = joined.count, [*made.said, *made.adopted.said, *joined.said]
        made.unplaced.sort(key=in_file_order)
        made.charts = _charts(made.adopted)
        made.ended = finish(
            store,
            "the import of charts",
            roster,
            subjects,
            (),
            NotTaken(UNPLACED_FILE, made.unplaced),
            roster_text=text,
            months={CHARTS: made.adopted.days},
            refused=made.refused,
        )
    return made


def _told(
    given: HandedIn, options: Options, today: date, made: ChartsImport
) -> list[tuple[Path, Told]]:
    """What each file tells; those that tell nothing become sentences."""
    found: list[tuple[Path, Told]] = []
    for path in given.others:
        try:
            found.append((path, read_download(path, options, today)))
        except DataError as error:
            made.refused.append(str(error))
    for path, lines in given.lines.items():
        if lines.sort is Sort.RANKINGS:
            tables = [*given.lines.values(), *_beside(path, given)]
            found.append((path, read_rankings(lines, tables, options, today)))
        elif lines.sort is Sort.COUNTS:
            made.said.append(
                f"{path.name} has song counts and no charts: take it with "
                "scripts/import_history.py song-audience."
            )
        elif lines.sort is Sort.OTHER:
            made.refused.append(f"{path.name} is no chart file that is known.")
    for path, told in found:
        made.unplaced += told.unread
        made.said += told.said
        if not told.days:
            why = f": {told.unread[0].why}" if told.unread else ""
            made.refused.append(f"{path.name} has no chart day that can be taken{why}.")
    return found


def _beside(path: Path, given: HandedIn) -> Iterable[Lines]:
    """The table of charts in a ranking file's folder, where nobody named it."""
    beside = path.parent / _BESIDE
    if beside in given.lines or not beside.is_file():
        return []
    try:
        return [read_lines(beside)]
    except DataError:
        return []  # nobody asked for it


def _charts(adopted: Adopted) -> list[str]:
    """One line for each chart that was taken."""
    by_chart: dict[tuple[str, str, str], list[ChartDay]] = {}
    for day in sorted(adopted.taken):
        by_chart.setdefault(day[1:], []).append(day)
    said = []
    for (platform, chart, country), days in sorted(by_chart.items()):
        places = sum(len(adopted.days[day]) for day in days)
        kind = adopted.days[days[0]][0].metric_kind
        unit = adopted.days[days[0]][0].frequency
        of = {"daily": "day", "weekly": "week"}[unit]
        many = f"{len(days):,} {of}{'s' if len(days) > 1 else ''}"
        span = f"{days[0][0]} to {days[-1][0]}" if len(days) > 1 else str(days[0][0])
        counts = "places alone" if kind == RANK else kind
        said.append(
            f"{platform} {chart} ({country or 'worldwide'}): {many}, {span}: {places:,} places, "
            f"{counts}"
        )
    return said
