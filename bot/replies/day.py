"""The note of a day: what changed beyond noise, what is missing that was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from backline.analysis.day_note import DayNote, day_note
from backline.analysis.latest import latest
from backline.analysis.unusual import PAST, Unusual
from backline.measure import VOCABULARY
from backline.store import Store
from backline.unattended.run_report import gap_lines
from backline.words import many, number, series_name
from bot.library import Label
from bot.replies.digest import more, who
from bot.replies.footer import footer
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe, safe_name

_MOST = 8


def day_reply(label: Label, day: date) -> Reply:
    """The note of a stored day, as the bot posts it.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = label.warehouse
    title = f"{safe_name(warehouse.roster.label, 80)}: {day}"
    note = day_note(warehouse, Store(label.root), day)
    if note is None:
        about = ["no run measured this day, or none one before it"]
        return reply(title, about, footer=footer(label, day))
    news = note.news
    about = [f"{news.measured:,} of {many(news.expected, 'number')} measured"]
    if note.is_quiet:
        about.append("nothing beyond noise")
    sources = {row.source for row in latest(warehouse, as_of=day) if row.value is not None}
    sections = [
        Section(f"Unlike the {PAST} days before", tuple(_lines(label, note.moved))),
        Section("Reached", tuple(_reached(label, note))),
        Section("Newly missing", tuple(_gaps(label, note))),
        Section("Back", (many(len(news.back), "number"),) if news.back else ()),
        Section("Worth a look", tuple(_findings(note))),
    ]
    return reply(title, about, sections, footer(label, day, sources))


def _lines(label: Label, moved: Iterable[Unusual]) -> list[str]:
    rows = list(moved)
    lines = [
        f"{series_name(VOCABULARY[one.platform, one.metric])}: {who(label, one.artist)} "
        f"**{one.step:+,}** to {number(one.value)}, usually {one.usual:+,.0f} a day"
        for one in rows[:_MOST]
    ]
    return [*lines, *more(len(rows) - _MOST)]


def _reached(label: Label, note: DayNote) -> list[str]:
    lines = [
        f"{who(label, one.artist)}: {series_name(VOCABULARY[one.platform, one.metric])} "
        f"**{number(one.milestone)}** on {one.reached_on}"
        for one in note.reached[:_MOST]
    ]
    return [*lines, *more(len(note.reached) - _MOST)]


def _gaps(label: Label, note: DayNote) -> list[str]:
    lines = [safe(gap.sentence, 200) for gap in gap_lines(note.news.gaps, label.warehouse.roster)]
    return [*lines[:_MOST], *more(len(lines) - _MOST)]


def _findings(note: DayNote) -> list[str]:
    lines = [safe(one, 250) for one in note.findings[:_MOST]]
    return [*lines, *more(len(note.findings) - _MOST)]
