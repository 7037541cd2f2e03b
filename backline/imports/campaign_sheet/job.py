"""Taking old records of campaigns into a root, as one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from backline.campaigns.book import Book, read_book
from backline.campaigns.tables import TABLES
from backline.errors import DataError, RootError
from backline.imports.beginning import roster_of
from backline.imports.campaign_sheet.account import Account, Fate
from backline.imports.campaign_sheet.columns import Sort
from backline.imports.campaign_sheet.file import Sheet, currencies, read_sheet
from backline.imports.campaign_sheet.filling import Filling
from backline.imports.campaign_sheet.inventory import Inventory
from backline.imports.campaign_sheet.people import take_people, take_playlists
from backline.imports.campaign_sheet.rows import take_campaigns
from backline.imports.days import Order
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.reading import Unplaced
from backline.store import Store
from backline.words import listed, many

UNPLACED_FILE = "import_campaigns.csv"
_ORDER = (Sort.CLIENTS, Sort.VENDORS, Sort.PLAYLISTS, Sort.CAMPAIGNS, Sort.SONGS)


@dataclass(slots=True)
class CampaignsImport:
    """What an import did.

    Attributes:
        files: a sentence for each file that was taken.
        roster: what was done to the roster, one sentence each.
        added: by table the rows that are new.
        changed: by table the rows that were there and say something else now.
        fates: how many cells of all rows were empty, placed and listed.
        tidied: the campaigns' names that were tidied, one sentence each.
        several: the cells that were read as several vendors, a sentence each.
        refused: a sentence for each file that was not taken.
    """

    files: list[str] = field(default_factory=list)
    roster: list[str] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    fates: Counter[Fate] = field(default_factory=Counter)
    tidied: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ended: Ended = field(default_factory=Ended)

    @property
    def rows(self) -> int:
        """How many rows are new or say something else."""
        return self.added.total() + self.changed.total()


def import_campaigns(
    files: Sequence[Path],
    store: Store,
    *,
    dates: Order | None = None,
    today: date | None = None,
) -> CampaignsImport:
    """Take sheets of campaigns, and an older system's tables, into ``data/campaigns``.

    A cell of the book that is empty is filled; one that says something else stays, and the file's
    is listed. Only what a sheet reported of itself is replaced by its newer word.

    Args:
        files: in any order; an older system's ids lead from one to another.
        store: the root; it gets a roster where it has none, and no artist.
        dates: the order of day, month and year, where it is not certain.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: the order of a file's dates is not certain, or the roster is wrong.
        DataError: no file can be taken, a table of the root has rows that cannot be read, the disk
            is full, or another run is writing.
    """
    made, today = CampaignsImport(), today or datetime.now(UTC).date()
    sheets = _sheets(files, dates, today, made)
    with store.writing():
        roster, text, made.roster = roster_of(store)
        before = read_book(store)
        if before.unreadable:
            raise RootError(f"Nothing was taken. {before.unreadable[0].sentence}")
        filling = Filling(before.copy(), Account(), today)
        _take(filling, sheets)
        _compare(made, before, filling.book)
        made.fates, made.unplaced = filling.account.counts, filling.account.unplaced()
        made.tidied, made.several = filling.tidied, filling.several
        made.said += [f"{count:,}: {note}" for note, count in filling.notes.items()]
        made.ended = finish(
            store,
            "the import of campaigns",
            roster,
            store.subjects(),
            (),
            NotTaken(UNPLACED_FILE, made.unplaced),
            roster_text=text,
            book=filling.book if made.rows else None,
            refused=made.refused,
        )
    return made


def _sheets(
    files: Sequence[Path], dates: Order | None, today: date, made: CampaignsImport
) -> list[Sheet]:
    """The files that are known."""
    sheets = []
    for path in dict.fromkeys(files):
        try:
            sheet = read_sheet(path, dates, today)
        except DataError as error:
            made.refused.append(str(error))
            continue
        sheets.append(sheet)
        rows = many(len(sheet.records), "row")
        made.files.append(f"{sheet.name}: {rows} of {sheet.sort.value}, dates {sheet.order.words}")
        made.said += [sheet.said] if sheet.said else []
        if len(signs := currencies(sheet)) > 1:
            made.said.append(
                f"{sheet.name} has amounts in {listed(signs)}: they are taken as numbers, whose "
                "currency the tables do not say."
            )
    if not sheets:
        raise DataError(" ".join(made.refused))
    return sheets


def _take(filling: Filling, sheets: list[Sheet]) -> None:
    inventory = Inventory()
    for sheet in sorted(sheets, key=lambda one: _ORDER.index(one.sort)):
        if sheet.sort in (Sort.CLIENTS, Sort.VENDORS):
            take_people(filling, sheet)
        elif sheet.sort is Sort.PLAYLISTS:
            take_playlists(filling, sheet)
        else:
            take_campaigns(filling, sheet, inventory)
    inventory.settle(filling)


def _compare(made: CampaignsImport, before: Book, after: Book) -> None:
    for name in TABLES:
        old = before.rows[name]
        for key, row in after.rows[name].items():
            if key not in old:
                made.added[name] += 1
            elif row != old[key]:
                made.changed[name] += 1
