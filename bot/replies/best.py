"""The sections of an artist's best tracks and videos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from backline.analysis.growth import Growth
from backline.analysis.latest import Latest
from backline.measure import State
from backline.spotify_links import track_link
from backline.store import Subject, Subjects
from backline.store.day import LISTS
from backline.words import MISSING, number
from bot.replies.reply import Section
from bot.replies.text import grown, safe, safe_name

MOST = 5
_WEEK = 7

_TRACK_ID = re.compile(r"[0-9A-Za-z]{22}")
_VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")


def best_tracks(now: Sequence[Latest], subjects: Subjects, day: date) -> Section:
    """The top tracks as Spotify last listed them, by popularity."""
    items, remarks = _items(now, "spotify", day)
    lines = [
        f"{place}. {_linked(row.subject, subjects)}: popularity {number(row.value or 0)}"
        for place, row in enumerate(items, 1)
    ]
    return Section("Top tracks on Spotify", (*lines, *remarks))


def best_videos(
    now: Sequence[Latest], week: Sequence[Growth], subjects: Subjects, day: date
) -> Section:
    """The most viewed of the videos last listed, with what a week added."""
    growths = {row.subject: row for row in week if row.platform == "youtube" and row.subject}
    items, remarks = _items(now, "youtube", day)
    lines = []
    for place, row in enumerate(items, 1):
        line = f"{place}. {_linked(row.subject, subjects)}: {number(row.value or 0)} views"
        added = growths.get(row.subject)
        if added is not None and added.growth is not None:
            line += f", {_WEEK} days {grown(added, _WEEK)}"
        lines.append(line)
    return Section("Top videos on YouTube", (*lines, *remarks))


def _items(now: Sequence[Latest], platform: str, day: date) -> tuple[list[Latest], list[str]]:
    """The items of the newest list, best first, and remarks on its age or absence."""
    name, metric = LISTS[platform]
    rows = [row for row in now if (row.platform, row.metric) == (platform, metric) and row.subject]
    items = [row for row in rows if row.subject != name and row.value_date is not None]
    newest = max((row.value_date for row in items if row.value_date), default=None)
    had = [row for row in items if row.value_date == newest]
    best = sorted(had, key=lambda row: (-(row.value or 0), row.subject))
    remarks = []
    if len(best) > MOST:
        remarks.append(f"and {len(best) - MOST} more")
    if newest is not None and newest != day:
        remarks.append(f"as listed on {newest}")
    gap = next((row for row in rows if row.subject == name), None)
    said_above = (State.MEASURED, State.NOT_CONFIGURED)
    if gap is not None and gap.state not in said_above and gap.row_date > (newest or date.min):
        why = gap.state.value.replace("_", " ") + (f": {gap.detail}" if gap.detail else "")
        remarks.append(f"{MISSING} {gap.row_date}: {safe(why, 200)}")
    return best[:MOST], remarks


def _linked(key: str, subjects: Subjects) -> str:
    """A title, as a link where the platform's id is known."""
    known = subjects.get(key)
    title = safe_name(known.title if known and known.title else key)
    address = _address(known) if known else ""
    return f"[{title}]({address})" if address and title else title


def _address(subject: Subject) -> str:
    if subject.kind == "track" and _TRACK_ID.fullmatch(subject.spotify):
        return track_link(subject.spotify)
    if subject.kind == "video" and _VIDEO_ID.fullmatch(subject.youtube):
        return f"https://www.youtube.com/watch?v={subject.youtube}"
    return ""
