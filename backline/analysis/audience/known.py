"""Whether anything at all is known of somebody, in the roster or in what is stored of any day."""

from __future__ import annotations

from datetime import date

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.songs import songs_of
from backline.warehouse import Warehouse


def is_known(warehouse: Warehouse, whom: Whom) -> bool:
    """Whether somebody is in the roster, has a song, or has a number, chart or city of any day.

    Raises:
        DataError: the files cannot be read.
    """
    if whom.artist is not None or songs_of(warehouse).of(whom):
        return True
    return whom.key in warehouse.remember("known artists", lambda: _known(warehouse), always=True)


def _known(warehouse: Warehouse) -> frozenset[str]:
    warehouse.look_at_charts(date.min, date.max)
    warehouse.look_at_cities(date.min, date.max)
    return frozenset(row["artist"] for row in warehouse.ask("known_artists"))
