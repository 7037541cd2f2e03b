"""Proposals: corrections that would silence findings, for a person to accept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import tomlkit
from tomlkit.items import Table

from backline.analysis.quality.findings import Finding, Kind, Part, Value
from backline.names import shown

HEAD = """\
Proposals of scripts/audit.py --suggest. Nothing is corrected before a person has copied a table
into corrections.toml.
"""

_LONGEST_REASON = 300


def proposals(findings: Iterable[Finding]) -> str:
    """The corrections that make sense, as the text of a ``corrections.toml``.

    Numbers that cannot be right are dropped: zeros after positives, the copied numbers of a
    repeated day, values that were taken back within days, a value that belongs to another artist.
    Real events, such as a purge or a jump that lasts, are not proposed, and a number of which two
    findings speak is proposed once. Empty when there is nothing to propose.
    """
    document = tomlkit.document()
    tables = tomlkit.aot()
    taken: set[tuple[str, ...]] = set()
    for finding in findings:
        for part in finding.parts:
            if part.wrong and not part.country:
                for table in _corrections(finding, part, taken):
                    tables.append(table)
    if not len(tables):
        return ""
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line))
    document.append("correction", tables)
    return tomlkit.dumps(document)


def _corrections(finding: Finding, part: Part, taken: set[tuple[str, ...]]) -> Iterable[Table]:
    """One table for each run of days one source speaks for, with nothing measured in between."""
    about = (part.artist, part.platform, part.metric, part.subject)
    fresh = [v for v in part.values if (*about, v.source, v.date.isoformat()) not in taken]
    taken |= {(*about, v.source, v.date.isoformat()) for v in fresh}
    # A value that two artists share is only looked for on days that both were measured.
    unbroken = finding.kind is Kind.ZERO
    runs: list[list[Value]] = []
    for value in fresh:
        last = runs[-1][-1] if runs else None
        if last and last.source == value.source and (unbroken or _next_day(last, value)):
            runs[-1].append(value)
        else:
            runs.append([value])
    for run in runs:
        yield _table(finding, part, run)


def _next_day(one: Value, other: Value) -> bool:
    return other.date - one.date == timedelta(1)


def _table(finding: Finding, part: Part, values: list[Value]) -> Table:
    table = tomlkit.table()
    table["artist"] = part.artist
    table["platform"] = part.platform
    table["metric"] = part.metric
    if part.subject:
        table["subject"] = part.subject
    table["source"] = values[0].source
    table["from"] = values[0].date
    table["to"] = values[-1].date
    table["do"] = "drop"
    numbers = [value.value for value in values]
    table["expect"] = numbers[0] if len(set(numbers)) == 1 else numbers
    table["reason"] = _reason(finding, part)
    return table


def _reason(finding: Finding, part: Part) -> str:
    before = "" if part.before is None else f"{part.before:,}"
    after = "" if part.after is None else f" and {part.after:,} after"
    sentence = {
        Kind.ZERO: f"reads 0 after {before}",
        Kind.STALE_REPEAT: "the day repeats the day before in every number",
        Kind.SAME_VALUE: f"the value of another artist; it was {before} before",
    }.get(finding.kind, f"{before} before{after}")
    return shown(sentence, _LONGEST_REASON)
