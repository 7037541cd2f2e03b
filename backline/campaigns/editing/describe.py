"""The column tables of ``docs/campaigns.md``, made from the one description."""

from __future__ import annotations

from backline.campaigns.kinds import Ref
from backline.campaigns.tables import TABLES, Field, Table
from backline.exports.describe import markdown_table, with_parts


def described(text: str) -> str:
    """``docs/campaigns.md`` with the part between each table's mark and its end written anew."""
    return with_parts(text, {name: _columns(table) for name, table in TABLES.items()})


def _columns(table: Table) -> str:
    rows = ((f"`{f.name}`", f.meaning, _holds(f), _rules(f)) for f in table.fields)
    return f"{table.meaning}\n\n" + markdown_table(("column", "meaning", "holds", ""), rows)


def _holds(field: Field) -> str:
    if isinstance(field.kind, Ref):
        return f"an id of `{field.kind.table}.csv`"
    return field.kind.words


def _rules(field: Field) -> str:
    said = [
        "never empty" if field.required else "",
        "private" if field.private else "",
        f"`{field.start}` unless said" if field.start else "",
    ]
    return ", ".join(filter(None, said))
