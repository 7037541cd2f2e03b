"""The commands that take a label's campaigns over: old records of them, and scrapes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from _import_options import DatesOption, Trial, order, today
from _imported import complain, telling
from _run import PROJECT, Root


def add_to(app: typer.Typer) -> None:
    """Give an app the commands."""
    app.command("campaigns")(campaigns_)
    app.command("scrapes")(scrapes_)


def campaigns_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Sheets of campaigns, and tables of an older system, saved as CSV."),
    ],
    root: Root = PROJECT,
    dates: DatesOption = None,
    dry_run: Trial = False,
) -> None:
    """Take old records of clients, vendors, campaigns and playlists into data/campaigns."""
    from backline.imports import import_campaigns
    from backline.imports.campaign_sheet.account import Fate
    from backline.imports.campaign_sheet.job import UNPLACED_FILE

    with telling(root, trial=dry_run) as told:
        report = import_campaigns(files, told.store, dates=order(dates), today=today())
        told.tables(report.added, report.changed)
        told.list("Files", report.files)
        told.list("Roster", report.roster)
        told.list("Names of campaigns that were tidied", report.tidied, most=30)
        several = "Read as several vendors, whose goal stays with the campaign"
        told.list(several, report.several, most=30)
        told.list("To know", report.said, most=30)
        told.not_taken(report.unplaced, UNPLACED_FILE)
        fates = (Fate.PLACED, Fate.EMPTY, Fate.LISTED)
        cells = ", ".join(f"{report.fates[fate]:,} {fate.value}" for fate in fates)
        rows = f"{report.rows:,} rows new or changed" if report.rows else "nothing was new"
        told.close(f"{report.fates.total():,} cells: {cells}; {rows}.", report.rows)
    complain(report.ended.problems, report.refused)


class Window(StrEnum):
    """What a list of playlists is counted over."""

    day = "24h"
    week = "7d"
    month = "28d"
    year = "12m"


def scrapes_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Scrapes of a song's playlists, lists exported from Spotify for Artists, folders."
        ),
    ],
    root: Root = PROJECT,
    song: Annotated[
        str | None, typer.Option(help="The song an exported list is of: its link on Spotify.")
    ] = None,
    window: Annotated[
        Window | None, typer.Option(help="What an exported list is counted over.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day a list was exported."),
    ] = None,
    dates: DatesOption = None,
    dry_run: Trial = False,
) -> None:
    """Adopt what playlists gave a song, as Spotify for Artists shows it."""
    from backline.errors import ConfigError
    from backline.imports import import_scrapes
    from backline.imports.scrapes.job import UNPLACED_FILE
    from backline.imports.scrapes.playlist_export import ExportOptions
    from backline.spotify_links import spotify_id
    from backline.words import many

    try:
        track = None if song is None else spotify_id("track", song)
    except ValueError as error:
        raise ConfigError(f"--song: {error}.") from None
    options = ExportOptions(track, window and window.value, day and day.date(), order(dates))
    with telling(root, trial=dry_run) as told:
        report = import_scrapes(files, told.store, options)
        told.list("Roster", report.roster)
        told.list("Failed scrapes, which are no zeros", report.failed)
        told.list("There already, byte for byte", report.repeated)
        told.list("To know", report.said)
        told.not_taken(report.unplaced, UNPLACED_FILE)
        more = f"; {len(report.taken):,} files of {many(report.songs, 'song')}"
        told.end(report.days, report.ended.changed_days, more)
    complain(report.ended.problems, report.refused)
