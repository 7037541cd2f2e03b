"""``/weekly`` of the label: what the week brought, in a page that fits a phone."""

from __future__ import annotations

from collections.abc import Sequence

from backline.analysis.digest import CONTENT, WEEK, Digest
from backline.analysis.growth import Growth
from backline.measure import VOCABULARY
from backline.words import change, many, number, series_name
from bot.library import Label
from bot.replies.reply import Section
from bot.replies.text import remark, safe, safe_name

_MOST, _BEST = 6, 5

_HEADINGS = {
    ("spotify", "streams"): "Most new streams",
    ("youtube", "views"): "Most new views on YouTube",
}


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
        lines.append(f"{metric}: {_who(label, row.artist)} **{grown}**{remark(row.note)}")
    counted = f"{told.measured:,} of {many(told.expected, 'audience')} measured"
    return [*(lines or ["nothing beyond what platforms round to"]), counted]


def _reached(label: Label, told: Digest) -> list[str]:
    lines = [
        f"{_who(label, one.artist)}: {series_name(VOCABULARY[one.platform, one.metric])} "
        f"**{number(one.milestone)}** on {one.reached_on}"
        for one in told.reached[:_MOST]
    ]
    return [*lines, *_more(len(told.reached) - _MOST)]


def _findings(told: Digest) -> list[str]:
    lines = [safe(one.sentence, 250) for one in told.findings[:_MOST]]
    return [*lines, *_more(len(told.findings) - _MOST)]


def _stopped(label: Label, told: Digest) -> list[str]:
    lines = [
        f"{series_name(VOCABULARY[row.platform, row.metric])} of {_who(label, row.artist)}: "
        f"{safe(row.note, 160)}"
        for row in told.stopped[:_MOST]
    ]
    return [*lines, *_more(len(told.stopped) - _MOST)]


def _best(label: Label, rows: Sequence[Growth], heading: str) -> Section:
    lines = []
    for place, row in enumerate(rows[:_BEST], 1):
        subject = label.subjects.get(row.subject)
        title = safe_name(subject.title if subject else row.subject, 50)
        whose = _who(label, row.artist)
        lines.append(f"{place}. {title} ({whose}): **+{number(row.growth or 0)}**")
    return Section(heading, tuple(lines))


def _who(label: Label, key: str) -> str:
    roster = label.warehouse.roster
    name = next((artist.name for artist in roster.artists if artist.key == key), roster.label)
    return safe_name(name, 40)


def _more(count: int) -> list[str]:
    return [f"and {count:,} more"] if count > 0 else []
