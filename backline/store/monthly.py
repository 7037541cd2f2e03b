"""Every table that has a file a month.

One that is added here is published, kept as long as a policy says, and tells answers apart like the
others.
"""

from __future__ import annotations

from typing import Any

from backline.store.charts import CHARTS
from backline.store.cities import CITIES
from backline.store.months import MonthTable
from backline.store.playlist_streams import SCRAPES, STREAMS
from backline.store.playlists import PLAYLISTS
from backline.store.radio import RADIO

MONTHLY: tuple[MonthTable[Any, Any], ...] = (
    CHARTS,
    CITIES,
    RADIO,
    PLAYLISTS,
    STREAMS,
    SCRAPES,
)
