"""``/stats``: where the label stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from backline.analysis.growth import Growth, growth
from backline.analysis.totals import NO_ROW, Total, totals
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.people import Artist
from backline.people.roster import NOBODY
from backline.words import MISSING, number, of_artists
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import reasons, remark, rounded, safe, safe_name
from bot.replies.who import own_rows, worldwide

TOP = 3
NOTHING = "Nothing has been measured yet: there is no number in data/measurements."
_WINDOW = 30
"""How far back the reason of a missing number is looked for; the numbers are of today."""


def stats(label: Label) -> Reply:
    """The label's totals per platform and its most heard artists."""
    roster = label.warehouse.roster
    day = label.warehouse.latest_day
    title = f"{safe_name(roster.label, 80)}: totals"
    if day is None:
        return nothing_measured(label, title)
    artists = roster.on(day)
    rows = worldwide(growth(label.warehouse, _WINDOW, as_of=day, subjects=False))
    found = _asked_for(rows, totals(rows, roster, day))
    own = own_rows(rows, "")
    sections = [
        *_platforms(found, artists, day.isoformat()),
        _most_heard(rows, artists),
        Section("The label's Discord server", tuple(_own_line(row) for row in own)),
        _unmeasured(found),
    ]
    foot = footer(label, day, (row.source for row in rows))
    return reply(title, [f"{of_roster(artists)} on {day}"], sections, foot)


def nothing_measured(label: Label, title: str) -> Reply:
    """The reply of every command while there is not a single number."""
    said = NOTHING if label.warehouse.roster.artists else NOBODY
    return reply(title, [said], footer=footer(label, None))


def of_roster(artists: Sequence[Artist]) -> str:
    """``8 artists``."""
    return f"{len(artists):,} artist{'s' if len(artists) != 1 else ''}"


def _asked_for(rows: Iterable[Growth], found: Iterable[Total]) -> list[Total]:
    """The totals of metrics that this label asks for: somebody has a row of them.

    What only exports tell is not asked for, and most artists have none of it.
    """
    present = {(row.platform, row.metric) for row in rows if row.artist and not row.subject}
    return [
        total
        for total in found
        if not total.metric.exported and (total.metric.platform, total.metric.name) in present
    ]


def _platforms(found: Iterable[Total], artists: Sequence[Artist], day: str) -> list[Section]:
    """A section for each platform on which anybody was measured."""
    names = {artist.key: safe_name(artist.name, 40) for artist in artists}
    sections = []
    for platform, group in groupby(found, key=lambda total: total.metric.platform):
        shown = list(group)
        if not any(total.measured for total in shown):
            continue
        lines = []
        for total in shown:
            value = MISSING if total.value is None else f"**{number(total.value)}**"
            since = f", the oldest of {total.oldest}" if str(total.oldest or day) != day else ""
            counted = of_artists(total.measured, total.artists)
            said = remark("; ".join(note for note, _ in total.value_notes))
            lines.append(f"{total.metric.label} {value} ({counted}{since}){said}")
        sections.append(Section(_platform(platform), (*lines, *_missing(shown, names))))
    return sections


def _missing(found: Sequence[Total], names: dict[str, str]) -> list[str]:
    """Who is missing from a platform's totals; said once where it is the same for each."""
    if len({total.missing for total in found}) == 1:
        return reasons((names[key], why) for key, why in found[0].missing)
    return [
        f"{total.metric.label}: {line}"
        for total in found
        for line in reasons(((names[key], why) for key, why in total.missing), most=2)
    ]


def _most_heard(rows: Iterable[Growth], artists: Sequence[Artist]) -> Section:
    by_artist = {
        row.artist: row
        for row in rows
        if (row.platform, row.metric) == ("spotify", "monthly_listeners") and row.subject == ""
    }
    names = {artist.key: safe_name(artist.name) for artist in artists}
    heard = [row for key in names if (row := by_artist.get(key)) and row.now is not None]
    best = sorted(heard, key=lambda row: -(row.now or 0))[:TOP]
    lines = [
        f"{place}. {names[row.artist]}: **{number(row.now or 0)}**"
        f"{rounded(row.now_resolution)}{remark(row.now_note)}"
        for place, row in enumerate(best, 1)
    ]
    missing = [
        (name, row.note if (row := by_artist.get(key)) else NO_ROW)
        for key, name in names.items()
        if not (row := by_artist.get(key)) or row.now is None
    ]
    counted = f"{of_artists(len(heard), len(names))} measured"
    return Section("Most monthly listeners on Spotify", (*lines, counted, *reasons(missing)))


def _own_line(row: Growth) -> str:
    metric = VOCABULARY[row.platform, row.metric]
    if row.now is None:
        return f"{metric.label} {MISSING} ({safe(row.note, 160)})"
    when = " when it was measured" if metric.of_moment else ""
    return f"{metric.label} **{number(row.now)}**{when}"


def _unmeasured(found: Iterable[Total]) -> Section:
    """The platforms on which nobody was measured, with the commonest reason."""
    lines = []
    for platform, group in groupby(found, key=lambda total: total.metric.platform):
        shown = list(group)
        if any(total.measured for total in shown) or not shown[0].missing:
            continue
        whys = [why for _, why in shown[0].missing]
        common = max(whys, key=whys.count)
        whose = of_artists(whys.count(common), len(whys))
        lines.append(f"{_platform(platform)}: {safe(common, 160)} ({whose})")
    return Section("Not measured", tuple(lines))


def _platform(name: str) -> str:
    return PLATFORM_LABELS.get(name, name)
