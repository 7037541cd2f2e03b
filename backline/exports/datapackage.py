"""``reports/datapackage.json``: the CSVs described column by column, as a Frictionless package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backline.exports.campaign_columns import CAMPAIGN_TABLES
from backline.exports.columns import SERIES, TABLES, Column, Table
from backline.exports.lean import LARGE_TABLES

PACKAGE_VERSION = "1.0.0"
"""Raised when a column changes its meaning or goes; readers check it."""

LARGE_VERSION = "2.0.0"
"""The same for a label with more than 50 artists, whose tables have other columns."""

_FOLDER = "reports/"


def datapackage(
    label: str,
    as_of: date | None,
    series: Sequence[str],
    *,
    large: bool,
    campaigns: bool = False,
) -> dict[str, Any]:
    """The package of a label's reports: a resource for each table of the folder.

    A package must not point outside its folder, so the CSVs of ``data/`` are not in it.
    Source: Frictionless Data Package and Table Schema, version 1.

    Args:
        label: the label's name.
        as_of: the latest measured day, which the reports look back from.
        series: the files of the series below ``reports/``; one table in parts.
        large: whether the label has more than 50 artists, for which some tables are others.
        campaigns: whether it keeps campaigns.
    """
    lean = {table.name: table for table in LARGE_TABLES} if large else {}
    resources = []
    for table in (*TABLES, *(CAMPAIGN_TABLES if campaigns else ())):
        if table is SERIES:
            if series:
                resources.append(_series(list(series)))
        elif table.path.startswith(_FOLDER):
            told = lean.get(table.name, table)
            resources.append(_resource(told, table.path.removeprefix(_FOLDER), "utf-8"))
    return {
        "profile": "tabular-data-package",
        "name": "backline-reports",
        "title": f"{label}: numbers by Backline",
        "version": LARGE_VERSION if large else PACKAGE_VERSION,
        "as_of": as_of.isoformat() if as_of else None,
        "resources": resources,
    }


def _series(files: list[str]) -> dict[str, Any]:
    """The months as one table; each file has the heading, and the mark by which Excel knows it."""
    return _resource(SERIES, files[0] if len(files) == 1 else files, "utf-8-sig")


def _resource(table: Table, path: str | list[str], encoding: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": encoding,
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": column.meaning,
    }
    if column.kind == "date":
        field["format"] = "%Y-%m-%d"
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
