"""Reading a label's old folder as it is: JSON days, CSV rows and the artists' accounts.

Nothing is judged here; what cannot be read at all is listed. See :mod:`label_history` for what
the numbers are taken to mean.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from backline.errors import ConfigError, DataError
from backline.imports.label.accounts import Accounts, read_accounts, read_document
from backline.imports.reading import Unplaced, read_text
from backline.names import shown
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
        unread: files and rows that could not be read.
    """

    accounts: Accounts = field(default_factory=dict)
    days: dict[date, dict[str, Any]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    server_rows: list[Row] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    broken_files: list[str] = field(default_factory=list)


def read_folder(folder: Path) -> LabelFolder:
    """Read ``historical/*.json``, every CSV and ``artists_config.json`` of a label's folder.

    Raises:
        ConfigError: there is no such folder, or it holds no day at all.
    """
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder}.")
    found = LabelFolder()
    _read_accounts(folder / "artists_config.json", found)
    for path in sorted((folder / "historical").glob("*.json")):
        _read_day(path, found)
    for path in sorted(folder.glob("*.csv")):
        _read_rows(path, found)
    if not (found.days or found.rows or found.unread):
        raise ConfigError(
            f"{folder} holds no history: expected historical/YYYY-MM-DD.json or a CSV in it."
        )
    return found


def _read_json(path: Path, found: LabelFolder) -> Any:
    """The document of a file, or None with the file listed as broken."""
    try:
        return read_document(path)
    except DataError as error:
        _broken(path, str(error), found)
        return None


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


def _read_day(path: Path, found: LabelFolder) -> None:
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
    else:
        found.days[day] = document


def _read_rows(path: Path, found: LabelFolder) -> None:
    try:
        text = read_text(path)
    except DataError:
        _broken(path, "the file cannot be read as UTF-8 text", found)
        return
    rows = csv.reader(text.splitlines())
    header = tuple(next(rows, ()))
    if header[:2] != _NAMES:
        _broken(path, f"its first line is no header beginning {','.join(_NAMES)}", found)
        return
    for row in rows:
        if row:
            _read_row(f"{path.name}:{rows.line_num}", row, header, found)


def _read_row(place: str, row: list[str], header: tuple[str, ...], found: LabelFolder) -> None:
    columns = header if len(row) == len(header) else _GROWN.get(len(row))
    day = _iso_day(row[1]) if len(row) > 1 else None
    if columns is None or day is None:
        why = (
            f"{len(row)} fields under a header of {len(header)}: no telling which is which"
            if columns is None
            else "its date is not YYYY-MM-DD"
        )
        found.unread.append(Unplaced(place, shown(row[0]), shown(",".join(row), 80), why))
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
