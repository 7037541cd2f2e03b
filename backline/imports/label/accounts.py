"""A label's own list of its artists' accounts: ``config/artists.json``, as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.names import shown
from backline.people.saved import parse_json, read_saved

Accounts = dict[str, dict[str, str | None]]
"""Artist's name to platform to account id; None is an account the artist does not have."""

FIELDS = {
    "spotify_id": "spotify",
    "youtube_id": "youtube",
    "instagram_username": "instagram",
    "deezer_id": "deezer",
    "chartmetric_id": "chartmetric",
    "soundcharts_id": "soundcharts",
}
"""What the list calls an account, and the platform it is on; other fields are left alone."""


def read_accounts(path: Path) -> Accounts:
    """What such a list says.

    Raises:
        DataError: as for :func:`read_document`, or it is no list of artists with names; the
            message is only why, without the file's name.
    """
    document, _ = read_document(path)
    if not isinstance(document, list) or not all(map(_is_artist, document)):
        raise DataError("it is no list of artists with names")
    found: Accounts = {}
    for entry in document:
        accounts = found.setdefault(entry["name"].strip(), {})
        for name, platform in FIELDS.items():
            if name in entry:
                accounts[platform] = _id(entry, name)
    return found


def read_document(path: Path) -> tuple[Any, str]:
    """A JSON file's document, and a sentence where its text was no Unicode.

    Raises:
        DataError: the file is empty, cut short, no text or no JSON; the message is only why,
            without the file's name.
    """
    try:
        saved = read_saved(path)
    except DataError as error:
        raise DataError(str(error).removeprefix(f"{path.name} ").rstrip(".")) from None
    if not saved.text.strip():
        raise DataError("the file is empty")
    return parse_json(saved.text), saved.said


def _is_artist(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and bool(entry["name"].strip())
    )


def _id(entry: dict[str, Any], name: str) -> str | None:
    value = entry[name]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    raise DataError(f"{name} of {shown(entry['name'])} is neither a text nor null")
