"""Which songs anything is stored of, and from when until when each of their numbers goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from backline.store.playlists import PLAYLISTS
from backline.store.radio import RADIO
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and the last day on which a number was measured."""

    first: date
    last: date


Number = tuple[str, str, str]
"""Platform, metric and country; the world is empty."""


def extents(warehouse: Warehouse) -> Mapping[str, Mapping[Number, Extent]]:
    """The extent of every number of every track and video, by key; found once for a warehouse.

    Raises:
        DataError: the files cannot be read.
    """

    def find() -> dict[str, dict[Number, Extent]]:
        found: dict[str, dict[Number, Extent]] = {}
        for row in warehouse.ask("song_extents"):
            number = row["platform"], row["metric"], row["country"]
            found.setdefault(row["subject"], {})[number] = Extent(row["first"], row["last"])
        return found

    return warehouse.remember("song extents", find, always=True)


def stored_songs(warehouse: Warehouse, artists: Collection[str]) -> frozenset[str]:
    """The keys of everything that has a number, a line on a chart, a playlist or a play.

    Args:
        warehouse: the files.
        artists: roster keys of those whose playlists and plays are looked at.

    Raises:
        DataError: the files cannot be read.
    """

    def find() -> frozenset[str]:
        warehouse.look_at_charts(date.min, date.max)
        charted = {row["track"] for row in warehouse.ask("charted_songs")}
        whole = date.min, date.max
        listed = {entry.track for entry in warehouse.entries(PLAYLISTS, artists, *whole)}
        played = {entry.track for entry in warehouse.entries(RADIO, artists, *whole)}
        return frozenset(extents(warehouse)) | charted | ((listed | played) - {""})

    return warehouse.remember(("stored songs", frozenset(artists)), find, always=True)
