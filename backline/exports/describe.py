"""The tables of ``docs/data.md``, made from the code that writes the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backline.exports.campaign_columns import CAMPAIGN_TABLES
from backline.exports.columns import TABLES, Column
from backline.exports.lean import LARGE_TABLES
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.store.measurement_file import measurement_schema

MEASUREMENT_MEANINGS = {
    "date": "the UTC day the number describes",
    "artist": "roster key; empty for the label itself, e.g. its Discord server",
    "platform": "the platform the number is of",
    "metric": "what is measured, see below",
    "subject": "empty for the artist, else the key of a track or video in `data/subjects.csv`; "
    "`top_tracks` or `top_videos` where the whole list could not be had",
    "country": "ISO 3166 alpha-2; empty for worldwide",
    "value": "the number, or null",
    "state": "`measured`, or why not: `not_configured`, `not_offered`, `hidden`, `failed`, "
    "`rejected`",
    "resolution": "the step the platform rounds to; 1 when exact",
    "source": "which client or file said so",
    "detail": "one short sentence when not measured",
    "collected_at": "when the answer came (UTC); null where an imported file does not say",
}


def described(text: str) -> str:
    """``docs/data.md`` with the part between each mark and its end written anew."""
    parts = {"measurements": _measurements(), "metrics": _metrics(), "tables": _tables()}
    return with_parts(text, parts)


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """A document with what stands between each part's mark and the next end replaced."""
    for name, content in parts.items():
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        text = f"{before}{mark}{content}\n{end}{after}"
    return text


def _measurements() -> str:
    return markdown_table(
        ("column", "type", "meaning"),
        (
            (f"`{field.name}`", str(field.type), MEASUREMENT_MEANINGS[field.name])
            for field in measurement_schema()
        ),
    )


def _metrics() -> str:
    return markdown_table(
        ("platform", "metric", "in words", "kind", "artists add up", "days add up"),
        (
            (
                f"`{m.platform}`",
                f"`{m.name}`",
                f"{PLATFORM_LABELS[m.platform]} {m.label}",
                m.kind.value,
                "yes" if m.additive else "no",
                "yes" if m.days_add_up else "no",
            )
            for m in VOCABULARY.values()
        ),
    )


def _tables() -> str:
    parts = []
    for table in (*TABLES, *LARGE_TABLES, *CAMPAIGN_TABLES):
        rows = ((f"`{c.name}`", c.kind, _meaning(c)) for c in table.columns)
        key = ", ".join(f"`{name}`" for name in table.key)
        form = ", more than 50 artists" if table in LARGE_TABLES else ""
        heading = f"## {table.path}{form}\n\n{table.meaning} One row per {key}.\n"
        parts.append(f"{heading}\n{markdown_table(('column', 'type', 'meaning'), rows)}\n")
    return "\n".join(parts).rstrip("\n")


def _meaning(column: Column) -> str:
    values = ", ".join(f"`{value}`" for value in column.values)
    return f"{column.meaning}: {values}" if values else column.meaning


def markdown_table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table as Markdown has it."""
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
