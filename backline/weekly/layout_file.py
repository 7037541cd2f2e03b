"""Reading a layout's file, and saying what is wrong with it and where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backline.errors import ConfigError
from backline.names import shown
from backline.people.saved import read_text
from backline.people.toml import in_words, parse_toml
from backline.weekly.layout import SETTINGS, Layout, misplaced

SHIPPED = Path(__file__).resolve().parent.parent.parent / "layouts"
"""The layouts that come with Backline."""


def find_layout(name: str, root: Path) -> Path:
    """The file of a layout by name: the root's own before those that come with Backline.

    Raises:
        ConfigError: there is none; the sentence names those there are.
    """
    folders = (root / "layouts", SHIPPED)
    for folder in folders:
        if (path := folder / f"{name}.toml").is_file():
            return path
    if name.endswith(".toml") and Path(name).is_file():
        return Path(name)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.toml")})
    raise ConfigError(f"There is no layout {shown(name, 60)!r}; there are {', '.join(known)}.")


def load_layout(path: Path) -> Layout:
    """Read and check a layout.

    Raises:
        ConfigError: it cannot be read or is wrong; the sentence says where and how.
    """
    faults = check_layout(path)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise ConfigError(f"{faults[0].rstrip('.')}{more}.")
    return Layout.model_validate(_document(path)[1])


def check_layout(path: Path) -> list[str]:
    """What is wrong with a layout's file, one sentence each with its line; empty when right.

    Raises:
        ConfigError: there is no such file.
    """
    if not path.exists():
        raise ConfigError(f"There is no file {path}.")
    try:
        text, document = _document(path)
    except ConfigError as error:
        return [str(error)]
    try:
        Layout.model_validate(document)
    except ValidationError as error:
        faults = error.errors()
        places = [tuple(fault["loc"]) for fault in faults]
        # A list whose only part is wrong is told of as too short as well: once is enough.
        return [
            _sentence(path.name, text, fault)
            for fault, place in zip(faults, places, strict=True)
            if fault["type"] != "too_short"
            or not any(other[: len(place)] == place for other in places if other != place)
        ]
    return []


def _document(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a layout and what it says."""
    text = read_text(path, ConfigError)
    return text, parse_toml(text, path.name, lists=("columns", "sections"))


def _sentence(name: str, text: str, error: Any) -> str:
    place = tuple(error["loc"])
    where = f"{name} line {_line_of(text, place)}"
    field = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    if len(place) > 1 and field in SETTINGS and (
        error["type"] == "extra_forbidden" or place[-2] == "rows"
    ):  # fmt: skip
        return f"{where}: {misplaced(field)}."
    if error["type"] == "bool_type":
        return f"{where}: {field}: write true or false, without quotation marks."
    if error["type"] == "extra_forbidden":
        return f"{where}: {field!r} is unknown there; docs/weekly.md lists what there is."
    if error["type"] == "missing":
        return f"{where}: {field!r} is missing."
    message = in_words(error)
    return f"{where}: {field}: {message}." if field else f"{where}: {message}."


_HEADER = re.compile(r"^\s*\[\[?\s*([\w.]+)\s*\]\]?")


def _line_of(text: str, place: tuple[str | int, ...]) -> int:
    """The 1-based line of a field in a TOML file, or of its table where it is not found."""
    fields = [part for part in place if isinstance(part, str)]
    if not fields:
        return 1
    index = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    table, count, best = "", -1, 1
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = header[1]
            count += table == fields[0]
        inside = table.split(".")[0] == fields[0] and (index is None or count == index)
        if header and inside and table == ".".join(fields):
            return number
        if header and inside and best == 1:
            best = number
        if (inside or not table) and _assigns(line, fields[-1]):
            return number
    return best


def _assigns(line: str, field: str) -> bool:
    return bool(re.match(rf"""\s*["']?{re.escape(field)}["']?\s*=""", line))
