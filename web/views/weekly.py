"""``weekly.html``: the weekly artist tracking report, as the sheet has it.

Up to :data:`TOGETHER` artists stand on one page, with half a year of older columns at most. With
more the page has each artist's first section, and ``weekly/KEY.html`` the whole block; these pages
are there for every label, since they have every older column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from backline.errors import ConfigError
from backline.names import folded, shown
from backline.people import Artist, Notes
from backline.store import Store
from backline.weekly import Layout, load_layout
from backline.weekly.figures import Weekly, WeeklyBlock
from backline.weekly.files import ALL, file_names
from backline.weekly.layout_file import find_layout
from backline.weekly.sheet import WeeklySheet
from bot.library import Label
from bot.replies.weekly import LAYOUT
from web.held import Shelves, with_secrets
from web.views.weekly_block import Block, blocks_of
from web.visit import NotFoundError, Visit

TOGETHER = 60
"""So many artists stand on one page."""

WEEKS_TOGETHER = 26
"""So many older columns they have there."""

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Download:
    """A written file: what it is, and where it is from this page."""

    text: str
    address: str


def view(visit: Visit) -> Mapping[str, Any]:
    """Every artist, or the first section of each."""
    label = visit.label
    newest = label.warehouse.latest_day
    if newest is None:
        return _nothing(visit)
    layout = load_layout(find_layout(LAYOUT, label.root))
    day = _day(visit, newest)
    artists = label.warehouse.roster.on(day)
    many = len(artists) > TOGETHER
    if many:
        question = ("first sections", day, visit.public)  # another layout makes another warehouse
        said, blocks = (
            "",
            label.warehouse.remember(
                question, lambda: _first_sections(visit, layout, day, artists)
            ),
        )
    else:
        weeks = min(layout.weeks or WEEKS_TOGETHER, WEEKS_TOGETHER)
        sheet = WeeklySheet(layout, label.subjects, _notes(visit), weeks=weeks)
        weekly = _weekly(visit, layout, day)
        found = [_block(weekly, layout, artist) for artist in artists]
        said, blocks = blocks_of(sheet, found, Shelves(label))
    return _context(visit, layout, day, blocks) | {
        "title": "Weekly report",
        "said": said,
        "initials": list(_initials(blocks)) if many else [],
        "downloads": {"": _downloads(visit, f"{layout.title} - {ALL}")}
        | ({} if many else _of_artists(visit, layout, artists)),
        "summary": many,
    }


def view_of_artist(visit: Visit) -> Mapping[str, Any]:
    """One artist with every older column.

    Raises:
        NotFoundError: nobody has this key.
    """
    label, key = visit.label, visit.parts["key"]
    artist = next((a for a in label.warehouse.roster.artists if a.key == key), None)
    if artist is None:
        raise NotFoundError(f"No artist has the key {shown(key, 60)!r}.")
    newest = label.warehouse.latest_day
    if newest is None:
        return _nothing(visit)
    layout = load_layout(find_layout(LAYOUT, label.root))
    day = _day(visit, newest)
    # Whoever asks live looks at one artist; a build goes on to the others.
    weekly = _weekly(visit, layout, day, key if visit.live else None)
    sheet = WeeklySheet(layout, label.subjects, _notes(visit))
    said, blocks = blocks_of(sheet, [_block(weekly, layout, artist)], Shelves(label))
    return _context(visit, layout, day, blocks) | {
        "title": f"Weekly report: {shown(artist.name, 80)}",
        "said": said,
        "initials": [],
        "downloads": _of_artists(visit, layout, [artist]),
        "summary": False,
        "one": artist,
    }


def every_artist(label: Label) -> Iterable[Mapping[str, str]]:
    """The pages of single artists there are."""
    return [{"key": artist.key} for artist in label.warehouse.roster.artists]


def _nothing(visit: Visit) -> Mapping[str, Any]:
    nobody = not visit.label.warehouse.roster.artists
    return {"title": "Weekly report", "day": None, "nobody": nobody, "key": visit.parts.get("key")}


def _context(visit: Visit, layout: Layout, day: date, blocks: Sequence[Block]) -> dict[str, Any]:
    label = visit.label
    files = {
        one.held.file
        for block in blocks
        for part in block.parts
        for line in part.lines
        for one in line.figures
        if one.held
    }
    return {
        "day": day,
        "weeks": _weeks(label, layout, day) if visit.live else [],
        "ends_on": layout.week_ends.capitalize(),
        "by": layout.by,
        "blocks": blocks,
        "columns": next((part.headings for block in blocks for part in block.parts), ()),
        "held": sorted(files),
        "written": _written(label.root, layout),
        "secret": not visit.public and bool(with_secrets(label.warehouse.roster)),
        "one": None,
    }


def _day(visit: Visit, newest: date) -> date:
    """The day to look back from.

    Raises:
        ConfigError: it is none, or nothing was measured by then.
    """
    text = visit.asked("week")
    if not text:
        return newest
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{shown(text, 20)!r} is no day written as 2026-01-31.") from None
    oldest = visit.label.warehouse.first_day or newest
    if not oldest <= day <= newest:
        raise ConfigError(f"Numbers are stored from {oldest} to {newest}; choose a day of these.")
    return day


def _weeks(label: Label, layout: Layout, chosen: date) -> list[tuple[date, bool]]:
    """The last day of each week since the first, the newest first, and whether it is chosen."""
    newest = label.warehouse.latest_day
    oldest = label.warehouse.first_day
    if newest is None or oldest is None:
        return []
    day = newest - _DAY * ((newest.isoweekday() - layout.last_weekday) % 7)
    found = [newest] if day != newest else []
    while day >= oldest:
        found.append(day)
        day -= 7 * _DAY
    if chosen not in found:
        found = sorted({*found, chosen}, reverse=True)
    return [(each, each == chosen) for each in found]


def _notes(visit: Visit) -> Notes:
    """People's own cells; the words among them are for the label alone."""
    notes = Store(visit.label.root).notes()
    return Notes(replace(one, note="") for one in notes.all()) if visit.public else notes


def _weekly(visit: Visit, layout: Layout, day: date, artist: str | None = None) -> Weekly:
    """The numbers up to a day, of everybody or at least of one artist.

    They stand in tables of the warehouse, which the next such question replaces.
    """
    warehouse = visit.label.warehouse
    kept: dict[tuple[object, ...], Weekly] = warehouse.remember("weekly", dict, always=True)
    ends = layout.last_weekday
    for whose in (None, artist):
        if (day, ends, whose) in kept:
            return kept[day, ends, whose]
    kept.clear()
    kept[day, ends, artist] = Weekly(warehouse, as_of=day, week_ends=ends, artist=artist)
    return kept[day, ends, artist]


def _block(weekly: Weekly, layout: Layout, artist: Artist) -> WeeklyBlock:
    return weekly.block(artist, layout.windows, by=layout.by, young=layout.growth.young)


def _first_sections(
    visit: Visit, layout: Layout, day: date, artists: Iterable[Artist]
) -> list[Block]:
    """Everybody's first numbers without older columns, by name.

    One artist after the other, so that the numbers of all are never in memory together.
    """
    own = next((one for one in layout.sections if one.rows), layout.sections[0])
    words = tuple(extra for extra in own.extra if "/" not in extra.shows)
    own = own.model_copy(update={"extra": words})  # so that all rows have the same columns
    layout = layout.model_copy(update={"sections": (own,)})
    label = visit.label
    sheet = WeeklySheet(layout, label.subjects, _notes(visit))
    weekly = _weekly(visit, layout, day)
    found, shelves = [], Shelves(label)
    for artist in artists:
        said, (block,) = blocks_of(sheet, [_block(weekly, layout, artist)], shelves)
        parts = [
            replace(part, days=(), lines=[replace(line, older=()) for line in part.lines])
            for part in block.parts
        ]
        says = (said, *block.says) if said else block.says
        found.append(replace(block, parts=parts, says=says))
    return sorted(found, key=lambda block: folded(block.name))


def _initials(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The first letter of names, and the first artist who has it."""
    for letter, group in groupby(blocks, key=lambda block: _letter(block.name)):
        yield letter, next(group).key


def _letter(name: str) -> str:
    first = next(iter(folded(name)), "")
    return first.upper() if first.isalpha() else "#"


def _of_artists(
    visit: Visit, layout: Layout, artists: Iterable[Artist]
) -> dict[str, list[Download]]:
    names = file_names(visit.label.warehouse.roster.artists)
    return {
        artist.key: _downloads(visit, f"{names[artist.key]} - {layout.title}") for artist in artists
    }


def _downloads(visit: Visit, base: str) -> list[Download]:
    """The files of a report that were written; they have people's notes, so not for everybody."""
    folder = Store(visit.label.root).weekly
    found = [(ending, folder / f"{base}.{ending}") for ending in ("csv", "xlsx")]
    return [
        Download(ending.upper(), f"{visit.to('')}reports/weekly/{quote(path.name, safe='')}")
        for ending, path in found
        if not visit.public and path.is_file()
    ]


def _written(root: Path, layout: Layout) -> str:
    """What the last row of the written report says of itself; empty where none was written."""
    path = Store(root).weekly / f"{layout.title} - {ALL}.csv"
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter=layout.format.separator) if any(row)]
    return shown(rows[-1][0], 200) if rows else ""
