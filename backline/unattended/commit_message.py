"""The message of the commit that holds a day: a small report for whoever reads the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backline.analysis.growth import Growth
from backline.analysis.news import WINDOW, News
from backline.measure import PLATFORM_LABELS, VOCABULARY, Measurement
from backline.names import shown
from backline.people import Roster
from backline.unattended.causes import Cause
from backline.unattended.github_text import plain
from backline.unattended.run_report import gap_lines

MOST_LINES = 10
"""So many lines a list has before the rest is counted."""


_NOTHING_NEW = "Reports computed anew\n\nNo number changed.\n"

MOST_LOST = 2
"""Of so many lost platforms the first line says why; of twice as many their names, else a count."""


def commit_message(
    news: News,
    roster: Roster,
    notes: Sequence[str],
    had_before: int | None,
    causes: Sequence[Cause] = (),
    first: Sequence[str] = (),
) -> str:
    """The message for one day: its numbers, who moved, what is missing, what platforms said.

    Nothing in it is an order to git or GitHub, whatever artists are called; see
    :mod:`backline.unattended.github_text`.

    Args:
        news: of the day.
        roster: gives artists their names.
        notes: the platforms' own sentences, quota among them.
        had_before: how many numbers the day had before this run, None for its first.
        causes: for which platforms are lost; the first line has them too.
        first: what comes before everything else, such as rows that are gone.
    """
    title = f"{news.day}: {news.measured:,} of {news.expected:,} numbers"
    if had_before is not None:
        added = news.measured - had_before
        title += f", {added:,} more than before" if added > 0 else ", newer answers"
    title += lost_in_short(causes)
    gaps, lost = new_gap_lines(news, roster), lost_lines(causes)
    parts = [
        ("Unreadable:", [plain(s, 400) for s in news.unreadable]),
        ("Gone:", [plain(s, 400) for s in first]),
        ("Lost:", [plain(s, 400) for s in lost]),
        (f"Biggest movers in {WINDOW} days:", [plain(s, 200) for s in mover_lines(news, roster)]),
        ("Worth a look:", [plain(s, 400) for s in news.findings]),
        ("New gaps:" if news.before else "Gaps:", [plain(s, 400) for s in gaps]),
        ("", [plain(s, 400) for s in other_lines(news)]),
        ("To know:", [plain(note, 400) for note in not_told(notes, [*gaps, *lost])]),
    ]
    body = [_part(heading, lines) for heading, lines in parts if lines]
    return "\n\n".join([title, *body]) + "\n"


def lost_in_short(causes: Sequence[Cause]) -> str:
    """The lost platforms as the end of a first line."""
    if not causes:
        return ""
    names = list(dict.fromkeys(cause.name for cause in causes))
    if len(names) > 2 * MOST_LOST:
        return f"; {len(names)} platforms need a look"
    if len(causes) > MOST_LOST:
        return f"; look at {', '.join(names)}"
    return f"; {', '.join(cause.short for cause in causes)}"


def lost_lines(causes: Sequence[Cause]) -> list[str]:
    """A sentence for each lost platform; what was said is the platform's."""
    lines = []
    for cause in causes:
        said = cause.said.rstrip(".")
        said = said if said.startswith(("The ", cause.name)) else f"{cause.name}: {said}"
        since = f"; the newest numbers are of {cause.last}" if cause.last else ""
        lines.append(said if cause.ends else f"{said}{since}")
    return lines


def not_told(notes: Sequence[str], gaps: Sequence[str]) -> list[str]:
    """The platforms' sentences that are not the reason of a gap told already."""
    told = [note for note in notes if not any(note.rstrip(".") in gap for gap in gaps)]
    return [note[:1].upper() + note[1:] for note in told]


def reports_message(days: Sequence[date], first: Sequence[str] = ()) -> str:
    """The message where no day's numbers changed, or only those of days long past.

    Args:
        days: that changed.
        first: a sentence for each thing that is gone from the reports.
    """
    gone = "\n" + _part("Gone:", [plain(s, 400) for s in first]) + "\n" if first else ""
    if not days:
        return f"Reports computed anew\n{gone}" if gone else _NOTHING_NEW
    return f"{len(days):,} stored {_days(len(days))} changed: {span(days)}\n{gone}"


def mover_lines(news: News, roster: Roster) -> list[str]:
    """A sentence for each mover; the names in it are still other people's words."""
    return [_mover(row, roster) for row in news.movers]


def new_gap_lines(news: News, roster: Roster) -> list[str]:
    """A sentence for each reason for which numbers are newly missing."""
    return [line.sentence for line in gap_lines(news.gaps, roster)]


def other_lines(news: News) -> list[str]:
    """What came back, what is still missing, and on which days nobody measured."""
    lines = [news.young] if news.young else []
    if news.back:
        lines.append(f"Back: {_counted(news.back)} numbers.")
    still = news.missing - len(news.gaps)
    if still > 0 and news.before is not None:
        lines.append(f"Still missing: {still:,}, as on {news.before} (see reports/coverage.csv).")
    if news.missed:
        count = len(news.missed)
        lines.append(
            f"No numbers are stored of {span(news.missed)} ({count:,} {_days(count)}); no platform "
            "tells the past."
        )
    return lines


def span(days: Sequence[date]) -> str:
    """The first and the last of some days."""
    return f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _part(heading: str, lines: list[str]) -> str:
    rest = len(lines) - MOST_LINES
    told = [*lines[:MOST_LINES], f"and {rest:,} more"] if rest > 0 else lines
    return "\n".join([*([heading] if heading else []), *(f"- {line}" for line in told)])


def _mover(row: Growth, roster: Roster) -> str:
    artist = roster.find(row.artist) if row.artist else None
    name = shown(artist.name if artist else row.artist or roster.label, 40)
    metric = f"{PLATFORM_LABELS[row.platform]} {VOCABULARY[row.platform, row.metric].label}"
    change = f" ({row.change:+.1%})" if row.change is not None else ""
    days = f" in {row.span_days} days" if row.span_days != WINDOW else ""
    return f"{metric} of {name}: {row.growth:+,}{change}{days} to {row.now:,}"


def _counted(rows: Sequence[Measurement]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[PLATFORM_LABELS[row.platform]] = counts.get(PLATFORM_LABELS[row.platform], 0) + 1
    return ", ".join(f"{count:,} {platform}" for platform, count in counts.items())


def _days(count: int) -> str:
    return "day" if count == 1 else "days"
