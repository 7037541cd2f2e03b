"""A workbook read back as a spreadsheet reads it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts_of(path: Path) -> dict[str, str]:
    """The files inside a workbook."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def sheets_of(path: Path) -> dict[str, list[list[object]]]:
    """By sheet its rows; None is an empty cell, a day is its number."""
    parts = parts_of(path)
    texts = [
        "".join(t.text or "" for t in item.iter(f"{MAIN}t"))
        for item in _read(parts["xl/sharedStrings.xml"])
    ]
    names = [s.get("name") for s in _read(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")]
    found = {}
    for place, name in enumerate(names, 1):
        sheet = _read(parts[f"xl/worksheets/sheet{place}.xml"])
        rows = []
        for row in sheet.iter(f"{MAIN}row"):
            cells: list[object] = []
            for cell in row:
                column = _column(cell.get("r", ""))
                cells += [None] * (column - len(cells))
                value = cell.findtext(f"{MAIN}v")
                text = cell.get("t") == "s"
                cells.append(None if value is None else texts[int(value)] if text else float(value))
            rows.append(cells)
        found[name] = rows
    return found


def _read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (a workbook that the test made)


def _column(cell: str) -> int:
    place = 0
    for letter in cell.rstrip("0123456789"):
        place = 26 * place + ord(letter) - 64
    return place - 1
