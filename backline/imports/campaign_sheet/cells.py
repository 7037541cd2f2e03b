"""What stands in one cell of an old sheet: names, vendors, playlists, links, lists."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backline.errors import DataError
from backline.names import same_name
from backline.people.saved import parse_json
from backline.spotify_links import spotify_id

_QUOTES = '"“”„'


def tidied_name(text: str) -> str:
    """A campaign's name without what is certainly dirt.

    Blanks around it, a comma at its end, a quotation mark or bracket at an end that has no other to
    it. What may belong to the name stays.
    """
    name = " ".join(text.split())
    while name:
        before = name
        name = name.strip(" ,")
        marks = [sign for sign in name if sign in _QUOTES]
        mixed = len(marks) == 2 and name[0] in _QUOTES and name[-1] in _QUOTES
        if mixed and f"{name[0]}{name[-1]}" not in ('""', "“”", "„“", "„”"):
            name = name[1:-1]
        elif len(marks) % 2 and name[0] in _QUOTES:
            name = name[1:]
        elif len(marks) % 2 and name[-1] in _QUOTES and not name[-2:-1].isdigit():
            name = name[:-1]
        for opening, closing in ("()", "[]"):
            more = name.count(closing) - name.count(opening)
            stray = closing if more > 0 else opening
            if more and name.endswith(stray):
                name = name[:-1]
        if name == before:
            break
    return name or " ".join(text.split())


def vendor_names(text: str) -> list[str]:
    """The vendors that a cell names, each once."""
    listed = as_list(text)
    parts = listed if listed is not None else re.split(r"[,;&/+\n]", text)
    found: dict[str, str] = {}
    for name in (" ".join(str(part).split()) for part in parts):
        if name:
            found.setdefault(same_name(name), name)
    return list(found.values())


def addresses(text: str) -> list[str]:
    """The parts of a cell of e-mail addresses."""
    listed = as_list(text)
    parts = listed if listed is not None else re.split(r"[,;\s]+", text)
    return [part for part in (str(part).strip() for part in parts) if part]


LONGEST_PLAYLIST = 100
"""Signs of a playlist's name; Spotify takes no more."""

_MARK = re.compile(r"\s*\[\s*new(?:\s+name)?\s*\]\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^[\s'\u200b]*(?:[-•*–—·▪‣]\s*)?")
_PLAYLIST = re.compile(
    r"(?:https?://)?(?:open|play)\.spotify\.com/\S*playlist/\S+|spotify:playlist:\S+"
)
_REMARK = re.compile(r"\bdailies\b|\b(?:tbd|tba|asap)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bullet:
    """One playlist of a cell.

    Attributes:
        text: the line as it stands there.
        name: its name; empty where only its link is there.
        link: Spotify's id; empty where only its name is there.
        why: why it is no playlist, or nothing.
    """

    text: str
    name: str = ""
    link: str = ""
    why: str = ""


def bullets(text: str) -> list[Bullet]:
    """The playlists of a cell: one on each line, with a bullet or without."""
    listed = as_list(text)
    lines = [str(one) for one in listed] if listed is not None else text.splitlines()
    return [bullet for line in lines if (bullet := _bullet(line))]


def _bullet(line: str) -> Bullet | None:
    name = _BULLET.sub("", line.replace("\u00a0", " "), count=1)
    name = " ".join(_MARK.sub("", name).split())
    if not name:
        return None
    if not (found := _PLAYLIST.search(name)):
        why = ""
        if len(name) > LONGEST_PLAYLIST:
            why = "it is longer than a playlist's name can be"
        elif _REMARK.search(name):
            why = "it is a remark, no playlist's name"
        elif "://" in name:
            why = "it is no link of a playlist on Spotify"
        return Bullet(line, name, "", why)
    try:
        link = spotify_id("playlist", found[0].rstrip("/"))
    except ValueError as error:
        return Bullet(line, why=str(error))
    rest = (name[: found.start()] + name[found.end() :]).strip(" -–—:()|")
    return Bullet(line, rest, link)


@dataclass(frozen=True, slots=True)
class Link:
    """The song of a cell.

    Attributes:
        song: Spotify's id; empty where there is none.
        why: why the cell, or what else it has, is not taken; empty where all of it is.
    """

    song: str
    why: str = ""


_NOT_YET = {"tba", "tbd", "tbc", "n/a", "na", "-", "none", "unreleased", "pending", "coming soon"}


def song_link(text: str) -> Link:
    """The song that a cell links to."""
    if text.strip().casefold() in _NOT_YET:
        return Link("", "there is no link yet")
    songs, whys = [], []
    for part in text.split():
        try:
            songs.append(spotify_id("track", part.strip(",;")))
        except ValueError as error:
            whys.append(str(error))
    if len(set(songs)) > 1:
        return Link("", "it has several songs, and the row is of one")
    if songs:
        return Link(songs[0], "beside the song's link there is more" if whys else "")
    return Link("", whys[0] if len(whys) == 1 else "it is no link of a song on Spotify")


_ELEMENT = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^,"{}]*))\s*(?:,|$)')


def as_list(text: str) -> list[Any] | None:
    """The values of a list as databases write it, ``{a,"b c"}`` or JSON; None where it is none."""
    found = text.strip()
    if found.startswith("["):
        document = as_json(found)
        return document if isinstance(document, list) else None
    if not (found.startswith("{") and found.endswith("}")) or as_json(found) is not None:
        return None
    inner, values, at = found[1:-1], [], 0
    while at < len(inner):
        match = _ELEMENT.match(inner, at)
        if match is None or match.end() == at:
            return None
        if match["quoted"] is not None:
            values.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        elif match["bare"].strip().upper() not in ("NULL", ""):
            values.append(match["bare"].strip())
        at = match.end()
    return values


def as_json(text: str) -> Any:
    """A JSON document; None where it is none."""
    try:
        return parse_json(text)
    except DataError:
        return None


def words_of(text: str) -> list[str]:
    """The words of a cell that may be a list."""
    listed = as_list(text)
    parts = listed if listed is not None else re.split(r"[,;\n]", text)
    return [word for word in (" ".join(str(part).split()) for part in parts) if word]


def said_value(value: Any) -> str:
    """A part of a JSON document as text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def database_amount(text: str) -> str:
    """An amount that a database wrote, whose point is never one of thousands."""
    found = text.strip()
    if re.fullmatch(r"-?\d{1,10}\.\d{3,30}", found):
        return f"{Decimal(found):.4f}"
    return found
