"""What a file is, by what is in it and not by its name: the readers of each kind are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.campaign_sheet import columns as campaigns
from backline.imports.charts.download import is_download
from backline.imports.inbox.kinds import WORDS, Kind
from backline.imports.json_lines import Sort, read_lines
from backline.imports.label.folder import read_folder
from backline.imports.s4a import exports
from backline.imports.scrapes.playlist_export import is_playlist_export
from backline.imports.scrapes.scrape_file import STRAY, is_scrape, read_scrape
from backline.imports.tracking_sheet.file import read_sheet
from backline.names import shown
from backline.people.saved import parse_json, read_saved
from backline.people.tables import table

_LINES = {Sort.RANKINGS: Kind.CHARTS, Sort.COUNTS: Kind.SONGS}
_TABLES = {
    Sort.TRACKS: (Kind.SONGS, Kind.CHARTS),
    Sort.ARTISTS: (Kind.SONGS, Kind.CHARTS),
    Sort.PLATFORMS: (Kind.SONGS, Kind.CHARTS),
    Sort.CHARTS: (Kind.CHARTS,),
}
"""Files of JSON objects that only help to read others, by the kinds they help."""

_PERSON = re.compile(r"@|\d[\d -]{4}")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is.

    Attributes:
        kind: None for a table that only helps to read others.
        helps: the kinds that such a table helps.
    """

    kind: Kind | None
    helps: tuple[Kind, ...] = ()


def recognised(path: Path, now: datetime) -> Recognised:
    """What a file or folder is.

    Args:
        path: a regular file or a folder.
        now: the moment of the run, UTC.

    Raises:
        DataError: no kind knows it, several do, or it is damaged; one sentence.
    """
    if path.is_dir():
        return Recognised(_folder(path, now))
    if not path.stat().st_size:
        raise DataError(f"{shown(path.name)} is empty.")
    with path.open("rb") as file:
        begin = file.read(256)
    if _is_json(begin):
        return _json(path, now)
    text = read_saved(path).text
    kinds = list(dict.fromkeys(_tables(path, text)))
    if len(kinds) == 1:
        return Recognised(kinds[0])
    if kinds:
        could = " or ".join(WORDS[kind] for kind in kinds)
        raise DataError(
            f"{shown(path.name)} could be {could}: take it with the command that is meant."
        )
    raise DataError(
        f"{shown(path.name)} is no file that is known here; its first line has {_first_line(text)}."
    )


def _folder(path: Path, now: datetime) -> Kind:
    try:
        read_folder(path, now.date())
    except ConfigError as error:
        if "holds no history" in str(error):
            raise DataError(
                f"{shown(path.name)} is a folder and no label's with historical/*.json or CSVs: "
                "put its files into the inbox itself."
            ) from None
    return Kind.LABEL


def _is_json(begin: bytes) -> bool:
    text = begin.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    at = min((found for sign in "{[" if (found := text.find(sign)) >= 0), default=-1)
    return 0 <= at <= STRAY and not any(sign.isalnum() or sign in ',;"' for sign in text[:at])


def _json(path: Path, now: datetime) -> Recognised:
    """A scrape, which is one document, or a file with an object on every line."""
    if _has_scrape(path):
        read_scrape(path, now)
        return Recognised(Kind.SCRAPES)
    try:
        sort = read_lines(path).sort
    except DataError:
        sort = Sort.OTHER
    if sort in _LINES:
        return Recognised(_LINES[sort])
    if sort in _TABLES:
        return Recognised(None, _TABLES[sort])
    name = shown(path.name)
    try:
        parse_json(read_saved(path).text)
    except DataError as error:
        why = str(error).removeprefix(f"{path.name} ").removesuffix(".")
        raise DataError(f"{name}: {why}.") from None
    raise DataError(
        f"{name} has JSON of no kind that is known: no scrape of a song's playlists, no song "
        "counts and no chart places."
    )


def _has_scrape(path: Path) -> bool:
    try:
        text = read_saved(path).text
    except DataError:
        return False  # too large for one, or no text
    head = text[: STRAY * 512]
    if '"time_ranges"' in head:
        return True
    try:
        return is_scrape(parse_json(text))
    except DataError:
        return '"time_ranges"' in text and "\n{" not in text


def _tables(path: Path, text: str) -> Iterator[Kind]:
    """The kinds that would read a table."""
    first = next(table(text, path.name), None)
    header = exports.columns_of(first) if first else []
    sort = exports.sort_of(header)
    if is_playlist_export(text, path.name):
        yield Kind.SCRAPES
    elif sort is not None:
        yield Kind.S4A
    if is_download(text, path.name):
        yield Kind.CHARTS
    names = [" ".join(cell.split()) for cell in first.cells] if first else []
    if campaigns.sort_of(names) or campaigns.lacks_client(names):
        yield Kind.CAMPAIGNS
    if _is_sheet(path):
        yield Kind.SHEET


def _is_sheet(path: Path) -> bool:
    try:
        read_sheet(path)
    except DataError:
        return False
    return True


def _first_line(text: str) -> str:
    line = next((one for one in text.splitlines() if one.strip()), "")
    # What may be about a person is not repeated in a log.
    return f"{len(line):,} signs" if _PERSON.search(line) else shown(line, 60) or "nothing"
