"""Histories of artists, a JSON file each, as a root of their own.

Such a file has a ``name`` and ``stats``: by day the Spotify ``followers`` and ``monthlyListeners``.
What is recorded of a day without a number is a gap with that reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.measure import Measurement, State
from backline.names import shown, slug
from backline.people import parse_roster
from backline.people.saved import parse_json, read_saved
from backline.store import Day, Store, Subjects

_FIELDS = {
    "followers": ("followers", "spotify_api"),
    "monthlyListeners": ("monthly_listeners", "spotify_page"),
}
_MOST = 64 * 2**20
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class _History:
    """What one file tells."""

    key: str
    name: str
    days: list[tuple[date, dict[str, int | None]]]


def is_history_folder(folder: Path) -> bool:
    """Whether a folder holds such files, by the first of them."""
    first = next(iter(sorted(folder.glob("*.json"))), None)
    if first is None:
        return False
    try:
        return isinstance(_object(first).get("stats"), dict)
    except DataError:
        return False


def histories_root(folder: Path, root: Path) -> Path:
    """Write a folder's histories as a root.

    Args:
        folder: with the JSON files.
        root: made; it must not be there.

    Raises:
        DataError: a file is none of these, or two artists have one key; says which.
    """
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    if not found:
        raise DataError(f"{folder.name} has no history: it needs a JSON file for each artist.")
    keys = [one.key for one in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise DataError(f"Two files of {folder.name} end in {twice!r}: rename one of them.")
    days: dict[date, Day] = {}
    for one in found:
        for when, numbers in one.days:
            days.setdefault(when, Day(when)).measurements += _rows(one.key, when, numbers)
    root.mkdir(parents=True)
    store = Store(root)
    artists = [f"[[artist]]\nkey = {one.key!r}\nname = {json.dumps(one.name)}" for one in found]
    roster = "\n\n".join(['label = "Recorded"', *artists]) + "\n"
    store.roster_file.write_text(roster, encoding="utf-8")
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(roster), Subjects())
    return root


def _object(path: Path) -> dict[str, Any]:
    try:
        read = parse_json(read_saved(path, most=_MOST).text)
    except DataError as error:
        raise DataError(f"{path.name} cannot be read: {error}") from None
    if not isinstance(read, dict):
        raise DataError(f"{path.name} is no JSON object.")
    return read


def _read(path: Path) -> _History:
    said = _object(path)
    stats, name = said.get("stats"), said.get("name")
    if not isinstance(stats, dict) or not isinstance(name, str) or not name.strip():
        raise DataError(f'{path.name} is no history: it needs "name" and "stats" by day.')
    key = slug(path.stem.split("__")[-1], "artist")
    days = []
    for text, numbers in stats.items():
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise DataError(
                f"{path.name}: {shown(text, 40)!r} is no day such as 2026-08-31."
            ) from None
        if not isinstance(numbers, dict):
            raise DataError(f"{path.name}: {day} has no object of numbers.")
        days.append((day, {field: _count(numbers.get(field)) for field in _FIELDS}))
    return _History(key, name.strip(), sorted(days))


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return value
    return None


def _rows(key: str, day: date, numbers: dict[str, int | None]) -> Iterator[Measurement]:
    for field, (metric, source) in _FIELDS.items():
        value = numbers[field]
        yield Measurement(
            date=day,
            artist=key,
            platform="spotify",
            metric=metric,
            value=value,
            state=State.FAILED if value is None else State.MEASURED,
            source=source,
            detail="the history lacks it" if value is None else "",
        )
