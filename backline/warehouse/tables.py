"""The small tables questions stand on: the vocabulary, the roster and what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backline.engines import Engine
from backline.measure import LEVEL_BREAKS, SOURCE_TRUST, VOCABULARY, Kind
from backline.people import Identities, Roster

TABLES: Mapping[str, Mapping[str, str]] = {
    "source_trust": {"source": "varchar", "trust": "integer"},
    "metric": {
        "platform": "varchar", "metric": "varchar", "place": "integer", "rises": "boolean",
    },
    "level_break": {
        "platform": "varchar", "metric": "varchar", "date": "date", "note": "varchar",
        "place": "integer",
    },
    "artist": {
        "artist": "varchar", "name": "varchar", "since": "date", "until": "date",
        "place": "integer",
    },
    "another_account": {"artist": "varchar", "account": "varchar", "date": "date"},
    "unpublished": {"source": "varchar", "artist": "varchar"},
    "title": {"subject": "varchar", "title": "varchar"},
    "verdict": {
        "artist": "varchar", "platform": "varchar", "metric": "varchar", "subject": "varchar",
        "country": "varchar", "place": "integer", "touches": "date", "step": "date",
        "stuck_since": "date", "note": "varchar",
    },
    "unreadable": {"date": "date"},
}  # fmt: skip
"""The columns of each small table, with their types."""


def fill_tables(engine: Engine, roster: Roster, identities: Identities, *, published: bool) -> bool:
    """Make and fill them; ``artist`` has the label itself under the empty key.

    In ``another_account`` the account is a platform, or a paid service that tells of several.

    Returns:
        Whether anything may not be shown; always False where it is not ``published``.
    """
    unpublished = kept_back(roster) if published else []
    artists = enumerate(roster.artists)
    rows: dict[str, Iterable[tuple[object, ...]]] = {
        "source_trust": [(name, place) for place, name in enumerate(SOURCE_TRUST)],
        "metric": [
            (m.platform, m.name, place, m.kind is Kind.CUMULATIVE)
            for place, m in enumerate(VOCABULARY.values())
        ],
        "level_break": [
            (b.platform, b.metric, b.date, b.note, place) for place, b in enumerate(LEVEL_BREAKS)
        ],
        "artist": [
            ("", roster.label, None, None, -1),
            *((a.key, a.name, a.since, a.until, place) for place, a in artists),
        ],
        "another_account": identities.all_breaks(),
        "unpublished": unpublished,
    }
    for table in TABLES:
        fill(engine, table, rows.get(table, ()))
    return bool(unpublished)


def fill(engine: Engine, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Make one of the small tables of these rows, in place of those it had."""
    engine.small(table, TABLES[table], rows)


def kept_back(roster: Roster) -> list[tuple[str, str]]:
    """The sources and artists whose numbers may not be shown; the label has the empty key."""
    return [
        (source, artist.key if artist else "")
        for source in SOURCE_TRUST
        for artist in (None, *roster.artists)
        if not roster.policy_for(source, artist).publish
    ]
