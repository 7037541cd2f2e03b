"""The small tables questions stand on: the vocabulary, the roster and what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from backline.measure import LEVEL_BREAKS, SOURCE_TRUST, VOCABULARY, Kind
from backline.people import Identities, Roster

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Variable = date | int | str | bool | list[str] | None
"""What a variable of a question may be."""

_TABLES = """
create table source_trust (source varchar, trust integer);
create table metric (platform varchar, metric varchar, place integer, rises boolean);
create table level_break (platform varchar, metric varchar, date date, note varchar, place integer);
create table artist (artist varchar, name varchar, since date, until date, place integer);
create table another_account (artist varchar, account varchar, date date);
create table unpublished (source varchar, artist varchar);
create table title (subject varchar, title varchar);
create table verdict (artist varchar, platform varchar, metric varchar, subject varchar,
                      country varchar, place integer, touches date, step date, stuck_since date,
                      note varchar);
"""


def fill_tables(
    connection: DuckDBPyConnection, roster: Roster, identities: Identities, *, published: bool
) -> bool:
    """Make and fill them; ``artist`` has the label itself under the empty key.

    In ``another_account`` the account is a platform, or a paid service that tells of several.

    Returns:
        Whether anything may not be shown; always False where it is not ``published``.
    """
    connection.execute(_TABLES)
    fill(connection, "source_trust", [(name, place) for place, name in enumerate(SOURCE_TRUST)])
    metrics = enumerate(VOCABULARY.values())
    fill(
        connection,
        "metric",
        [(m.platform, m.name, place, m.kind is Kind.CUMULATIVE) for place, m in metrics],
    )
    breaks = enumerate(LEVEL_BREAKS)
    fill(
        connection,
        "level_break",
        [(b.platform, b.metric, b.date, b.note, place) for place, b in breaks],
    )
    artists = enumerate(roster.artists)
    fill(
        connection,
        "artist",
        [("", roster.label, None, None, -1)]
        + [(a.key, a.name, a.since, a.until, place) for place, a in artists],
    )
    fill(connection, "another_account", list(identities.all_breaks()))
    unpublished = kept_back(roster) if published else []
    fill(connection, "unpublished", unpublished)
    return bool(unpublished)


def fill(connection: DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows as columns, which costs one statement and not one a row."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        each = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"insert into {table} select {each}", columns)


def kept_back(roster: Roster) -> list[tuple[str, str]]:
    """The sources and artists whose numbers may not be shown; the label has the empty key."""
    return [
        (source, artist.key if artist else "")
        for source in SOURCE_TRUST
        for artist in (None, *roster.artists)
        if not roster.policy_for(source, artist).publish
    ]
