"""The files of the weekly report below ``reports/weekly``: one of each artist and one of all."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from backline.analysis.growth import By
from backline.errors import BacklineError, ConfigError, DataError, place_of
from backline.names import shown
from backline.people import Artist, Roster
from backline.people.roster import NOBODY
from backline.store import Store
from backline.store.files import Change
from backline.warehouse import Warehouse
from backline.weekly.cells import SheetRow, as_of_row, csv_bytes
from backline.weekly.figures import Weekly, WeeklyBlock
from backline.weekly.layout import Layout
from backline.weekly.sheet import WeeklySheet, stacked
from backline.weekly.workbook import Page, workbook_bytes

ALL = "All Artists"
LONGEST_FILE_NAME = 120
"""Bytes of an artist's name in a file's name; most file systems take 255 in all."""

Progress = Callable[[str, int, int], None]
"""Told an artist's name, how many are done, and of how many."""


@dataclass(slots=True)
class Written:
    """What an export did.

    Attributes:
        as_of: the day it looks back from, None where nothing was ever measured.
        files: what the report consists of, changed or not.
        changed: how many of them are other than before.
        failed: by artist's name, one sentence about why there is no report.
        said: what to know, one sentence each.
        problems: a sentence for each measurement file that could not be read.
    """

    as_of: date | None = None
    files: list[Path] = field(default_factory=list)
    changed: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write_weekly(
    store: Store,
    layout: Layout,
    artists: Sequence[str] = (),
    *,
    weeks: int | None = None,
    as_of: date | None = None,
    by: By | None = None,
    stored: bool = True,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Written:
    """Write the report of some artists, or of the whole roster with the file of all.

    An artist whose report cannot be made keeps the one there was. With the whole roster, reports
    of nobody who is on it go, except from a folder of people's own.

    Args:
        store: the root; its only writer, see ``store.writing()``.
        layout: columns and sections.
        artists: roster keys; everybody expected on the day when empty.
        weeks: so many older columns at most; as many as the layout says when None.
        as_of: the day to look back from; the latest measured one when None.
        by: how growth is counted; as the layout says when None.
        stored: whether nothing was measured for it, which the last row then says.
        folder: where the files go; the root's ``reports/weekly`` when None.
        progress: told after each artist.

    Raises:
        ConfigError: the roster is missing, wrong or empty.
        DataError: a file of the root is damaged, the disk is full, or nothing is stored up to the
            day to look back from; nothing was changed.
    """
    sheet = WeeklySheet(layout, store.subjects(), store.notes(), weeks=weeks)
    with Warehouse(store.root, in_memory=True, published=True) as warehouse:
        ends = layout.last_weekday
        weekly = Weekly(warehouse, as_of=as_of, week_ends=ends, metrics=layout.metrics)
        written = Written(weekly.as_of, problems=list(warehouse.problems))
        chosen = _chosen(warehouse.roster, artists, weekly.as_of)
        names = file_names(warehouse.roster.artists)
        dated: set[str] = set()

        def rows_of(artist: Artist) -> list[SheetRow]:
            block = weekly.block(
                artist, layout.windows, by=by or layout.by, young=layout.growth.young
            )
            if block.current:
                dated.add(artist.key)
            rows = sheet.rows(block)
            _remark(written, block, sheet, as_of)
            return rows

        blocks = _each(chosen, rows_of, written, progress)
        if as_of and not dated and len(blocks) == len(chosen):
            raise DataError(
                f"Nothing is stored up to {as_of}, so no report was written and none removed."
            )
    last = as_of_row(layout, written.as_of, stored=stored)
    contents = _contents(blocks, names, layout, last, everybody=not artists)
    with Change(folder) if folder else store.change() as change:
        for name, content in contents.items():
            path = (folder or store.weekly) / name
            change.write(path, content)
            written.files.append(path)
        if not artists and folder is None:
            # A look back says nothing about who is on the roster now.
            kept = {names[a.key] for a in (warehouse.roster.artists if as_of else chosen)}
            _remove_strangers(store, layout, kept, change.remove)
        written.changed = len(change.paths)
    return written


def _each(
    chosen: Sequence[Artist],
    rows_of: Callable[[Artist], list[SheetRow]],
    written: Written,
    progress: Progress,
) -> dict[str, list[SheetRow]]:
    """The rows of each artist by key; one whose report cannot be made costs nobody else."""
    blocks: dict[str, list[SheetRow]] = {}
    for done, artist in enumerate(chosen):
        progress(artist.name, done, len(chosen))
        try:
            blocks[artist.key] = rows_of(artist)
        except Exception as error:  # noqa: BLE001 (it is said at the end)
            written.failed[artist.name] = _why(error)
    progress("", len(chosen), len(chosen))
    return blocks


def _remark(written: Written, block: WeeklyBlock, sheet: WeeklySheet, as_of: date | None) -> None:
    """Say of whom there is nothing, who is far behind the others, and which title is doubled."""
    name = shown(block.artist.name)
    if block.current is None:
        until = f" up to {as_of}" if as_of else ""
        written.failed[block.artist.name] = f"nothing was ever measured{until}"
    elif written.as_of and (written.as_of - block.current).days >= 7:
        written.said.append(f"{name}: the newest numbers are of {block.current}.")
    written.said += [f"{name}: {said}" for said in sheet.doubles.get(block.artist.key, [])]


def _chosen(roster: Roster, artists: Sequence[str], day: date | None) -> list[Artist]:
    if not roster.artists:
        raise ConfigError(NOBODY)
    if artists:
        return [artist for artist in roster.artists if artist.key in artists]
    expected = roster.on(day) if day else roster.artists
    return list(expected)


def _why(error: Exception) -> str:
    if isinstance(error, BacklineError):
        return str(error).rstrip(".")
    return f"this is a fault in Backline: {place_of(error)}"


def _contents(
    blocks: Mapping[str, list[SheetRow]],
    names: Mapping[str, str],
    layout: Layout,
    last: SheetRow,
    *,
    everybody: bool,
) -> dict[str, bytes]:
    """The report's files by name."""
    found: dict[str, bytes] = {}
    for key, block in blocks.items():
        rows = stacked([block], layout, last)
        base = f"{names[key]} - {layout.title}"
        found[f"{base}.csv"] = csv_bytes(rows, layout.format)
        found[f"{base}.xlsx"] = workbook_bytes([Page(names[key], rows, single=True)], layout)
    if everybody:
        rows = stacked(blocks.values(), layout, last)
        found[f"{layout.title} - {ALL}.csv"] = csv_bytes(rows, layout.format)
        found[f"{layout.title} - {ALL}.xlsx"] = workbook_bytes([Page(ALL, rows)], layout)
    return found


def _remove_strangers(
    store: Store, layout: Layout, names: Collection[str], remove: Callable[[Path], None]
) -> None:
    """Remove this layout's reports of artists who are not on the roster (any more)."""
    bases = {f"{name} - {layout.title}" for name in names}
    for path in sorted(store.weekly.glob("*")):
        ours = path.suffix in (".csv", ".xlsx") and path.stem.endswith(f" - {layout.title}")
        if ours and path.stem not in bases:
            remove(path)


_UNFIT = set('/\\:*?"<>|')


def file_names(artists: Iterable[Artist]) -> dict[str, str]:
    """By roster key, the artist's name fit for a file on any system, each another one."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for artist in artists:
        # Apple's file systems decompose letters; composed ones compare equal everywhere.
        text = unicodedata.normalize("NFC", shown(artist.name, 10**6))
        plain = "".join("_" if sign in _UNFIT else sign for sign in text).strip(" .")
        short = _cut(plain)
        name = short or artist.key
        if short not in ("", plain) or name.casefold() in taken:
            name = f"{name} ({artist.key})"
        taken.add(name.casefold())
        found[artist.key] = name
    return found


def _cut(text: str) -> str:
    while len(text.encode()) > LONGEST_FILE_NAME:
        text = text[:-1]
    return text.strip(" .")
