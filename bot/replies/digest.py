"""The label's week: what it brought, in a page that fits a phone, with one picture."""

from __future__ import annotations

from collections.abc import Sequence
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
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import of_roster
from bot.replies.text import remark, safe, safe_name

_MOST, _BEST = 6, 5

_HEADINGS = {
    ("spotify", "streams"): "Most new streams",
    ("youtube", "views"): "Most new views on YouTube",
}


def week_reply(label: Label, last: date) -> Reply:
    """The week that ends with a day, as the bot posts it.

    Raises:
        DataError: the files cannot be read.
    """
    told = digest(label.warehouse, last)
    artists = label.warehouse.roster.on(last)
    about = f"{of_roster(artists)}, {told.first} to {told.last}"
    now = of_the_label(latest(label.warehouse, as_of=last), label.warehouse.roster)
    sources = {row.source for row in now if row.value is not None}
    return reply(
        f"{safe_name(label.warehouse.roster.label, 80)}: the week",
        [about],
        sections_of(label, told),
        footer(label, last, sources),
        picture_of_label(label, WEEK, last),
    )


def sections_of(label: Label, told: Digest) -> list[Section]:
    """The digest as sections; what has nothing to tell is left out, but for what broke."""
    broke = [*_findings(told), *_stopped(label, told)]
    return [
        Section(f"What moved over {WEEK} days", tuple(_moved(label, told))),
        Section("Reached", tuple(_reached(label, told))),
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


def _reached(label: Label, told: Digest) -> list[str]:
    lines = [
        f"{who(label, one.artist)}: {series_name(VOCABULARY[one.platform, one.metric])} "
        f"**{number(one.milestone)}** on {one.reached_on}"
        for one in told.reached[:_MOST]
    ]
    return [*lines, *more(len(told.reached) - _MOST)]


def _findings(told: Digest) -> list[str]:
    lines = [safe(one.sentence, 250) for one in told.findings[:_MOST]]
    return [*lines, *more(len(told.findings) - _MOST)]


def _stopped(label: Label, told: Digest) -> list[str]:
    lines = [
        f"{series_name(VOCABULARY[row.platform, row.metric])} of {who(label, row.artist)}: "
        f"{safe(row.note, 160)}"
        for row in told.stopped[:_MOST]
    ]
    return [*lines, *more(len(told.stopped) - _MOST)]


def _best(label: Label, rows: Sequence[Growth], heading: str) -> Section:
    lines = []
    for place, row in enumerate(rows[:_BEST], 1):
        subject = label.subjects.get(row.subject)
        title = safe_name(subject.title if subject else row.subject, 50)
        whose = who(label, row.artist)
        lines.append(f"{place}. {title} ({whose}): **+{number(row.growth or 0)}**")
    return Section(heading, tuple(lines))


def who(label: Label, key: str) -> str:
    """The name of an artist, or of the label itself for an empty key."""
    roster = label.warehouse.roster
    name = next((artist.name for artist in roster.artists if artist.key == key), roster.label)
    return safe_name(name, 40)


def more(count: int) -> list[str]:
    """What stands below a list that was cut."""
    return [f"and {count:,} more"] if count > 0 else []
