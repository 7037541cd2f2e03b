"""``reports/campaigns/*.csv``: the figures of campaigns for whoever reads the repository.

Computed from the book and the scrapes alone, without a clock: the same files give the same reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import clients, listed, placements, totals, vendors
from backline.campaigns.finish import Finish
from backline.exports import write_reports
from backline.exports.campaign_columns import (
    CAMPAIGN_TABLES,
    CAMPAIGNS,
    CLIENTS,
    PLACEMENTS,
    PLAYLISTS,
    UNASSIGNED,
    VENDORS,
)
from backline.exports.columns import Table
from backline.people.written import csv_text, fixed
from backline.store import Store

Cells = Mapping[str, object]


def write_every_report(store: Store, *, may_empty: bool = False) -> list[str]:
    """Write all reports of a root, those of its campaigns among them; inside ``store.writing()``.

    Args:
        store: the root.
        may_empty: as for :func:`backline.exports.write_reports`.

    Returns:
        A sentence for each file and row that could not be read and is missing from them.

    Raises:
        DataError: as for :func:`backline.exports.write_reports`, or the campaigns cannot be read.
    """
    problems = write_reports(store, may_empty=may_empty)
    return [*problems, *write_campaign_reports(store)]


def write_campaign_reports(store: Store) -> list[str]:
    """The same of the campaigns alone; nothing where a root keeps none.

    Raises:
        DataError: they cannot be read, or the disk is full.
    """
    if not store.keeps_campaigns():
        return []
    memory = store.roster().settings.memory if store.roster_file.exists() else None
    with Campaigns(store.root, memory) as campaigns, store.change() as change:
        for path, content in campaign_files(campaigns).items():
            change.write(store.root / path, content)
        return list(campaigns.problems)


def campaign_files(campaigns: Campaigns) -> dict[str, bytes]:
    """Every report of campaigns as its file is to be now, by its path below the root.

    Raises:
        DataError: the campaigns cannot be read.
    """
    files = {}
    for table, rows in _rows(campaigns, _names(campaigns)).items():
        lines = [table.header, *([_cell(row.get(n)) for n in table.header] for row in rows)]
        files[table.path] = csv_text(lines, table.path).encode()
    return files


Names = Mapping[str, Mapping[str, str]]
"""By table and id, what people call it; of songs by track."""


def _names(campaigns: Campaigns) -> Names:
    book = campaigns.book
    names = {t: {row["id"]: row["name"] for row in book.all(t)} for t in ("clients", "vendors")}
    songs = {row["song"]: row["title"] for row in book.all("placements") if row["song"]}
    return {**names, "songs": songs}


def _rows(campaigns: Campaigns, names: Names) -> dict[Table, Sequence[Cells]]:
    made: dict[Table, Sequence[Cells]] = {
        CAMPAIGNS: [_named(_of(one), names) | _finish(one.finish) for one in totals(campaigns)],
        PLACEMENTS: [
            _named(_of(one), names)
            | _finish(one.finish)
            | {"delivery_rate": one.delivery_rate, "cost_per_1000": one.cost_per_1000}
            for one in placements(campaigns)
        ],
        VENDORS: [_of(one) for one in vendors(campaigns)],
        CLIENTS: [_of(one) | {"client_name": one.name} for one in clients(campaigns)],
        PLAYLISTS: [
            _named(_of(one), names) for one in listed(campaigns) if one.track in names["songs"]
        ],
        UNASSIGNED: [
            row | {"playlist": row["list"]} for row in campaigns.ask("campaign_unassigned")
        ],
    }
    if set(made) != set(CAMPAIGN_TABLES):
        raise AssertionError("a described report is not made")
    return made


def _of(figures: Any) -> dict[str, object]:
    cells = {name: getattr(figures, name) for name in figures.__slots__}
    return cells | {"end": cells.get("until"), "progress": getattr(figures, "progress", None)}


def _named(cells: dict[str, object], names: Names) -> dict[str, object]:
    """With what people call the client, the vendor and the song."""
    found = dict(cells)
    for column, table in (("client", "clients"), ("vendor", "vendors")):
        found[f"{column}_name"] = names[table].get(str(cells.get(column)), "")
    if not found.get("title"):
        found["title"] = names["songs"].get(str(cells.get("track")), "")
    return found


def _finish(told: Finish | None) -> dict[str, object]:
    if told is None:
        return {}
    return {"finish": told.day, "finish_early": told.early, "finish_late": told.late}


def _cell(value: object) -> object:
    """A cell as every report has it: no float longer than six places, yes for true."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return fixed(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value
