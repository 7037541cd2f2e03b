"""Old sheets and tables of campaigns, written and taken into a root."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backline.campaigns.book import Book, Row, read_book
from backline.imports import import_campaigns
from backline.imports.campaign_sheet.job import CampaignsImport
from backline.people.written import csv_text
from backline.store import Store

TODAY = date(2026, 3, 1)
SONG, OTHER = "0mgknu0NQIMgzqiqiYC2wz", "3BJntn779Myc7fdXjVIlJr"
LINK = f"https://open.spotify.com/track/{SONG}?si=x"
ROW = {
    "Campaign": "Night", "Client": "Nova", "Goal": "10000", "Remaining": "-20", "Daily": "5",
    "Weekly": "40", "URL": LINK, "Sale price": "$1,200.00", "Start Date": "10/22/2025",
    "Status": "Complete", "Invoice": "Paid", "Vendor": "Vee", "Paid Vendor?": "checked",
    "Curator Status": "Accepted", "SFA": "checked", "Last Modified": "10/23/2025 1:54pm",
}  # fmt: skip


def written(path: Path, *rows: dict[str, str], separator: str = ",") -> Path:
    """A file with these rows, whose columns are those of all of them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    path.write_text(csv_text([names, *cells], path.name, separator=separator, guard=False))
    return path


def taken(tmp_path: Path, *rows: dict[str, str]) -> tuple[CampaignsImport, Book]:
    """What an import of these rows did, and the book after it."""
    store = Store(tmp_path / "root")
    file = written(tmp_path / "sheet.csv", *rows)
    made = import_campaigns([file], store, today=TODAY)
    return made, read_book(store)


def only(book: Book, name: str) -> Row:
    """The one row of a table."""
    (row,) = book.all(name)
    return row


def reasons(made: CampaignsImport) -> list[tuple[str, str]]:
    """Of each cell that was listed its column and why."""
    return [(one.about, one.why) for one in made.unplaced]
