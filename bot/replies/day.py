"""The note of a day: what changed beyond noise, what is missing that was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backline.analysis.day_note import day_note
from backline.analysis.latest import latest
from backline.analysis.unusual import PAST, Unusual
from backline.measure import VOCABULARY
from backline.store import Store
from backline.unattended.run_report import gap_lines
from backline.words import many, number, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.news import cut, reached_lines, sentence_lines, who
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import safe_name

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
    gaps = [gap.sentence for gap in gap_lines(news.gaps, warehouse.roster)]
    sections = [
        Section(f"Unlike the {PAST} days before", tuple(_moved(label, note.moved))),
        Section("Reached", tuple(reached_lines(label, note.reached, _MOST))),
        Section("Newly missing", tuple(sentence_lines(gaps, _MOST))),
        Section("Back", (many(len(news.back), "number"),) if news.back else ()),
        Section("Worth a look", tuple(sentence_lines(note.findings, _MOST))),
    ]
    return reply(title, about, sections, footer(label, day, sources))


def _moved(label: Label, moved: Sequence[Unusual]) -> list[str]:
    lines = [
        f"{series_name(VOCABULARY[one.platform, one.metric])}: {who(label, one.artist)} "
        f"**{one.step:+,}** to {number(one.value)}, usually {one.usual:+,.0f} a day"
        for one in moved[:_MOST]
    ]
    return cut(lines, _MOST, len(moved))
