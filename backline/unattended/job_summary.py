"""The page of a workflow run: what it measured, who moved, what is missing, where it went.

Source: GitHub Docs, "Adding a job summary": GitHub Flavored Markdown, at most 1 MiB a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backline.analysis.news import WINDOW, News
from backline.people import Roster
from backline.unattended.causes import Cause
from backline.unattended.commit_message import lost_lines, mover_lines, not_told, other_lines
from backline.unattended.github_text import markdown
from backline.unattended.run_record import RunRecord

MOST_LINES = 200
"""So many lines a list has before the rest is counted; with the longest ones about 200 kB."""

_LONGEST = 600  # signs of one line


def job_summary(
    record: RunRecord,
    news: News | None,
    roster: Roster | None,
    repository: str,
    causes: Sequence[Cause] = (),
) -> str:
    """The summary of one run, as Markdown.

    Args:
        record: what the steps wrote down.
        news: of the day as it is stored now, None where it is not.
        roster: gives artists their names; needed for ``news``.
        repository: the repository's address, empty where there is none to link to.
        causes: for which platforms are lost.
    """
    if record.day is None:
        parts = ["## No day was begun", "The steps before failed; their logs say why."]
    elif news is None and record.skipped:
        parts = [f"## {record.day}: nobody was asked"]
    elif news is None:
        parts = [f"## {record.day}: nothing was measured"]
    else:
        parts = [f"## {news.day}: {news.measured:,} of {news.expected:,} numbers"]
    parts += [_outcome(record, repository)]
    lost = lost_lines(causes)
    parts += _listed("Lost", lost)
    parts += _listed("Unreadable", news.unreadable if news else ())
    if record.counts:
        lines = [
            f"| {markdown(c.platform)} {markdown(c.metric)} | {c.measured:,} of {c.expected:,} |"
            for c in record.counts
        ]
        parts.append("\n".join(["| Number | Measured |", "| --- | ---: |", *lines]))
    if news and roster:
        parts += _listed(f"Biggest movers in {WINDOW} days", mover_lines(news, roster))
        parts += _listed("Worth a look", news.findings)
        heading = f"Since {news.before}" if news.before else "First day"
        parts += _listed(heading, other_lines(news))
    parts += _listed("Missing", record.gaps)
    parts += _listed("To know", [*not_told(record.notes, [*record.gaps, *lost]), *record.problems])
    parts += _listed("Not set up", record.not_set_up)
    return "\n\n".join(part for part in parts if part) + "\n"


def _outcome(record: RunRecord, repository: str) -> str:
    """What became of the run: its failures, or its commit."""
    lines = [f"**{step} failed:** {_line(said)}" for step, said in record.failures.items()]
    if record.commit:
        link = f"[`{record.commit}`]({repository}/commit/{record.commit})" if repository else ""
        lines.append(f"Commit {link or record.commit} on {markdown(record.branch)}.")
    elif record.skipped:
        lines.append(_line(record.skipped))
    elif not record.failures and record.day:
        lines.append("Every answer was the same as before, so there is no commit.")
    return "\n\n".join(lines)


def _listed(heading: str, lines: Sequence[str]) -> Iterable[str]:
    if not lines:
        return
    rest = len(lines) - MOST_LINES
    told = [f"- {_line(line)}" for line in lines[:MOST_LINES]]
    if rest > 0:
        told.append(f"- and {rest:,} more")
    yield "\n".join([f"### {heading}", "", *told])


def _line(text: str) -> str:
    return markdown(text, _LONGEST)
