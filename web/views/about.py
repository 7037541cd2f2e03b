"""``about.html``: what every figure means, where the numbers come from and what they cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.exports.campaign_columns import (
    CAMPAIGN_TABLES,
    CAMPAIGNS,
    CLIENTS,
    PLACEMENTS,
    PLAYLISTS,
    UNASSIGNED,
    VENDORS,
)
from backline.exports.columns import SERIES, TABLES, Column, Table
from backline.exports.lean import LARGE_TABLES
from backline.exports.reports import MOST_IN_ONE_FILE
from backline.measure import VOCABULARY, Metric
from backline.words import series_name
from bot.library import Label
from web import meanings
from web.meanings_campaigns import CAMPAIGN_WORDS
from web.meanings_metrics import by_platform, counts
from web.views.about_covered import days_of, measured_of, months_of, sources_of
from web.visit import Visit

_ONE = {
    CAMPAIGNS.name: "campaign",
    PLACEMENTS.name: "placement",
    VENDORS.name: "vendor",
    CLIENTS.name: "client",
    PLAYLISTS.name: "playlist",
    UNASSIGNED.name: "unassigned",
}
"""What a row of each table about campaigns is called, which its columns' anchors begin with."""

SECTIONS = ("covered", "figures", "numbers", "kinds", "missing", "sources", "campaigns", "files")
"""The anchors of the page's own headings."""


@dataclass(frozen=True, slots=True)
class File:
    """A CSV for readers.

    Attributes:
        prefix: what the anchors of its columns begin with.
        title: its path, or how it differs from another of that path.
        links: by name, where it can be opened from here; empty where it was not written.
    """

    table: Table
    prefix: str
    title: str
    links: Mapping[str, str]


def view(visit: Visit) -> Mapping[str, Any]:
    """The definitions."""
    label, some = visit.label, not visit.public
    return {
        "title": "About the numbers",
        "days": days_of(label),
        "measured": measured_of(label),
        "figures": meanings.FIGURES,
        "platforms": [
            (key, name, [(m, series_name(m), counts(m)) for m in metrics])
            for key, name, metrics in by_platform()
        ],
        "kinds": [(key, key.replace("_", " "), said) for key, said in meanings.KINDS.items()],
        "adding": meanings.ADDING,
        "states": [(key, key.replace("_", " "), said) for key, said in meanings.STATES.items()],
        "trust": meanings.TRUST,
        "sources": sources_of(label),
        "campaign_words": CAMPAIGN_WORDS if some else (),
        "files": list(_files(label, some=some)),
        "meaning": _meaning,
    }


def anchors(*, some: bool = True) -> frozenset[str]:
    """Every part of the page that another page may name after ``about.html#``.

    Args:
        some: with the words of campaigns, which not everybody may read.
    """
    found = {_anchor(metric) for metric in VOCABULARY.values()}
    found |= {name for name in SECTIONS if some or name != "campaigns"}
    found |= {f"kind-{key}" for key in meanings.KINDS}
    found |= {f"state-{key}" for key in meanings.STATES}
    found |= {f"source-{key}" for key in meanings.SOURCES} | {"source"}
    words = (*meanings.FIGURES, *(CAMPAIGN_WORDS if some else ()))
    found |= {one for word in words for one in word.ids}
    tables = (*TABLES, *(CAMPAIGN_TABLES if some else ()))
    return frozenset(found | {f"{_prefix(t)}-{c.name}" for t in tables for c in t.columns})


def _anchor(metric: Metric) -> str:
    return f"{metric.platform}-{metric.name}"


def _prefix(table: Table) -> str:
    return _ONE.get(table.name, table.name)


def _files(label: Label, *, some: bool) -> Iterator[File]:
    large = len(label.warehouse.roster.artists) > MOST_IN_ONE_FILE
    forms: Sequence[Table] = LARGE_TABLES if large else ()
    of_large = {table.name for table in forms}
    for table in TABLES:
        links = {} if table.name in of_large else _links(label, table)
        yield File(table, _prefix(table), table.path, links)
    for table in forms:
        title = f"{table.path}, as it is with more than {MOST_IN_ONE_FILE} artists"
        yield File(table, f"large-{table.name}", title, _links(label, table))
    if some:
        for table in CAMPAIGN_TABLES:
            yield File(table, _prefix(table), table.path, _links(label, table))


def _links(label: Label, table: Table) -> Mapping[str, str]:
    """Where a table can be opened; those in ``data/`` are no part of the pages."""
    if table is SERIES:
        return months_of(label)
    there = table.path.startswith("reports/") and (label.root / table.path).is_file()
    return {table.path: table.path} if there else {}


def _meaning(column: Column) -> str:
    """What a column holds, with its only values where they are few."""
    values = f": {', '.join(column.values)}" if column.values else ""
    return f"{column.meaning[:1].upper()}{column.meaning[1:]}{values}."
