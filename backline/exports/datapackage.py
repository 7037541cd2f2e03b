"""``reports/datapackage.json``: the CSVs described column by column, as a Frictionless package."""

from __future__ import annotations

from typing import Any

from backline.exports.columns import TABLES, Column, Table

PACKAGE_VERSION = "1.0.0"
"""Raised when a column changes its meaning or goes; readers check it."""

_FOLDER = "reports/"


def datapackage(label: str) -> dict[str, Any]:
    """The package of a label's reports: a resource for each CSV of the folder.

    A package must not point outside its folder, so the CSVs of ``data/`` are not in it.
    Source: Frictionless Data Package and Table Schema, version 1.
    """
    return {
        "profile": "tabular-data-package",
        "name": "backline-reports",
        "title": f"{label}: numbers by Backline",
        "version": PACKAGE_VERSION,
        "resources": [_resource(table) for table in TABLES if table.path.startswith(_FOLDER)],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path.removeprefix(_FOLDER),
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
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
