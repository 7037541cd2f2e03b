"""The label's week: what it brought, in a page that fits a phone, with one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from backline.analysis.digest import CONTENT, WEEK, Digest, digest
from backline.analysis.growth import Growth
from backline.analysis.latest import latest
from backline.analysis.order import of_the_label
from backline.measure import VOCABULARY
from backline.words import change, many, number, series_name
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.growth import picture_of_label
from bot.replies.news import cut, reached_lines, sentence_lines, who
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import of_roster
from bot.replies.text import remark, safe, safe_name

_MOST, _BEST = 6, 5

_HEADINGS = {
    ("spotify", "streams"): "Most new streams",
    ("youtube", "views"): "Most new views on YouTube",
}


def week_reply(
    label: Label,
    last: date,
    *,
    about: Iterable[str] = (),
    sections: Iterable[Section] = (),
    foot: Iterable[str] = (),
) -> Reply:
    """The week that ends with a day, as the bot posts it and ``/weekly`` of the label answers it.

    Args:
        label: the files.
        last: the last day.
        about: further lines below the title.
        sections: further ones, behind those of the week.
        foot: further remarks at the end.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = label.warehouse
    told = digest(warehouse, last)
    artists = warehouse.roster.on(last)
    now = of_the_label(latest(warehouse, as_of=last), warehouse.roster)
    sources = {row.source for row in now if row.value is not None}
    return reply(
        f"{safe_name(warehouse.roster.label, 80)}: the week",
        [f"{of_roster(artists)}, {told.first} to {told.last}", *about],
        [*_sections(label, told), *sections],
        [*footer(label, last, sources), *foot],
        picture_of_label(label, WEEK, last),
    )


def _sections(label: Label, told: Digest) -> list[Section]:
    """The digest as sections; what has nothing to tell is left out, but for what broke."""
    found = sentence_lines([one.sentence for one in told.findings], _MOST)
    broke = [*found, *_stopped(label, told)]
    return [
        Section(f"What moved over {WEEK} days", tuple(_moved(label, told))),
        Section("Reached", tuple(reached_lines(label, told.reached, _MOST))),
        Section("What broke", tuple(broke) or ("nothing that the audit knows of",)),
        *(_best(label, told.best[series], _HEADINGS[series]) for series in CONTENT),
    ]


def _moved(label: Label, told: Digest) -> list[str]:
    lines = []
    for row in told.moved[:_MOST]:
        metric = series_name(VOCABULARY[row.platform, row.metric])
        grown = change(row.growth or 0, row.then or 0)
        lines.append(f"{metric}: {who(label, row.artist)} **{grown}**{remark(row.note)}")
    counted = f"{told.measured:,} of {many(told.expected, 'audience')} measured"
    return [*(lines or ["nothing beyond what platforms round to"]), counted]


def _stopped(label: Label, told: Digest) -> list[str]:
    lines = [
        f"{series_name(VOCABULARY[row.platform, row.metric])} of {who(label, row.artist)}: "
        f"{safe(row.note, 160)}"
        for row in told.stopped[:_MOST]
    ]
    return cut(lines, _MOST, len(told.stopped))


def _best(label: Label, rows: Sequence[Growth], heading: str) -> Section:
    lines = []
    for place, row in enumerate(rows[:_BEST], 1):
        subject = label.subjects.get(row.subject)
        title = safe_name(subject.title if subject else row.subject, 50)
        whose = who(label, row.artist)
        lines.append(f"{place}. {title} ({whose}): **+{number(row.growth or 0)}**")
    return Section(heading, tuple(lines))
