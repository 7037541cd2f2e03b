"""A page of PDF read as a person reads it, and looked at for what does not fit."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


def _read(tool: str, *arguments: object) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip("poppler-utils is not on this machine; .ci/run installs it")
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode()


def text_of(content: bytes, folder: Path) -> str:
    """The text of a PDF, its lines as they stand; it has one page."""
    path = folder / "read.pdf"
    path.write_bytes(content)
    assert re.search(r"^Pages:\s+1$", _read("pdfinfo", path), re.MULTILINE)
    return _read("pdftotext", "-layout", path, "-")


def words_of(content: bytes, folder: Path) -> list[tuple[float, float, float, float, str]]:
    """Each word with its left, upper, right and lower end."""
    path = folder / "read.pdf"
    path.write_bytes(content)
    found = _WORD.findall(_read("pdftotext", "-bbox", path, "-"))
    return [(*map(float, places), unescape(word)) for *places, word in found]  # type: ignore[misc]


def overlaps(words: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    """Words that stand upon each other."""
    return [
        (a[4], b[4])
        for place, a in enumerate(words)
        for b in words[place + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.6 and min(a[3], b[3]) - max(a[1], b[1]) > 3
    ]
