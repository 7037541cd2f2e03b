"""A label with campaigns and its pages, asked for without a server."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from backline.campaigns.reports import write_campaign_reports
from backline.store import Store
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    CLIENT,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, added
from tests.kept_open import borrowed
from tests.web.pages_read import Page, figure, read
from web.pages import PAGES, page_at
from web.visit import Mode, Visit

ROSTER = 'label = "Night Shift"\n\n[[artist]]\nkey = "ada"\nname = "Ada"\n'
TODAY = date(2026, 9, 11)
AUGUST = added("2026-08-05")
COUNTS = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650, "2026-09-10": 3700}

SECRETS = {
    "contact_person": "Ida Whisper",
    "emails": "ida@whisper.example",
    "phone": "+44 20 7946 0000",
    "notes": "pays in cash, whisper",
}
"""What the client's row holds that no page shows unless it is asked for."""

HERS = {"contact": "vera@whisper.example", "notes": "never before noon, whisper"}
"""The same of the vendor's."""


def office(root: Path, **tables: list[dict[str, str]]) -> Path:
    """Four weekly scrapes of one song at one vendor, with the reports written."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
    told = {
        "clients": [{**CLIENT, **SECRETS}],
        "vendors": [{**VENDOR, **HERS, "genres": "indie; pop"}],
        "campaigns": [{**CAMPAIGN, "salesperson": "Noor", "artist": "ada"}],
        **tables,
    }
    write_book(root, rows(**told))
    write_scrapes(
        root,
        *(
            seen(
                day,
                w7day=[ride(count // 10, AUGUST)],
                w28day=[ride(count // 2, AUGUST)],
                w12months=[
                    ride(count, AUGUST),
                    ride(70, "Sep 1, 2024", "Drift"),
                    ("Radio", "Spotify", 300, "—"),
                ],
            )
            for day, count in COUNTS.items()
        ),
    )
    reported(root)
    return root


def reported(root: Path) -> None:
    """Write the reports of campaigns."""
    store = Store(root)
    with store.writing():
        write_campaign_reports(store)


def html(root: Path, address: str, mode: Mode = Mode.FROZEN, **query: str) -> bytes:
    """A page as it is sent."""
    made, parts = page_at(address)
    asked = {name: [text] for name, text in query.items()}
    with borrowed(root, published=False, today=TODAY) as library:
        return library.ask(lambda label: made.html(Visit(label, address, parts, asked, mode)))


def page(root: Path, address: str, mode: Mode = Mode.FROZEN, **query: str) -> Page:
    """A page as people read it."""
    return read(html(root, address, mode, **query))


def live(root: Path, address: str, **query: str) -> Page:
    """A page as scripts/serve.py shows it."""
    return page(root, address, Mode.LIVE, **query)


def every_page(root: Path) -> dict[str, bytes]:
    """All frozen pages that not everybody may read."""
    with borrowed(root, published=False, today=TODAY) as library:
        return library.ask(
            lambda label: {
                one.at(parts): one.html(Visit(label, one.at(parts), parts))
                for one in PAGES
                if not one.public
                for parts in one.every(label)
            }
        )


def stands_in(root: Path, shown: Element) -> tuple[str, str]:
    """What a figure says, and what its file has where the figure says that it stands."""
    one = figure(shown)
    with (root / one.file).open(encoding="utf-8", newline="") as file:
        (held,) = [
            row
            for row in csv.DictReader(file)
            if all(row[name] == value for name, value in one.row.items())
        ]
    return one.value, held[one.column]


def figures_that_differ(root: Path, shown: Page) -> list[str]:
    """The figures of a page that are not what their file has; there is one at least."""
    filed = [element for element in shown.all("data") if element.get("data-file")]
    assert filed, "no figure says where it stands"
    pairs = [stands_in(root, element) for element in filed]
    return [f"{value} is {held}" for value, held in pairs if value != held]


__all__ = ["CAMPAIGN", "CLIENT", "OTHER", "PLACEMENT", "PLAYLIST", "VENDOR"]
