"""What several pages stand on, found once and kept while the files are as they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from backline.warehouse import Warehouse

Answer = TypeVar("Answer")

_MOST = 8
"""So many artists' answers are kept at a time: pages of one artist come one after the other."""


class _OfArtist(Protocol):
    @property
    def artist(self) -> str: ...


Row = TypeVar("Row", bound=_OfArtist)


def by_artist(
    warehouse: Warehouse, question: Hashable, make: Callable[[], Iterable[Row]]
) -> Mapping[str, list[Row]]:
    """The rows of the whole label by artist, for whoever makes pages of many artists.

    Args:
        warehouse: keeps them.
        question: names the rows.
        make: finds them.
    """

    def find() -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in make():
            found.setdefault(row.artist, []).append(row)
        return found

    return warehouse.remember(("by artist", question), find, always=True)


def lately(warehouse: Warehouse, what: str, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """An answer about one artist, kept until some others were asked about.

    Args:
        warehouse: keeps it.
        what: names the kind of answer.
        key: names the one it is about.
        make: finds it.
    """

    def none() -> dict[Hashable, Any]:
        return {}

    kept = warehouse.remember(("lately", what), none, always=True)
    if key not in kept:
        while len(kept) >= _MOST:
            kept.pop(next(iter(kept)))
        kept[key] = make()
    answer: Answer = kept[key]
    return answer
