"""``/artist``: an artist's numbers, what changed, the best tracks and videos, the links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import quote

from backline.analysis.coverage import from_days
from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.latest import latest
from backline.analysis.momentum import SPAN, momentum
from backline.exports.pictures.artist import artist_sparks, spark_lines
from backline.measure import VOCABULARY
from backline.people import Artist
from backline.people.links import profile_link
from backline.words import MISSING, number, series_name, signed
from bot.library import Label
from bot.replies.best import best_tracks, best_videos
from bot.replies.footer import footer
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured
from bot.replies.text import grown, rounded, safe, safe_name
from bot.replies.who import find_artist, last_day, membership, own_rows, platform_name, section_name

SHORT, LONG = 7, 28
"""The windows whose change stands beside each number, in days."""

_LINKED = ("spotify", "youtube", "instagram", "deezer")


def artist_profile(label: Label, name: str) -> Reply:
    """Everything about one artist.

    Raises:
        UnknownArtistError: nobody has this name.
    """
    artist = find_artist(label.warehouse.roster, name)
    title = safe_name(artist.name, 100)
    newest = label.warehouse.latest_day
    if newest is None:
        return nothing_measured(label, title)
    day = last_day(artist, newest)
    week, month = (
        growth(label.warehouse, days, as_of=day, artist=artist.key) for days in (SHORT, LONG)
    )
    now = latest(label.warehouse, as_of=day, artist=artist.key)
    own = own_rows(month, artist.key)
    weekly = {(row.platform, row.metric): row for row in own_rows(week, artist.key)}
    windows = [
        days
        for days, rows in ((SHORT, weekly.values()), (LONG, own))
        if all(row.growth is None for row in rows)
    ]
    young = first_days(label.warehouse, windows, day, artist.key)
    compared = {SHORT, LONG} - set(young.compared if young else ())
    sections = [
        *_numbers(own, weekly, compared),
        _momentum(label, own, artist, day),
        best_tracks(now, label.subjects, day),
        best_videos(now, week, label.subjects, day),
    ]
    about = [_links(artist), membership(artist, newest)]
    if young:
        about.append(young.sentence)
    if not own:
        about.append("No number of this artist was measured in or near the last 28 days.")
    return reply(
        title,
        [line for line in about if line],
        sections,
        footer(label, day, (row.source for row in now if row.value is not None)),
        artist_sparks(artist, spark_lines(label.warehouse, artist, own, day), day),
    )


def _momentum(label: Label, own: Sequence[Growth], artist: Artist, day: date) -> Section:
    """Which numbers grow faster or slower than they used to, with the evidence."""
    steps = {(row.platform, row.metric): row.now_resolution or 1 for row in own}
    lines = []
    for one in momentum(label.warehouse, artist.key, day):
        rounds_to = steps.get((one.platform, one.metric), 1)
        if not (one.speeds_up or one.slows_down) or abs(one.change - one.usual) < rounds_to:
            continue
        name = series_name(VOCABULARY[one.platform, one.metric])
        how = "speeds up" if one.speeds_up else "slows down"
        count, than = (one.above, "more") if one.speeds_up else (one.below, "less")
        of = f"all {one.spans}" if count == one.spans else f"{count} of {one.spans}"
        lines.append(
            f"{name} {how}: {signed(one.change)} in {SPAN} days, {than} than in {of} such spans "
            f"before (mostly {signed(round(one.usual))})"
        )
    return Section("Momentum", tuple(lines))


def _links(artist: Artist) -> str:
    links = []
    for platform in _LINKED:
        if account := artist.account(platform):
            address = quote(profile_link(platform, account), safe=":/@%")
            links.append(f"[{platform_name(platform)}]({address})")
    return " · ".join(links)


def _numbers(
    own: Sequence[Growth], weekly: dict[tuple[str, str], Growth], compared: set[int]
) -> list[Section]:
    """A section a platform, another of what exports tell; those without a number share one."""
    sections, without = [], []
    for heading, group in groupby(own, key=section_name):
        rows = list(group)
        notes = {row.note for row in rows}
        if len(notes) == 1 and all(row.now is None for row in rows):
            without.append(f"{heading} {MISSING} ({safe(notes.pop(), 200)})")
            continue
        lines = [_line(row, weekly.get((row.platform, row.metric)), compared) for row in rows]
        sections.append(Section(heading, (*lines, _coverage(rows))))
    return [*sections, Section("Not measured", tuple(without))]


def _line(row: Growth, week: Growth | None, compared: set[int]) -> str:
    """A number with its changes over the windows that can be compared at all."""
    metric = VOCABULARY[row.platform, row.metric]
    if row.now is None:
        return f"{metric.label} {MISSING} ({safe(row.note, 200)})"
    both = ((SHORT, week), (LONG, row))
    changes = [f"{days} days {grown(one, days)}" for days, one in both if one and days in compared]
    told = f": {' · '.join(changes)}" if changes else ""
    return f"{metric.label} **{number(row.now)}**{rounded(row.now_resolution)}{told}"


def _coverage(rows: Sequence[Growth]) -> str:
    """On how many of the 28 days each was measured, said once where it is the same."""
    by_days: dict[int, list[str]] = {}
    for row in rows:
        if row.now is not None:
            label = VOCABULARY[row.platform, row.metric].label
            by_days.setdefault(row.days_measured, []).append(label)
    if len(by_days) == 1:
        return from_days(next(iter(by_days)), LONG)
    return "; ".join(
        f"{', '.join(labels)} {from_days(days, LONG)}" for days, labels in by_days.items()
    )
