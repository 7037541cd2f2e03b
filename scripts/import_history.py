"""Adopt numbers that other tools wrote down before."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import _import_campaigns
import typer
from _import_options import DatesOption, Trial, order, today
from _imported import complain, telling
from _run import PROJECT, Root, entry, new_app, say

app = new_app(__doc__ or "")


@app.callback()
def main() -> None:
    """Adopt numbers that other tools wrote down before."""


@app.command()
def label(
    folder: Annotated[Path, typer.Argument(help="Folder with historical/*.json and CSVs.")],
    root: Root = PROJECT,
    dates: DatesOption = None,
    dry_run: Trial = False,
) -> None:
    """Adopt a label's folder of daily JSON files and CSVs."""
    from backline.analysis.quality.gaps import own_rhythm
    from backline.imports import import_label
    from backline.imports.days import spans
    from backline.imports.label.job import UNPLACED_FILE

    with telling(root, trial=dry_run) as told:
        report = import_label(folder, told.store, dates=order(dates), today=today())
        adopted = report.adopted
        told.states(adopted.counts)
        told.list(
            "Why numbers were not taken",
            [
                f"{count:,} {name.replace('_', ' ')}: {state.value.replace('_', ' ')}, {why}"
                for (name, state, why), count in sorted(adopted.reasons.items())
            ],
            most=30,
        )
        told.list("Roster", report.roster.done)
        told.list("Conflicts, where the roster stays as it is", report.roster.conflicts)
        told.list("To know", report.said)
        taken = "Taken from a CSV row, since JSON lacks the artist that day"
        told.list(taken, adopted.from_csv)
        told.not_taken(adopted.unplaced, UNPLACED_FILE)
        if rhythm := own_rhythm([day.date for day in adopted.days]):
            told.list("Rhythm of the folder", [f"numbers {rhythm}: no days are missing"])
        elif missing := adopted.missing_days:
            told.list("Days the folder does not have", [spans(missing)])
        told.end([day.date for day in adopted.days], report.ended.changed_days)
    complain(report.ended.problems, report.broken_files)


@app.command()
def sheet(
    file: Annotated[Path, typer.Argument(help="The agency's weekly sheet, saved as CSV.")],
    current_date: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the current values, which no cell says."),
    ],
    previous_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day of the newest older column, where unlabelled."
        ),
    ] = None,
    root: Root = PROJECT,
    dates: DatesOption = None,
    dry_run: Trial = False,
) -> None:
    """Adopt an agency's weekly tracking sheet: stacked blocks, newest column first."""
    from backline.imports import import_sheet
    from backline.imports.tracking_sheet.job import UNPLACED_FILE

    previous = previous_date.date() if previous_date else None
    with telling(root, trial=dry_run) as told:
        report = import_sheet(
            file,
            told.store,
            current_date.date(),
            previous,
            dates=order(dates),
            today=today(),
        )
        adopted = report.adopted
        told.states(adopted.counts)
        told.list("Roster", report.roster)
        told.list("To know", adopted.said)
        figures = report.figures
        told.list(
            f"The sheet's own figures: {figures.agree} are what its columns give, these are not",
            figures.differ,
        )
        told.not_taken(adopted.unplaced, UNPLACED_FILE)
        tracks = f", {report.new_tracks} tracks were not known before" if report.new_tracks else ""
        told.end(sorted(adopted.days), report.ended.changed_days, tracks)
    complain(report.ended.problems, report.untaken)


@app.command()
def s4a(
    files: Annotated[list[Path], typer.Argument(help="CSVs exported from Spotify for Artists.")],
    artist: Annotated[str, typer.Option(help="Whose exports they are: key or name.")],
    root: Root = PROJECT,
    song: Annotated[
        str | None, typer.Option(help="Title of a song's timeline, if its name lacks it.")
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="First day a list of songs is counted over."
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=["%Y-%m-%d"], help="Last such day; of --all-time the day of export."
        ),
    ] = None,
    all_time: Annotated[
        bool, typer.Option("--all-time", help="The lists of songs are counted over all time.")
    ] = False,
    dates: DatesOption = None,
    dry_run: Trial = False,
) -> None:
    """Adopt exports of Spotify for Artists: timelines and lists of songs of one artist."""
    from backline.imports import import_s4a
    from backline.imports.s4a.period import period_of

    period = period_of(
        first and first.date(), last and last.date(), all_time=all_time, today=today()
    )
    with telling(root, trial=dry_run) as told:
        report = import_s4a(
            files,
            told.store,
            artist,
            song=song,
            period=period,
            dates=order(dates),
            today=today(),
        )
        adopted = report.adopted
        told.states(adopted.counts)
        told.list("Roster", report.roster)
        told.list(
            "Why there is no number",
            [
                f"{count:,} {name}: {state.value.replace('_', ' ')}, {why}"
                for (name, state, why), count in sorted(adopted.reasons.items())
            ],
            most=30,
        )
        left = [f"{count:,}: {name}: {why}" for (name, why), count in sorted(adopted.left.items())]
        told.not_taken(adopted.unplaced, report.unplaced_file, left)
        told.list("Worth a look", report.notes)
        told.end(sorted(adopted.days), report.ended.changed_days)
    complain(report.ended.problems, report.broken_files)


class Frequency(StrEnum):
    """How often a chart comes."""

    daily = "daily"
    weekly = "weekly"


@app.command()
def charts(
    files: Annotated[
        list[Path],
        typer.Argument(help="Downloads of Spotify Charts, Soundcharts' ranking lines, folders."),
    ],
    root: Root = PROJECT,
    country: Annotated[
        str | None,
        typer.Option(help="Country of charts that do not say it: two letters, or global."),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="Day they are of; of a week its Thursday."
        ),
    ] = None,
    frequency: Annotated[
        Frequency | None, typer.Option(help="How often they come, where they do not say it.")
    ] = None,
    dry_run: Trial = False,
) -> None:
    """Adopt chart days: who stood where, with how many streams."""
    from backline.countries import country_code
    from backline.errors import ConfigError
    from backline.imports import import_charts
    from backline.imports.charts.file_name import Options
    from backline.imports.charts.job import UNPLACED_FILE

    try:
        code = None if country is None else country_code(country)
    except ValueError as error:
        raise ConfigError(f"--country: {error}.") from None
    options = Options(code, day and day.date(), frequency and frequency.value)
    with telling(root, trial=dry_run) as told:
        report = import_charts(files, told.store, options, today=today())
        told.list("Charts", report.charts, most=30)
        told.list("Roster", report.roster)
        told.list("To know", report.said, most=30)
        told.not_taken(report.unplaced, UNPLACED_FILE)
        told.end(report.days, report.ended.changed_days, _joined(report.joined))
    complain(report.ended.problems, report.refused)


@app.command("song-audience")
def song_audience(
    files: Annotated[
        list[Path], typer.Argument(help="Files with a song's count on every line, folders.")
    ],
    root: Root = PROJECT,
    dry_run: Trial = False,
) -> None:
    """Adopt what songs were counted to have since their release, day by day."""
    from backline.imports import import_songs
    from backline.imports.songs.job import UNPLACED_FILE

    with telling(root, trial=dry_run) as told:
        report = import_songs(files, told.store, today=today())
        told.states(report.counts)
        told.list(
            "Why there is no number",
            [
                f"{count:,} {name}: {state.value.replace('_', ' ')}, {why}"
                for (name, state, why), count in sorted(report.reasons.items())
            ],
            most=30,
        )
        told.list("Roster", report.roster)
        told.list("To know", report.said)
        told.not_taken(report.unplaced, UNPLACED_FILE)
        told.end(sorted(report.days), report.ended.changed_days, _joined(report.joined))
    complain(report.ended.problems, report.refused)


def _joined(tracks: int) -> str:
    """What is said of tracks that turned out to be one song with another."""
    if not tracks:
        return ""
    from backline.words import many

    are = many(tracks, "track is", "tracks are")
    return f"; {are} one song with another (column song of data/subjects.csv)"


_import_campaigns.add_to(app)


@app.command()
def undo(root: Root = PROJECT) -> None:
    """Take back the last import: files, roster and reports are as they were before it."""
    from backline.names import shown
    from backline.store import Store
    from backline.store.undo import undo as take_back

    done = take_back(Store(root))
    say(
        f"Taken back: {shown(done.what)}. {done.removed:,} files it had made are gone, "
        f"{done.restored:,} it had changed are as before."
    )
    if done.returned:
        names = ", ".join(shown(name) for name in done.returned[:5])
        more = f" and {len(done.returned) - 5:,} more" if len(done.returned) > 5 else ""
        say(f"In the inbox again, from where the next run takes them: {names}{more}.")


if __name__ == "__main__":
    entry(app)
