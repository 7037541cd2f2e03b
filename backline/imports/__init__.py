"""Files other tools wrote, adopted into the measurement table."""

from __future__ import annotations

from backline.imports.campaign_sheet.job import import_campaigns
from backline.imports.charts.job import import_charts
from backline.imports.label.job import import_label
from backline.imports.s4a.job import import_s4a
from backline.imports.scrapes.job import import_scrapes
from backline.imports.songs.job import import_songs
from backline.imports.tracking_sheet.job import import_sheet

__all__ = [
    "import_campaigns",
    "import_charts",
    "import_label",
    "import_s4a",
    "import_scrapes",
    "import_sheet",
    "import_songs",
]
