"""What a person says of a file beside it, in ``NAME.options.toml``: the options of the command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from backline.countries import country_code
from backline.errors import ConfigError
from backline.imports.days import Order
from backline.imports.inbox.kinds import NEEDED, OPTIONS, WORDS, Kind
from backline.names import shown
from backline.people.saved import read_saved
from backline.people.toml import parse_toml
from backline.spotify_links import spotify_id
from backline.store.playlist_streams import WINDOWS

ENDING = ".options.toml"
"""What the name of such a file has behind that of the file it tells of."""

_LARGEST = 64 * 2**10
_DAYS = ("date", "from", "to", "current-date", "previous-date")
CHOICES = {
    "dates": tuple(Order),
    "window": tuple(WINDOWS),
    "frequency": ("daily", "weekly"),
}
"""The options that are one of a few words, and which."""

_SAMPLES = {
    "artist": "NAME",
    "song": "SONG",
    "country": "COUNTRY",
    "window": "WINDOW",
    "frequency": "FREQUENCY",
    "dates": "ORDER",
}
"""What stands in a command for a value that nobody said; for days it is DATE."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a file.

    Attributes:
        values: by name, in the order of their names; one without a value, as ``all-time``, has an
            empty one.
    """

    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """What an option says; None where it is not given."""
        return dict(self.values).get(name)

    def day(self, name: str) -> date | None:
        """The same for a day."""
        said = self.get(name)
        return date.fromisoformat(said) if said else None

    def order(self) -> Order | None:
        """The order of the file's dates."""
        said = self.get("dates")
        return Order(said) if said else None


def options_beside(path: Path) -> Path | None:
    """The file of options beside a file; None where there is none."""
    beside = path.with_name(path.name + ENDING)
    try:
        beside.lstat()
    except OSError:
        return None  # a name may be too long to have anything behind it
    return beside


def read_options(path: Path, kind: Kind) -> Options:
    """The options beside a file; none where there is no such file.

    Args:
        path: of the file that they are of.
        kind: what the file is.

    Raises:
        ConfigError: an option is not known for the kind, cannot be, or is missing; one sentence.
    """
    beside = options_beside(path)
    name = shown(path.name + ENDING)
    found: Mapping[str, object] = {}
    if beside and not (beside.is_file() and not beside.is_symlink()):
        raise ConfigError(f"{name} is no file: put a file with the options there.")
    if beside:
        text = read_saved(beside, ConfigError, _LARGEST).text
        found = parse_toml(text, name)
    allowed = OPTIONS[kind]
    for option in found:
        if option not in allowed:
            those = f"those are {', '.join(allowed)}" if allowed else "there are none"
            raise ConfigError(
                f"{name} has {shown(option, 40)}, which is no option of {WORDS[kind]}; {those}."
            )
    given = {option: _value(option, value, kind, name) for option, value in found.items()}
    values = tuple(sorted((option, value) for option, value in given.items() if value is not None))
    missing = [option for option in NEEDED.get(kind, ()) if option not in given]
    if missing:
        raise ConfigError(
            f"{shown(path.name)} is {WORDS[kind]}, which needs {' and '.join(missing)}: say it in "
            f"{name} beside the file, or on the command line (--{missing[0]})."
        )
    return Options(values)


def _value(option: str, value: object, kind: Kind, name: str) -> str | None:
    """An option's value as on the command line; None where it is switched off."""
    if option == "all-time":
        if not isinstance(value, bool):
            raise ConfigError(f"{name}: all-time is true or false.")
        return "" if value else None
    if option in _DAYS:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str) and _is_day(value):
            return value
        raise ConfigError(f"{name}: {option} is a day such as 2026-01-31.")
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f'{name}: {option} is a text between quotation marks, such as "…".')
    if option in CHOICES and value not in CHOICES[option]:
        raise ConfigError(f"{name}: {option} is one of {', '.join(CHOICES[option])}.")
    try:
        if option == "country":
            country_code(value)
        if option == "song" and kind is Kind.SCRAPES:
            spotify_id("track", value)
    except ValueError as error:
        raise ConfigError(f"{name}: {option}: {error}.") from None
    return value


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def command(kind: Kind, place: str, options: Options, why: str) -> str:
    """The command that takes a file, with words to fill in for what is missing.

    Args:
        kind: what the file is.
        place: where it is, below the root.
        options: what is said of it.
        why: the sentence by which it was refused, which may name options.
    """
    parts = ["scripts/import_history.py", kind.value, shlex.quote(place)]
    for option, value in options.values:
        parts += [f"--{option}", *([shlex.quote(value)] if value else [])]
    named = set(re.findall(r"--([a-z]+(?:-[a-z]+)*)", why)) - {"all-time"}
    given = {option for option, _ in options.values}
    for option in OPTIONS[kind]:
        needed = option in named or option in NEEDED.get(kind, ())
        if needed and option not in given:
            parts += [f"--{option}", _SAMPLES.get(option, "DATE")]
    return " ".join(parts)
