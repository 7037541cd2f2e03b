"""The form of a day's JSON on disk: its bytes, and how it is read back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from backline.errors import DataError, RootError
from backline.names import first_line
from backline.people.saved import parse_json, read_text
from backline.store.day import JSON_FORMAT, Words, words_of


def read_document(path: Path, name: str) -> dict[str, Any] | None:
    """A day's JSON document, or None where there is none.

    Args:
        path: the file.
        name: what people call it.

    Raises:
        DataError: it is empty, cut short, no JSON, or from a newer version.
    """
    if not path.exists():
        return None
    way_out = f"restore it with: git checkout -- {name}"
    try:
        text = read_text(path)
    except DataError as error:
        why = str(error).removeprefix(f"{path.name} ").rstrip(".")
        raise RootError(f"{name} cannot be read as UTF-8 text ({why}); {way_out}.") from None
    if not text.strip():
        raise RootError(f"{name} is empty; {way_out}.")
    try:
        document = parse_json(text)
    except DataError as error:
        raise RootError(f"{name} {error}; {way_out}.") from None
    if not isinstance(document, dict) or not isinstance(document.get("format"), int):
        raise RootError(f"{name} is no day of Backline (it has no format number); {way_out}.")
    if document["format"] > JSON_FORMAT:
        raise RootError(
            f"{name} has format {document['format']}, newer than the {JSON_FORMAT} known here; "
            "update Backline."
        )
    if document.pop("checksum", None) not in (None, checksum(document)):
        raise RootError(
            f"{name} was damaged or changed since it was written: it does not have the "
            f"checksum it carries; {way_out}."
        )
    return document


def words_in(document: dict[str, Any], name: str) -> dict[tuple[str, str], Words]:
    """The words of a day, read back from its JSON, which people call ``name``.

    Raises:
        DataError: it lacks what a day has.
    """
    try:
        return words_of(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise RootError(
            f"{name} lacks what a day has ({first_line(error)}); "
            f"restore it with: git checkout -- {name}."
        ) from None


def checksum(document: dict[str, Any]) -> str:
    """What tells that a day's JSON is the one that was written, in whatever form it is saved."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def json_bytes(document: Any) -> bytes:
    """A JSON document as every file has it: two blanks, signs as they are, a final newline."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
