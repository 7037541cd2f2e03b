"""``/tracks``: with which songs an artist was heard lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from backline.analysis.audience import Asked, asked
from backline.analysis.audience.lately import heard_lately, newest_days
from backline.analysis.audience.stored import charted_platforms
from backline.analysis.audience.tracks import Breakdown, Track
from backline.credits import credited
from backline.exports.pictures.drawing import Picture, drawable
from backline.exports.pictures.songs import MOST, SongBar, song_bars
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.words import change, listed, number, percent
from bot.library import Label
from bot.replies.footer import footer
from bot.replies.pages import Page
from bot.replies.reply import Reply, Section, reply
from bot.replies.text import reasons, safe, safe_name
from bot.replies.who import UnknownArtistError, platform_name

PERIODS = (7, 30, 90)
"""The periods people may choose, in days."""

PERIOD, PLATFORM = 30, "spotify"
"""What is meant where nothing is said."""

TOP = 5
_NAMED = 3


def tracks_of_artist(
    label: Label, name: str, platform: str, days: int, country: str = "", page: int = 1
) -> Reply:
    """An artist's songs with the most streams, over the days up to the newest that is known.

    Args:
        label: the files; artists of charts alone need not be in the roster.
        name: as people write it.
        platform: likewise.
        days: how many the period has, both ends included.
        country: two letters in any case; empty for worldwide.
        page: of the songs whose streams are known, from 1 on.

    Raises:
        ConfigError: the platform or the country does not exist, or the name fits several artists.
        UnknownArtistError: neither the roster nor a song of the period has this name.
    """
    question = _question(label, name, platform, country)
    (whom,), (platform,) = question.artists, question.platforms
    title = f"{safe_name(whom.name, 80)}: songs on {safe(platform_name(platform), 40)}"
    ends = newest_days(label.warehouse, platform, question.country, label.today)
    if not ends:
        of = f"{safe(platform_name(platform))}, {_where(question)}"
        said = f"No chart and no count of songs is stored ({of})."
        return reply(title, [said], footer=footer(label, label.warehouse.latest_day))
    found, question = heard_lately(label.warehouse, question, ends, days)
    period = f"{question.first} to {question.last}, {_where(question)}"
    if not found.tracks:
        if whom.artist is None:
            raise _unknown(label, name, period)
        said = f"No song is known from {period}: it is in no stored chart and no stored count."
        return reply(title, [said], footer=footer(label, question.last))
    newest = f"{days} days up to the newest that charts or counts know"
    here = Page.of(sum(track.total is not None for track in found.tracks), TOP, page)
    made = reply(
        title,
        [", ".join(filter(None, (f"{period}: {newest}", here.said))), _total(found)],
        _sections(found, question, here),
        footer(label, question.last, _sources(found.tracks)),
        _picture(found, question, here),
    )
    return replace(made, page=here)


def _question(label: Label, name: str, platform: str, country: str) -> Asked:
    """What is asked, still of today alone."""
    today, known = label.today, {platform.casefold()} & set(PLATFORM_LABELS)
    long_ago = date(1970, 1, 1)
    return asked(
        label.warehouse.roster,
        [name],
        [platform],
        today,
        today,
        today=today,
        country=country.strip().upper(),
        charted=() if known else charted_platforms(label.warehouse, long_ago, today),
    )


def _where(question: Asked) -> str:
    return question.country or "worldwide"


def _unknown(label: Label, name: str, period: str) -> UnknownArtistError:
    alike = [shown(artist.name, 60) for artist in label.warehouse.roster.close(name)]
    hint = f"; of the roster, did you mean {' or '.join(alike)}?" if alike else "."
    return UnknownArtistError(
        f"No song of {shown(name, 60)!r} is known from {period}: no stored chart and no stored "
        f"count names them, and no artist of the roster is called so{hint}"
    )


def _streams(track: Track) -> str:
    return f"{'≥' if track.at_least else ''}{number(track.total or 0)}"


def _total(found: Breakdown) -> str:
    known = [track for track in found.tracks if track.total is not None]
    rest = len(found.tracks) - len(known)
    if found.total is None:
        return f"{_songs(rest)}, of none of which the streams are known"
    marked = any(track.at_least for track in known)
    at_least = "≥" if rest or marked else ""
    also = f"; those of {rest} more are not known" if rest else ""
    why = " (≥: of some days they are not known)" if marked else ""
    return f"**{at_least}{number(found.total)}** streams of {_songs(len(known))}{also}{why}"


def _songs(count: int) -> str:
    return f"{count:,} song{'s' if count != 1 else ''}"


def _sections(found: Breakdown, question: Asked, page: Page) -> list[Section]:
    known = [track for track in found.tracks if track.total is not None]
    unknown = [track for track in found.tracks if track.total is None]
    top = page.part(known)
    lines = [
        f"{place}. {_line(track, found, len(question.days))}"
        for place, track in enumerate(top, page.first + 1)
    ]
    if page.left:
        lines.append(f"and {page.left:,} more")
    named = [] if page.first else unknown[:TOP]  # once, below the first ones
    without = [f"{safe_name(track.title)}{_place(track)}" for track in named]
    if named and len(unknown) > TOP:
        without.append(f"and {len(unknown) - TOP:,} more")
    shown = [*top, *named]
    return [
        Section("Most streams", tuple(lines)),
        Section("Streams not known", tuple(without)),
        Section("Where they come from", tuple(_grouped((t, [t.source]) for t in top))),
        Section("Days not known", tuple(_grouped((t, t.why_missing) for t in top))),
        Section("To know", tuple(_grouped((t, _notes(t)) for t in shown))),
    ]


def _line(track: Track, found: Breakdown, days: int) -> str:
    share = f" ({percent(track.total or 0, found.total or 0).removeprefix('+')})"
    parts = [f"**{_streams(track)}**{share}"]
    if track.average is not None:
        parts.append(f"{track.average:,.0f} a day")
    if track.peak:
        parts.append(f"best {number(track.peak[1])} on {track.peak[0]}")
    if track.change is not None:
        before = (track.total or 0) - track.change
        parts.append(f"{change(track.change, before)} on the {days} days before")
    if track.known < days:
        parts.append(f"from {track.known} of {days} days")
    return f"{safe_name(track.title)}: {', '.join(parts)}{_place(track)}"


def _place(track: Track) -> str:
    if track.position is None:
        return ""
    weeks = f", week {track.weeks} on the chart" if track.weeks else ""
    return f", best place {track.position}{weeks}"


def _notes(track: Track) -> list[str]:
    """What is to be known of the figures that are shown, not why others are missing."""
    several = credited(track.credit)
    of_credit = [f"counts for each of {listed(several, 4)}"] if len(several) > 1 else []
    said = (note for note in track.notes if not note.startswith(("no ", "counts for each")))
    return [*of_credit, *said]


def _grouped(told: Iterable[tuple[Track, Iterable[str]]]) -> list[str]:
    """What is said of songs, each once with the songs it is said of."""
    pairs = [(safe_name(track.title, 40), one) for track, said in told for one in said if one]
    return reasons(pairs, most=4)


def _sources(tracks: Iterable[Track]) -> list[str]:
    """Who told the streams; of many files the first ones, and how many more."""
    every = sorted({source for track in tracks for source in track.sources})
    return every if len(every) <= _NAMED else [listed(every, _NAMED)]


def _picture(found: Breakdown, question: Asked, page: Page) -> Picture | None:
    """The songs from a page's first on, as many as fit a phone."""
    known = [track for track in found.tracks if track.total is not None]
    drawn = known[page.first : page.first + MOST]
    bars = [
        SongBar(drawable(track.title, track.key, 60), track.total or 0, track.at_least)
        for track in drawn
    ]
    name = drawable(PLATFORM_LABELS.get(found.platform, found.platform), found.platform, 30)
    heading = f"{name} streams", f"{question.first} to {question.last}, {_where(question)}"
    said = []
    if page.first:
        last = page.first + len(drawn)
        said.append(f"songs {page.first + 1:,} to {last:,} of {len(known):,} by streams")
    elif len(known) > MOST:
        said.append(f"the first {MOST} of {_songs(len(known))}")
    if unknown := len(found.tracks) - len(known):
        said.append(f"without {_songs(unknown)} whose streams are not known")
    if any(bar.at_least for bar in bars):
        said.append("≥ at least: of some days the streams are not known")
    title = drawable(found.whom.name, found.whom.key, 40)
    return song_bars(bars, found.platform, heading, title, said)
