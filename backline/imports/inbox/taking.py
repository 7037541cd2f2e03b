"""Each kind's own import, called with what stands beside the files, and what it gave in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from backline.countries import country_code
from backline.errors import ConfigError
from backline.imports.campaign_sheet.job import UNPLACED_FILE as CAMPAIGNS_FILE
from backline.imports.campaign_sheet.job import import_campaigns
from backline.imports.charts.file_name import Options as ChartOptions
from backline.imports.charts.job import UNPLACED_FILE as CHARTS_FILE
from backline.imports.charts.job import import_charts
from backline.imports.ending import Ended
from backline.imports.inbox.kinds import Kind
from backline.imports.inbox.options import Options
from backline.imports.label.job import UNPLACED_FILE as LABEL_FILE
from backline.imports.label.job import import_label
from backline.imports.s4a.exports import Sort, read_export
from backline.imports.s4a.job import import_s4a
from backline.imports.s4a.period import period_of
from backline.imports.scrapes.job import UNPLACED_FILE as SCRAPES_FILE
from backline.imports.scrapes.job import import_scrapes
from backline.imports.scrapes.playlist_export import ExportOptions
from backline.imports.songs.job import UNPLACED_FILE as SONGS_FILE
from backline.imports.songs.job import import_songs
from backline.imports.tracking_sheet.job import UNPLACED_FILE as SHEET_FILE
from backline.imports.tracking_sheet.job import import_sheet
from backline.spotify_links import spotify_id
from backline.store import Store
from backline.words import listed, many


@dataclass(frozen=True, slots=True)
class Gave:
    """What an import gave.

    Attributes:
        days: the days it is of, the oldest first.
        ended: what it changed.
        not_taken: how much of the files could not be placed, all listed in ``file``.
        file: below ``reports/``.
        more: what else is in the sum, in words.
        said: what to know, one sentence each.
    """

    days: Sequence[date]
    ended: Ended
    not_taken: int
    file: str
    more: str = ""
    said: Sequence[str] = field(default=())

    @property
    def words(self) -> str:
        """The sum of it, for one line."""
        days = many(len(self.days), "day")
        span = f", {self.days[0]} to {self.days[-1]}" if len(self.days) > 1 else ""
        span = f", {self.days[0]}" if len(self.days) == 1 else span
        parts = [
            *([self.more] if self.more else []),
            *([f"{days}{span}"] if self.days else []),
        ]
        if self.days:
            changed = self.ended.changed_days
            parts.append(f"{changed:,} changed" if changed else "nothing new")
        if self.not_taken:
            parts.append(f"{self.not_taken:,} not placed (reports/{self.file})")
        return "; ".join(parts)


Take = Callable[[Sequence[Path], Store, Options, datetime], Gave]
"""Takes files of one kind with the same options into a root, at a moment."""


def _label(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    (folder,) = files
    made = import_label(folder, store, dates=options.order(), today=now.date())
    days = [day.date for day in made.adopted.days]
    said = [*made.roster.done, *made.roster.conflicts, *made.said]
    return Gave(days, made.ended, len(made.adopted.unplaced), LABEL_FILE, said=said)


def _campaigns(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    made = import_campaigns(files, store, dates=options.order(), today=now.date())
    more = f"{many(made.rows, 'row')} new or changed"
    said = [*made.roster, *made.tidied, *made.several, *made.said]
    return Gave((), made.ended, len(made.unplaced), CAMPAIGNS_FILE, more, said)


def _sheet(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    (file,) = files
    current = options.day("current-date")
    if current is None:
        raise ConfigError(f"{file.name} needs --current-date.")
    previous, order = options.day("previous-date"), options.order()
    made = import_sheet(file, store, current, previous, dates=order, today=now.date())
    adopted = made.adopted
    said = [*made.roster, *adopted.said, *made.untaken]
    return Gave(sorted(adopted.days), made.ended, len(adopted.unplaced), SHEET_FILE, said=said)


def _s4a(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    song, today = options.get("song"), now.date()
    period = period_of(
        options.day("from"),
        options.day("to"),
        all_time=options.get("all-time") is not None,
        today=today,
    )
    for file in files:
        export = read_export(file, today, options.order())
        if export.sort is Sort.SONG and not song and not export.named_after:
            raise ConfigError(
                f"{file.name} does not say of which song it is: repeat with --song and its title."
            )
    artist = options.get("artist") or ""
    made = import_s4a(
        files, store, artist, song=song, period=period, dates=options.order(), today=today
    )
    days, unplaced = sorted(made.adopted.days), len(made.adopted.unplaced)
    said = [*made.roster, *made.notes]
    return Gave(days, made.ended, unplaced, made.unplaced_file, made.artist.name, said)


def _songs(files: Sequence[Path], store: Store, _: Options, now: datetime) -> Gave:
    made = import_songs(files, store, today=now.date())
    said = [*made.roster, *made.said]
    return Gave(sorted(made.days), made.ended, len(made.unplaced), SONGS_FILE, said=said)


def _charts(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    said = options.get("country")
    country = None if said is None else country_code(said)
    told = ChartOptions(country, options.day("date"), options.get("frequency"))
    made = import_charts(files, store, told, today=now.date())
    sentences = [*made.roster, *made.said]
    return Gave(made.days, made.ended, len(made.unplaced), CHARTS_FILE, said=sentences)


def _scrapes(files: Sequence[Path], store: Store, options: Options, now: datetime) -> Gave:
    said = options.get("song")
    track = None if said is None else spotify_id("track", said)
    told = ExportOptions(track, options.get("window"), options.day("date"), options.order())
    made = import_scrapes(files, store, told, now=now)
    more = many(made.songs, "song")
    sentences = [*made.roster, *made.failed, *made.said]
    if made.repeated:
        sentences.append(f"There already, byte for byte: {listed(made.repeated, 5)}.")
    return Gave(made.days, made.ended, len(made.unplaced), SCRAPES_FILE, more, sentences)


TAKES: Mapping[Kind, Take] = {
    Kind.LABEL: _label,
    Kind.CAMPAIGNS: _campaigns,
    Kind.SHEET: _sheet,
    Kind.S4A: _s4a,
    Kind.SONGS: _songs,
    Kind.CHARTS: _charts,
    Kind.SCRAPES: _scrapes,
}
"""By kind, its import."""
