"""Whose rows a label's reports and replies are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from backline.people import Roster


class _OfArtist(Protocol):
    @property
    def artist(self) -> str: ...


Row = TypeVar("Row", bound=_OfArtist)


def of_the_label(rows: Iterable[Row], roster: Roster) -> list[Row]:
    """The rows of the label and of the artists its roster has; what it reports is about them."""
    keys = {"", *(artist.key for artist in roster.artists)}
    return [row for row in rows if row.artist in keys]
