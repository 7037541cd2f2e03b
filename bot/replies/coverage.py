"""``/coverage``: what the newest day has, what it lacks and why, and when runs are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from backline.analysis.coverage import Coverage, coverage
from backline.analysis.news import News, told
from backline.measure import PLATFORM_LABELS, Measurement, State
from backline.people import Artist, Roster
from backline.people.key_ends import KeyEnd
from backline.store import Quotas, Store, key_ends, quotas
from backline.store.day import best, of_runs
from backline.unattended.run_report import gap_lines
from backline.unattended.run_times import CATCH_UP, DAILY
from backline.warehouse import Warehouse
from backline.words import listed, many
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.pages import Page
from bot.replies.reply import Reply, Section, reply
from bot.replies.stats import nothing_measured, of_roster
from bot.replies.text import safe, safe_name
from bot.replies.who import find_artist, last_day, membership

DAYS = 30
"""Over so many days it is told how often numbers were measured."""

_EACH = 6
"""So many reasons are told on a page."""


def coverage_of(label: Label, name: str | None, page: int = 1) -> Reply:
    """What was measured on the newest stored day of the label, or of one artist.

    Args:
        label: the files.
        name: of the artist, as it was typed; None for the label.
        page: of the reasons, from 1 on.

    Raises:
        UnknownArtistError: nobody has this name.
        DataError: the day cannot be read.
    """
    roster, newest = label.warehouse.roster, label.warehouse.latest_day
    artist = find_artist(roster, name) if name else None
    whose = safe_name(artist.name if artist else roster.label, 80)
    title = f"{whose}: coverage"
    if newest is None:
        return nothing_measured(label, title)
    day = last_day(artist, newest) if artist else newest
    store, key = Store(label.root), artist.key if artist else None
    news = label.warehouse.remember(
        ("told of coverage", newest), lambda: told(label.warehouse, store, newest)
    )
    own = _rows(label.warehouse, store, day, artist)
    about = [f"{day}, {_of(own)}"]
    about += [membership(artist, newest)] if artist else [of_roster(roster.on(day))]
    whys = _reasons(own, roster)
    here = Page.of(len(whys), _EACH, page)
    sections = [
        Section("Measured", tuple(_platforms(own))),
        Section(
            ", ".join(filter(None, ("Not measured, and why", here.said))), tuple(here.part(whys))
        ),
        _lately(coverage(label.warehouse, DAYS, as_of=day, artist=key), roster),
        Section("Runs", tuple(_runs(news, newest, label.today))),
        Section("Quota", tuple(_quota(roster, quotas(store)))),
    ]
    if artist is None:
        sections = _with_keys(sections, list(key_ends(store)), label.today)
    sources = {row.source for row in own if row.state is State.MEASURED}
    made = reply(title, filter(None, about), sections, footer(label, day, sources))
    return replace(made, page=here)


def _rows(
    warehouse: Warehouse, store: Store, day: date, artist: Artist | None
) -> list[Measurement]:
    """The row that counts of each worldwide number of the day: the label's, or one artist's."""
    keys = {artist.key} if artist else {"", *(one.key for one in warehouse.roster.artists)}
    every = warehouse.remember(("rows of coverage", day), lambda: _rows_of_all(store, day))
    return [row for row in every if row.artist in keys]


def _rows_of_all(store: Store, day: date) -> list[Measurement]:
    """Everybody's; of tracks and videos only a list that could not be had is the artist's own."""
    read = store.read_day(day)
    found = of_runs(read) or read
    rows = best(found.measurements if found else ()).values()
    lists = {"", "top_tracks", "top_videos"}
    return [row for row in rows if row.subject in lists]


def _of(rows: Sequence[Measurement]) -> str:
    """``201 of 210 own numbers measured``: tracks and videos aside, and what nobody has set up."""
    expected = [row for row in rows if row.state is not State.NOT_CONFIGURED]
    measured = sum(row.state is State.MEASURED for row in rows)
    return f"{measured:,} of {many(len(expected), 'own number')} measured"


def _platforms(rows: Sequence[Measurement]) -> list[str]:
    """A line for each platform that was asked."""
    lines = []
    for platform, label in PLATFORM_LABELS.items():
        own = [row for row in rows if row.platform == platform]
        if any(row.state is not State.NOT_CONFIGURED for row in own):
            lines.append(f"{label}: {_of(own)}")
    return lines


def _reasons(rows: Iterable[Measurement], roster: Roster) -> list[str]:
    """Who lacks what, those with one reason together; what nobody has set up comes last."""
    found = sorted(gap_lines(rows, roster), key=lambda gap: gap.state is State.NOT_CONFIGURED)
    return [safe(gap.sentence, 160) for gap in found]


def _lately(rows: Sequence[Coverage], roster: Roster) -> Section:
    """On how many of the last days each platform's numbers were measured."""
    keys = {"", *(artist.key for artist in roster.artists)}
    lines = []
    for platform, label in PLATFORM_LABELS.items():
        own = [row for row in rows if row.platform == platform and row.artist in keys]
        expected = sum(row.days_expected - row.by_state.get("not_configured", 0) for row in own)
        measured = sum(row.days_measured for row in own)
        if expected:
            share = 100 * measured // expected
            lines.append(f"{label}: {measured:,} of {expected:,} numbers ({share}%)")
    return Section(f"Over the last {DAYS} days", tuple(lines))


def _runs(news: News | None, day: date, today: date) -> list[str]:
    """When the newest day was collected, and when the next run is."""
    newest = f"newest stored day: {day}"
    if news is None:
        last = f"{newest}, of files and services alone: no run measured it"
    elif news.asked is None:
        last = f"{newest}; when it was collected is not stored"
    else:
        begun, ended = (f"{moment:%Y-%m-%d %H:%M}" for moment in news.asked)
        until = "" if begun == ended else f" to {ended}"
        last = f"{newest}, collected {begun}{until} UTC"
    at = f"{DAILY:%H:%M} UTC"
    if day >= today:
        following = f"next run: {day + timedelta(days=1)} at {at}"
    else:
        following = f"next run: daily at {at}; nothing of today, {today}, is here yet"
    missed = (
        [f"no run measured {listed([str(one) for one in news.missed], 4)}"]
        if (news and news.missed)
        else []
    )
    return [last, *missed, f"{following}; what is missing is asked again at {CATCH_UP:%H:%M} UTC"]


def _quota(roster: Roster, left: Quotas) -> list[str]:
    """What was left of quotas, as platforms told it, and the label's own limit."""
    lines = [f"{safe(one.platform, 40)}: {safe(one.said, 160)}" for one in left]
    most = roster.settings.soundcharts_requests_per_day
    if most is not None:
        lines.append(f"Soundcharts: the daily run may make {many(most, 'request')}")
    return lines


def _with_keys(sections: Sequence[Section], ends: Sequence[KeyEnd], today: date) -> list[Section]:
    """The sections with one about keys: the first where somebody has to act, else the last."""
    nearest = sorted(ends, key=lambda one: one.ends)
    told = [one.said(today) if one.is_near(today) else one.left(today) for one in nearest]
    keys = Section("Keys", tuple(safe(one.rstrip("."), 200) for one in told))
    near = any(one.is_near(today) for one in nearest)
    return [keys, *sections] if near else [*sections, keys]
