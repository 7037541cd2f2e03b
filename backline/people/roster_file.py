"""Reading ``roster.toml``: what breaks a rule is said with its line, its field and the way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from backline.errors import ConfigError
from backline.names import same_name, shown
from backline.people.alert_rules import AlertRule
from backline.people.policy import Policy
from backline.people.roster import ACCOUNTS, Artist, Roster, Settings
from backline.people.saved import read_text
from backline.people.toml import in_words, parse_toml


def load_roster(path: Path) -> Roster:
    """Read and check a roster.

    Raises:
        ConfigError: the file is missing, is not TOML, or breaks a rule; the sentence names the
            line and what is expected there.
    """
    if not path.exists():
        raise ConfigError(
            f"There is no {path.name} in {path.parent}: name the label's folder with --root, "
            "or import a history, which writes one."
        )
    return parse_roster(read_text(path, ConfigError), path.name)


def parse_roster(text: str, name: str = "roster.toml") -> Roster:
    """Check the text of a roster; ``name`` is what errors call it.

    Raises:
        ConfigError: as for :func:`load_roster`.
    """
    document = parse_toml(text, name, lists=("artist",))
    try:
        roster = Roster.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(_sentence(text, name, document, first)) from None
    _refuse_doubles(text, name, roster)
    return roster


def _sentence(text: str, name: str, document: dict[str, Any], error: Any) -> str:
    """One sentence for pydantic's first complaint."""
    place = (*error["loc"], None)
    field = next((str(p) for p in reversed(place) if isinstance(p, str)), "")
    index = place[1] if place[0] == "artist" and isinstance(place[1], int) else None
    within = ".".join(map(str, place[:2])) if place[0] in _NAMED and len(place) > 3 else ""
    where = f"{name} line {_line_of(text, index, field, within)}"
    whose = f" of {shown(str(place[1]), 40)}" if within else ""
    if index is not None:
        entry = document["artist"][index]
        label = entry.get("name", entry.get("key")) if isinstance(entry, dict) else None
        whose = f" of {shown(str(label))}" if label else f" of artist {index + 1}"
    if error["type"] == "extra_forbidden":
        known = Artist if index is not None else _TABLES.get(str(place[0]), Roster)
        fields = ", ".join(known.model_fields)
        return f"{where}: the field {field!r}{whose} is unknown; there are {fields}."
    if error["type"] == "missing":
        return f"{where}: the field {field!r}{whose} is missing."
    return f"{where}: {field}{whose}: {in_words(error)}."


_TABLES: dict[str, type[BaseModel]] = {
    "settings": Settings,
    "policy": Policy,
    "alerts": AlertRule,
}
_NAMED = ("policy", "alerts")
"""Of these there are several, each with a name: ``[policy.youtube_api]``."""


def _refuse_doubles(text: str, name: str, roster: Roster) -> None:
    """Two artists must not share a key, a name or an account."""
    for field in ("key", "name", *ACCOUNTS):
        seen: dict[str, Artist] = {}
        for index, artist in enumerate(roster.artists):
            value = getattr(artist, field)
            if value is None:
                continue
            same = same_name(value) if field == "name" else value
            if same in seen:
                line = _line_of(text, index, field)
                raise ConfigError(
                    f"{name} line {line}: {shown(artist.name)} has the same {field} "
                    f"({shown(value)}) as {shown(seen[same].name)}; each artist needs its own."
                )
            seen[same] = artist


_TABLE = re.compile(r"^\s*\[\[?\s*([\w.]+)\s*\]\]?")


def _line_of(text: str, artist: int | None, field: str, within: str = "") -> int:
    """The 1-based line of a field, or of its table's header where the field is not written.

    ``artist`` is the artist's place in the list, or None for the rest of the file; ``within`` is
    the one table the field is of, where there may be several with such a field.
    """
    assignment = re.compile(rf"\s*[\"']?{re.escape(field)}[\"']?\s*=")
    table, count, header_line = "", -1, 1
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            table = header[1]
            count += table == "artist"
        inside = table != "artist" if artist is None else table == "artist" and count == artist
        inside = inside and (not within or table == within)
        if inside and header and (artist is not None or table in (field, within)):
            header_line = number
        elif inside and assignment.match(line):
            return number
    return header_line
