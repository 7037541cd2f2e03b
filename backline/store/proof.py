"""What is written is proven readable before it replaces what was good."""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from backline.errors import DataError
from backline.store.parquet import table_of

_PIECE = 1 << 20

_REFUSED = (
    "so it was not written, and what belongs to it stays as it was; this is a fault in Backline, "
    "please report it"
)


def prove(path: Path, content: bytes) -> None:
    """Read content in the form that a file's name promises.

    Workbooks and pictures are left to those who make them.

    Raises:
        DataError: it cannot be read, or it could not be by everybody.
    """
    form = _FORMS.get(path.suffix)
    if form is None:
        return
    try:
        form(content)
    except Exception as error:  # noqa: BLE001 (whatever a reader raises is a fault of the content)
        raise DataError(
            f"{path.name} would not be readable ({type(error).__name__}), {_REFUSED}."
        ) from None


def _csv(content: bytes) -> None:
    """Cells are proven where they are made; see :mod:`backline.people.written`."""
    # Piece by piece: as one text a file with a single emoji would take four times its bytes.
    pieces = (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))
    for _ in codecs.iterdecode(pieces, "utf-8"):
        pass
    bare = b"\r" in content and b"\r" in content.replace(b"\r\n", b"\n")
    if b"\0" in content or bare:
        raise ValueError


def _json(content: bytes) -> None:
    json.loads(content, parse_constant=_no_number)


def _no_number(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity, which only Python reads


def _toml(content: bytes) -> None:
    tomllib.loads(content.decode())


_FORMS: dict[str, Callable[[bytes], object]] = {
    ".csv": _csv,
    ".json": _json,
    ".toml": _toml,
    ".parquet": table_of,
}
