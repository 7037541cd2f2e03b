"""The sections of an artist's best tracks and videos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backline.analysis.best import Best, best_of
from backline.analysis.growth import Growth
from backline.analysis.latest import Latest
from backline.store import Subjects
from backline.words import MISSING, number
from bot.replies.reply import Section
from bot.replies.text import grown, safe, safe_name

MOST = 5
_WEEK = 7


def best_tracks(now: Sequence[Latest], subjects: Subjects, day: date) -> Section:
    """The top tracks as Spotify last listed them, by popularity."""
    best = best_of(now, "spotify")
    lines = [
        f"{place}. {_linked(row.subject, subjects)}: popularity {number(row.value or 0)}"
        for place, row in enumerate(best.items[:MOST], 1)
    ]
    return Section("Top tracks on Spotify", (*lines, *_remarks(best, day)))


def best_videos(
    now: Sequence[Latest], week: Sequence[Growth], subjects: Subjects, day: date
) -> Section:
    """The most viewed of the videos last listed, with what a week added."""
    growths = {row.subject: row for row in week if row.platform == "youtube" and row.subject}
    best = best_of(now, "youtube")
    lines = []
    for place, row in enumerate(best.items[:MOST], 1):
        line = f"{place}. {_linked(row.subject, subjects)}: {number(row.value or 0)} views"
        added = growths.get(row.subject)
        if added is not None and added.growth is not None:
            line += f", {_WEEK} days {grown(added, _WEEK)}"
        lines.append(line)
    return Section("Top videos on YouTube", (*lines, *_remarks(best, day)))


def _remarks(best: Best, day: date) -> list[str]:
    """On the list's length, age or absence."""
    remarks = []
    if len(best.items) > MOST:
        remarks.append(f"and {len(best.items) - MOST} more")
    if best.listed_on is not None and best.listed_on != day:
        remarks.append(f"as listed on {best.listed_on}")
    if best.gap is not None:
        remarks.append(f"{MISSING} {best.gap.row_date}: {safe(best.why, 200)}")
    return remarks


def _linked(key: str, subjects: Subjects) -> str:
    """A title, as a link where the platform's id is known."""
    known = subjects.get(key)
    title = safe_name(known.title if known and known.title else key)
    address = known.link if known else ""
    return f"[{title}]({address})" if address and title else title
