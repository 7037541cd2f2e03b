"""The order in which people read series: the label, the roster's artists, the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from backline.measure import VOCABULARY
from backline.people import Roster


class _OfSeries(Protocol):
    @property
    def artist(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def metric(self) -> str: ...
    @property
    def subject(self) -> str: ...


Row = TypeVar("Row", bound=_OfSeries)


def of_the_label(rows: Iterable[Row], roster: Roster) -> list[Row]:
    """The rows of the label and of the artists its roster has; what it reports is about them."""
    keys = {"", *(artist.key for artist in roster.artists)}
    return [row for row in rows if row.artist in keys]


def in_people_order(rows: Iterable[Row], roster: Roster) -> list[Row]:
    """The label's own rows first, then by the roster, each artist's own before their subjects'."""
    artists = {a.key: place for place, a in enumerate(roster.artists)}
    metrics = {name: place for place, name in enumerate(VOCABULARY)}

    def place(row: Row) -> tuple[bool, int, str, bool, int, str]:
        return (
            row.artist != "",
            artists.get(row.artist, len(artists)),
            row.artist,
            row.subject != "",
            metrics.get((row.platform, row.metric), len(metrics)),
            row.subject,
        )

    return sorted(rows, key=place)
