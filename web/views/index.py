"""``index.html``: the label today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.news import WINDOW, News, told
from backline.analysis.totals import totals
from backline.analysis.verdicts import MOST_ARTISTS
from backline.measure import VOCABULARY
from backline.names import shown
from backline.people import Artist, Roster
from backline.people.roster import NOBODY
from backline.store import Store
from backline.unattended.run_report import gap_lines
from backline.words import series_name
from bot.library import Label
from bot.replies.footer import OLD, age
from bot.replies.who import own_rows, worldwide
from web.findings import findings_of
from web.shown import Number, change, count, fraction
from web.views.growth_files import GrowthFiles
from web.views.growth_rows import USUAL
from web.views.index_sums import cards_of, totals_csv, unmeasured_of
from web.visit import Visit

MOST = 5
"""So many findings, or of the most heard, are named."""


@dataclass(frozen=True, slots=True)
class Mover:
    """The biggest mover of an audience, or one of the most heard."""

    artist: Artist | None
    name: str
    platform: str
    words: str
    about: str
    now: Number
    growth: Number
    change: Number
    remark: str


def view(visit: Visit) -> Mapping[str, Any]:
    """What is measured, who moved, what is missing and why.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = visit.label.warehouse
    roster, day = warehouse.roster, warehouse.latest_day
    context: dict[str, Any] = {
        "title": "Today",
        "name": shown(roster.label, 200),
        "day": day,
        "nobody": "" if roster.artists else NOBODY,
        "totals": [],
    }
    if day is None:
        return context
    return context | _measured(visit.label, day, live=visit.live)


def _measured(label: Label, day: date, *, live: bool) -> dict[str, Any]:
    warehouse = label.warehouse
    roster = warehouse.roster
    rows = worldwide(growth(warehouse, USUAL, as_of=day, subjects=False))
    # What only exports tell is not asked for, and most artists have none of it.
    added = [one for one in totals(rows, roster, day) if not one.metric.exported]
    files = GrowthFiles(label, day)
    young = first_days(warehouse, [WINDOW, USUAL], day)
    news = told(warehouse, Store(label.root), day)
    old = live and (label.today - day).days > OLD
    return {
        "window": USUAL,
        "young": young.sentence if young else "",
        "old": age(day, label.today) if old else "",
        "artists": len(roster.on(day)),
        "cards": list(cards_of(added, roster, day)),
        "unmeasured": list(unmeasured_of(rows, added)),
        "server": [_server(row, files) for row in own_rows(rows, "")],
        "movers": [_mover(row, WINDOW, roster, files) for row in news.movers] if news else [],
        "heard": _heard(rows, roster, files, day),
        "mover_window": WINDOW,
        "news": news,
        "gaps": _gaps(news, roster) if news else [],
        "findings": _findings(label),
        "files": list(files.named),
        "totals": added,
    }


def _server(row: Growth, files: GrowthFiles) -> tuple[str, str, Number, Number]:
    """A number of the label's own Discord server: label, definition, value and growth."""
    metric = VOCABULARY[row.platform, row.metric]
    held = files.place(row, USUAL, "now")
    value = count(row.now, shown(row.note, 200), *held)
    why = "counted at a moment, so not compared" if metric.of_moment else shown(row.note, 200)
    grown = None if metric.of_moment else row.growth
    return (
        metric.label,
        f"{row.platform}-{row.metric}",
        value,
        change(grown, why, *files.place(row, USUAL, "growth")),
    )


def _mover(row: Growth, days: int, roster: Roster, files: GrowthFiles) -> Mover:
    artist = roster.find(row.artist) if row.artist else None
    part = None if row.change is None else round(row.change, 6)
    span = f"over {row.span_days} days" if row.growth is not None and row.span_days != days else ""
    note = shown(row.note, 200)
    return Mover(
        artist,
        shown(artist.name if artist else roster.label, 100),
        row.platform,
        series_name(VOCABULARY[row.platform, row.metric]),
        f"{row.platform}-{row.metric}",
        count(row.now, "", *files.place(row, days, "now")),
        change(row.growth, note, *files.place(row, days, "growth")),
        fraction(part, note, *files.place(row, days, "change"), plus=True),
        "; ".join(filter(None, (span, note if row.growth is not None else ""))),
    )


def _heard(rows: Iterable[Growth], roster: Roster, files: GrowthFiles, day: date) -> list[Mover]:
    """The artists with the most monthly listeners."""
    there = {artist.key for artist in roster.on(day)}
    listened = [
        row
        for row in rows
        if (row.platform, row.metric) == ("spotify", "monthly_listeners")
        and not row.subject
        and row.artist in there
        and row.now is not None
    ]
    listened.sort(key=lambda row: -(row.now or 0))
    return [_mover(row, USUAL, roster, files) for row in listened[:MOST]]


def _gaps(news: News, roster: Roster) -> list[tuple[bool, str]]:
    """What the newest day lacks and why, what is new first."""
    new = list(news.gaps) if news.before else []
    facts = {row.fact for row in new}
    still = [row for row in news.every_gap if row.fact not in facts]
    return [
        (is_new, shown(line.sentence, 300))
        for is_new, rows in ((True, new), (False, still))
        for line in gap_lines(rows, roster)
    ]


def _findings(label: Label) -> tuple[int, Sequence[str]] | None:
    """How many findings there are and the worst; None where the audit takes minutes."""
    if len(label.warehouse.roster.artists) > MOST_ARTISTS:
        return None
    found = findings_of(label)
    return len(found), [shown(finding.sentence, 400) for finding in found[:MOST]]


BESIDE = {".csv": totals_csv}
"""The file beside the page, made from its own context."""
