"""The files an import is handed, those with a JSON object a line apart from the others."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backline.errors import DataError
from backline.imports.json_lines import Lines, read_lines

_OF_LINES = (".jsonl", ".ndjson")
_BEGIN = 64  # bytes


@dataclass(slots=True)
class HandedIn:
    """Files that could be opened.

    Attributes:
        lines: by path, the files of JSON objects.
        others: the paths of the others, which their readers open.
        refused: a sentence for each that could not be read.
    """

    lines: dict[Path, Lines] = field(default_factory=dict)
    others: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def hand_in(files: Iterable[Path], endings: Sequence[str]) -> HandedIn:
    """Open what was named; of a folder every file below it that may be meant.

    Args:
        files: files and folders.
        endings: of files in a folder, beside those of JSON objects.
    """
    given = HandedIn()
    for path in dict.fromkeys(_each(files, {*endings, *_OF_LINES})):
        if path.suffix.lower() not in _OF_LINES and not _begins_an_object(path):
            given.others.append(path)
            continue
        try:
            given.lines[path] = read_lines(path)
        except DataError as error:
            given.refused.append(str(error))
    return given


def _begins_an_object(path: Path) -> bool:
    """Whether a file's first sign is that of a JSON object, whatever the file is called."""
    try:
        with path.open("rb") as file:
            begin = file.read(_BEGIN)
    except OSError:
        return False  # its reader says so
    return begin.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def _each(files: Iterable[Path], endings: set[str]) -> Iterable[Path]:
    for path in files:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in endings)
        else:
            yield path
