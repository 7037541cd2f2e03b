"""Pages of a root, made as the server and the build make them, and read."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs

from bot.library import Label
from tests.kept_open import borrowed
from tests.web.pages_read import Figure, Page, read
from web.pages import page_at
from web.visit import Mode, Visit


def look(root: Path, address: str, mode: Mode = Mode.FROZEN) -> Page:
    """The page of an address, with its query where it has one."""
    return looks(root, [address], mode)[0]


def looks(root: Path, addresses: list[str], mode: Mode = Mode.FROZEN) -> list[Page]:
    """Several pages, one after the other, from files that are opened once."""
    with borrowed(root, published=mode is Mode.PUBLIC) as library:
        return [library.ask(lambda label, at=at: _page(label, at, mode)) for at in addresses]


def _page(label: Label, address: str, mode: Mode) -> Page:
    path, _, query = address.partition("?")
    page, parts = page_at(path)
    return read(page.html(Visit(label, path, parts, parse_qs(query), mode)))


def values_of(root: Path, one: Figure) -> list[str]:
    """What the rows say that a figure names, which is one where it is right."""
    with (root / one.file).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if one.row.items() <= row.items()]
    return [row[one.column] for row in rows]
