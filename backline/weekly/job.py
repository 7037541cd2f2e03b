"""The weekly job: measure, then write the report; with a broken token, from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.analysis.growth import By
from backline.errors import ConfigError
from backline.names import shown
from backline.people import Artist, Roster
from backline.people.roster import several
from backline.store import Store
from backline.weekly.files import Progress, Written, write_weekly
from backline.weekly.layout import Layout

if TYPE_CHECKING:
    from backline.net import Credentials, Endpoints

WEEKS_MEASURED = 6
"""How many weeks are measured when nobody says: what growth over 28 days needs, and one more.

A layout that shows fewer columns does not change it; one that shows more has them measured."""

Refresh = Callable[..., Any]
"""``backline.collecting.backfill.backfill.refresh``, or what stands in for it."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What measuring needs.

    Attributes:
        tracks: whether the artists' tracks are measured, too; as the layout says when None.
        started: when the run began (UTC).
        refresh: what measures; Backline's own when None.
    """

    credentials: Credentials
    endpoints: Endpoints
    started: datetime
    tracks: bool | None = None
    refresh: Refresh | None = None


@dataclass(slots=True)
class WeeklyRun:
    """What a run did.

    Attributes:
        failed: by artist's name, one sentence: not measured, or no report.
        said: what to know, one sentence each.
        fell_back: why nothing was measured although it should have been; empty when it was.
        live: whether anybody was measured for it.
    """

    written: Written
    failed: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    fell_back: str = ""
    live: bool = False


def run_weekly(
    root: Path,
    layout: Layout,
    artists: Sequence[str] = (),
    *,
    measuring: Measuring | None = None,
    weeks: int | None = None,
    as_of: date | None = None,
    by: By | None = None,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
) -> WeeklyRun:
    """Measure if asked to, and write the weekly report.

    Args:
        root: the label's folder.
        layout: columns and sections.
        artists: names or keys; the whole roster when empty.
        measuring: what measuring needs; None to write from what is stored.
        weeks: so many older columns at most, and so many weeks to measure; as many as the layout
            says when None.
        as_of: the day to look back from.
        by: how growth is counted; as the layout says when None.
        folder: where the files go; the root's ``reports/weekly`` when None.
        progress: told after each artist, while measuring and while writing.

    Raises:
        ConfigError: the roster is missing, wrong or empty, or has none of the artists.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store = Store(root)
    roster = store.roster()
    chosen, failed = _named(roster, artists)
    run = WeeklyRun(Written(), failed)
    if measuring is not None and roster.artists:
        today = measuring.started.date()
        _measure(run, root, layout, chosen or roster.on(today), measuring, weeks, progress)
    with store.writing():
        run.written = write_weekly(
            store,
            layout,
            [artist.key for artist in chosen],
            weeks=weeks,
            as_of=as_of,
            by=by,
            stored=not run.live,
            folder=folder,
            progress=progress,
        )
    for name, why in run.written.failed.items():
        run.failed[name] = f"{run.failed[name]}; {why}" if name in run.failed else why
    run.said += run.written.said
    return run


def _named(roster: Roster, names: Sequence[str]) -> tuple[list[Artist], dict[str, str]]:
    """The artists of these names, and a sentence for each name that is not one artist's."""
    found: dict[str, Artist] = {}
    unknown: dict[str, str] = {}
    for name in names:
        meant = roster.meant(name)
        if len(meant) == 1:
            found[meant[0].key] = meant[0]
        else:
            unknown[name] = several(name, meant) if meant else "the roster has no such artist"
    if unknown and not found:
        roster.named(next(iter(unknown)))
    return list(found.values()), {shown(name): why for name, why in unknown.items()}


def _measure(
    run: WeeklyRun,
    root: Path,
    layout: Layout,
    artists: Sequence[Artist],
    measuring: Measuring,
    weeks: int | None,
    progress: Progress,
) -> None:
    from backline.collecting.backfill import backfill

    refresh = measuring.refresh or backfill.refresh
    try:
        found = refresh(
            root,
            measuring.credentials,
            measuring.endpoints,
            weeks=weeks or max(layout.weeks or 0, WEEKS_MEASURED),
            artists=artists,
            tracks=layout.tracks if measuring.tracks is None else measuring.tracks,
            started=measuring.started,
            progress=progress,
            week_ends=layout.last_weekday - 1,
        )
    except ConfigError as error:
        run.fell_back = str(error)
        return
    names = {artist.key: artist.name for artist in artists}
    run.failed |= {names.get(key, key): why for key, why in found.failed.items()}
    run.said += found.notes
    run.live = bool(found.measured) or len(found.failed) < len(artists)
