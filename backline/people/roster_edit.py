"""Changing a roster's text without losing what people wrote around it."""

from __future__ import annotations

from collections.abc import Mapping

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT

from backline.errors import ConfigError
from backline.names import slug
from backline.people.roster import Roster
from backline.people.roster_file import parse_roster

UNNAMED = "My label"
"""What a label is called until somebody gives it its name."""

EMPTY_ROSTER = f"""# Who is tracked, where, and since when. See docs/roster.md.
label = "{UNNAMED}"
"""


def free_key(roster: Roster, name: str) -> str:
    """A key for a new artist of this name that no other artist has."""
    taken = {artist.key for artist in roster.artists}
    key = base = slug(name, "artist")
    number = 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def with_label(text: str, label: str) -> str:
    """The roster's text with another name of the label.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    document = tomlkit.parse(text)
    document["label"] = label
    changed = tomlkit.dumps(document)
    parse_roster(changed)
    return changed


def with_setting(text: str, name: str, value: str) -> str:
    """The roster's text with another value of a setting.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    document = tomlkit.parse(text)
    if "settings" not in document:
        document.add("settings", tomlkit.table())
    settings = document["settings"]
    settings[name] = value
    changed = tomlkit.dumps(document)
    parse_roster(changed)
    return changed


def with_artist(text: str, fields: Mapping[str, object]) -> str:
    """The roster's text with one more artist at the end.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    document = tomlkit.parse(text)
    table = tomlkit.table()
    table.trivia.indent = "\n"
    for name, value in fields.items():
        table.add(name, value)
    if "artist" not in document:
        document.add("artist", tomlkit.aot())
    _artists(document).append(table)
    changed = tomlkit.dumps(document)
    parse_roster(changed)
    return changed


def with_field(text: str, key: str, field: str, value: str) -> str:
    """The roster's text with one field of one artist filled in.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    place = [artist.key for artist in parse_roster(text).artists].index(key)
    document = tomlkit.parse(text)
    _artists(document)[place][field] = value
    changed = tomlkit.dumps(document)
    parse_roster(changed)
    return changed


def without_artist(text: str, key: str) -> str:
    """The roster's text without one artist.

    Raises:
        ConfigError: the result would break a rule of the roster.
    """
    place = [artist.key for artist in parse_roster(text).artists].index(key)
    document = tomlkit.parse(text)
    del _artists(document)[place]
    changed = tomlkit.dumps(document)
    parse_roster(changed)
    return changed


def _artists(document: TOMLDocument) -> AoT:
    artists = document["artist"]
    if not isinstance(artists, AoT):
        raise ConfigError(
            "roster.toml: write each artist as an [[artist]] table to have it changed."
        )
    return artists
