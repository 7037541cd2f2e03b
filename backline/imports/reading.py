"""How every import reads a file that another tool wrote, and lists what it could not take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backline.errors import DataError


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something of a file that was not taken, and why.

    Attributes:
        place: file and line, file and field, or the cell of a sheet.
        about: artist and day, where known.
        found: what stands there.
    """

    place: str
    about: str
    found: str
    why: str


def read_text(path: Path) -> str:
    """The text of a file, its line ends as they are.

    Raises:
        DataError: there is no such file, or it is no UTF-8 text.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except FileNotFoundError:
        raise DataError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError):
        raise DataError(
            f"{path.name} cannot be read as UTF-8 text: save the sheet as CSV (UTF-8)."
        ) from None
