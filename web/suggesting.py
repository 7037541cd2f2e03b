"""Whom a person may mean who types a name: those of the roster, and those whose songs are known."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from backline.credits import credited
from backline.names import folded, search
from backline.people import Artist
from bot.library import Label

MOST = 8
"""So many names are read at a glance."""

_LONGEST = 100
_ALIKE = 0.75
"""How much of a name a typing error may leave; see difflib's ratio."""


def heard_like(label: Label, typed: str, found: Sequence[Artist]) -> list[str]:
    """Names of artists outside the roster that fit what was typed, or resemble it.

    Args:
        label: the files.
        typed: what a person has typed so far.
        found: who of the roster fits it already; nobody of them is named again.
    """
    wanted = folded(typed)[:_LONGEST]
    room = MOST - len(found)
    if not wanted or room <= 0:
        return []
    known = _heard(label)
    taken = {folded(artist.name) for artist in label.warehouse.roster.artists}
    fitting = [key for _, key in search(wanted, known, lambda key: (key,))]
    alike = () if fitting or found else difflib.get_close_matches(wanted, known, room, _ALIKE)
    return [known[key] for key in [*fitting, *alike] if key not in taken][:room]


def _heard(label: Label) -> Mapping[str, str]:
    """Whom the credits of songs name, by the folded name, the most often credited first."""

    def find() -> Mapping[str, str]:
        spelt: dict[str, str] = {}
        songs: dict[str, int] = {}
        for subject in label.warehouse.subjects().all():
            for name in credited(subject.credit) if subject.credit else ():
                key = folded(name)
                spelt.setdefault(key, name)
                songs[key] = songs.get(key, 0) + 1
        order = sorted(spelt, key=lambda key: (-songs[key], key))
        return MappingProxyType({key: spelt[key] for key in order if key})

    return label.warehouse.remember("names of credits", find, always=True)
