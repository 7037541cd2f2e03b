"""Reading a label's old folder as it is: JSON days, CSV rows and the artists' accounts.

Nothing is judged here; what cannot be read at all is listed. See :mod:`label_history` for what
the numbers are taken to mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from backline.errors import ConfigError, DataError
from backline.imports.days import Order, order_of, read_day, why_not
from backline.imports.label.accounts import Accounts, read_accounts, read_document
from backline.imports.reading import Unplaced
from backline.names import shown
from backline.people.saved import read_saved
from backline.people.tables import Line, table
from backline.store.day import FIELDS

NUMBERS = {platform: FIELDS[platform] for platform in ("spotify", "youtube", "instagram")}
"""Per platform: the folder's field of an artist's object, and the metric it is.

Such folders are written in the form that the day's JSON still has.
"""

SERVER = FIELDS["discord"]
"""The same for the label's Discord server."""

_COLUMNS = {
    "popularity_score": ("spotify", "popularity_score"),
    "followers": ("spotify", "followers"),
    "monthly_listeners": ("spotify", "monthly_listeners"),
    "youtube_subscribers": ("youtube", "subscribers"),
    "youtube_total_views": ("youtube", "total_views"),
    "youtube_video_count": ("youtube", "video_count"),
    "instagram_followers": ("instagram", "followers"),
    "instagram_media_count": ("instagram", "media_count"),
}
_NAMES = ("artist_name", "date")
PLATFORMS = (*NUMBERS, "discord")
"""The platforms such a folder may be of: the first of them to begin is the earliest day."""
_FIRST = ("popularity_score", "followers")
_YOUTUBE = ("youtube_subscribers", "youtube_total_views", "youtube_video_count")
_INSTAGRAM = ("instagram_followers", "instagram_media_count")
_GROWN = {
    7: (*_NAMES, *_FIRST, *_YOUTUBE),
    8: (*_NAMES, *_FIRST, "monthly_listeners", *_YOUTUBE),
    10: (*_NAMES, *_FIRST, "monthly_listeners", *_YOUTUBE, *_INSTAGRAM),
}
"""The columns such a file grew to, by number of fields: its header stayed behind its rows."""

_SERVER_ROWS = ("discord server", "discord")


@dataclass(frozen=True, slots=True)
class Row:
    """One CSV row in the form of a JSON day's artist: platform to field to text."""

    place: str
    name: str
    date: date
    objects: dict[str, dict[str, str]]


@dataclass(slots=True)
class LabelFolder:
    """Everything a folder holds.

    Attributes:
        accounts: artist name to platform to account id; a platform with None is an account the
            artist does not have. Empty when the folder has no ``artists_config.json``.
        days: the JSON days by date.
        rows: the CSV rows of artists; ``server_rows`` those of the Discord server.
        unread: files and rows that could not be read, or are of days that cannot be.
        said: a sentence for each file that was no Unicode.
    """

    accounts: Accounts = field(default_factory=dict)
    days: dict[date, dict[str, Any]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    server_rows: list[Row] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    broken_files: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def read_folder(folder: Path, today: date, dates: Order | None = None) -> LabelFolder:
    """Read ``historical/*.json``, every CSV and ``artists_config.json`` of a label's folder.

    Args:
        folder: the folder.
        today: the UTC day of the run, which no day of a history comes after.
        dates: the order of the CSVs' dates, where a person says it.

    Raises:
        ConfigError: there is no such folder, it holds no day at all, or the order of a CSV's
            dates is not certain.
    """
    if folder.is_file():
        raise ConfigError(f"{folder} is a file: name the folder with historical/*.json or CSVs.")
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder}.")
    found = LabelFolder()
    _read_accounts(folder / "artists_config.json", found)
    for path in sorted((folder / "historical").glob("*.json")):
        _read_day(path, found, today)
    for path in sorted(folder.glob("*.csv")):
        _read_rows(path, found, today, dates)
    for rows in (found.rows, found.server_rows):
        rows.sort(key=lambda row: (row.date, row.name, repr(row.objects)))
    if not (found.days or found.rows or found.unread):
        raise ConfigError(
            f"{folder} holds no history: expected historical/YYYY-MM-DD.json or a CSV in it."
        )
    return found


def _read_json(path: Path, found: LabelFolder) -> Any:
    """The document of a file, or None with the file listed as broken."""
    try:
        document, said = read_document(path)
    except DataError as error:
        _broken(path, str(error), found)
        return None
    found.said += filter(None, [said])
    return document


def _broken(path: Path, why: str, found: LabelFolder) -> None:
    found.unread.append(Unplaced(path.name, "", "", why))
    found.broken_files.append(f"{path.name}: {why}")


def _read_accounts(path: Path, found: LabelFolder) -> None:
    if not path.exists():
        return
    try:
        found.accounts = read_accounts(path)
    except DataError as error:
        _broken(path, str(error), found)


def _read_day(path: Path, found: LabelFolder, today: date) -> None:
    document = _read_json(path, found)
    if document is None:
        return
    day = _iso_day(path.stem)
    if day is None:
        _broken(path, "its name is no date YYYY-MM-DD", found)
    elif not isinstance(document, dict) or not isinstance(document.get("artists"), list):
        _broken(path, "it has no list of artists", found)
    elif document.get("date", path.stem) != path.stem:
        said = shown(str(document["date"]), 40)
        _broken(path, f"it says it is {said}, so its day is not certain", found)
    elif why := why_not(day, today, PLATFORMS):
        _broken(path, why, found)
    else:
        found.days[day] = document


def _read_rows(path: Path, found: LabelFolder, today: date, dates: Order | None) -> None:
    try:
        saved = read_saved(path)
        lines = list(table(saved.text, path.name))
    except DataError as error:
        _broken(path, str(error).removeprefix(f"{path.name} ").rstrip("."), found)
        return
    header = tuple(name.strip() for name in lines[0].cells) if lines else ()
    if header[:2] != _NAMES:
        _broken(path, f"its first line is no header beginning {','.join(_NAMES)}", found)
        return
    found.said += filter(None, [saved.said])
    while header and not header[-1]:
        header = header[:-1]
    order = order_of(
        path.name,
        [(line.number, line.cells[1]) for line in lines[1:] if len(line.cells) > 1],
        lambda day: not why_not(day, today, PLATFORMS),
        given=dates,
        series=True,
    )
    for line in lines[1:]:
        _read_row(path.name, line, header, order, today, found)


def _read_row(
    file: str,
    line: Line,
    header: tuple[str, ...],
    order: Order,
    today: date,
    found: LabelFolder,
) -> None:
    place, row = f"{file}:{line.number}", line.cells
    while len(row) > len(header) and len(row) not in _GROWN and not row[-1].strip():
        row = row[:-1]
    day = read_day(row[1], order) if len(row) > 1 else None
    columns = header if len(row) == len(header) else _GROWN.get(len(row))
    why = "" if day is None else why_not(day, today, PLATFORMS)
    kind = "a day that cannot be" if why else ""
    if columns is None:
        why = f"{len(row)} fields under a header of {len(header)}: no telling which is which"
        kind = ""
    elif day is None:
        why = "its date cannot be read"
    if columns is None or day is None or why:
        found.unread.append(Unplaced(place, shown(row[0]), shown(",".join(row), 80), why, kind))
        return
    objects: dict[str, dict[str, str]] = {}
    for column, text in zip(columns[2:], row[2:], strict=True):
        if column in _COLUMNS:
            platform, name = _COLUMNS[column]
            objects.setdefault(platform, {})[name] = text
    if row[0].strip().lower() in _SERVER_ROWS:
        # Such a file puts the server's members under followers, those online under listeners.
        spotify = objects.get("spotify", {})
        server = {
            "member_count": spotify.get("followers"),
            "online_count": spotify.get("monthly_listeners"),
        }
        numbers = {name: text for name, text in server.items() if text is not None}
        found.server_rows.append(Row(place, row[0], day, {"discord": numbers}))
    else:
        found.rows.append(Row(place, row[0], day, objects))


def _iso_day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
