"""What a client is sent: a page as PDF, and a workbook with all that the page has no room for.

The same root gives the same bytes. What is on them is :mod:`backline.campaigns.sent.client_page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from backline.campaigns.sent.client_lines import PlaylistLine, SongLine
from backline.campaigns.sent.client_page import ClientPage
from backline.campaigns.sent.sentences import COUNTS, UNDRAWN, Sentence, cell, short_day
from backline.exports.analysis_sheet import Sheet
from backline.exports.facts_sheet import Fact, FactsSheet, line_chart, new_workbook
from backline.exports.pictures.colours import PAPER
from backline.exports.pictures.delivery import delivery_chart
from backline.exports.pictures.drawing import drawable
from backline.exports.pictures.page import BODY, ROW, SMALL, TITLE, Column, PaperPage
from backline.words import many, number, share

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_MOST_SONGS = 5
_MOST_STEPS = 5
_CHART = (190, 325)
"""How high the chart is at least and at most."""

_PLAYLISTS = 14
"""For so many the chart gets smaller."""


def client_pdf(page: ClientPage) -> bytes:
    """The page, one sheet of A4.

    Raises:
        DataError: it cannot be drawn.
    """
    paper = PaperPage()
    _head(paper, page)
    _progress(paper, page)
    # The next steps have their room first; the playlists take what the chart leaves.
    steps = [_drawn(step) for step in page.steps[:_MOST_STEPS]]
    kept = _room_for(steps, page.known)
    picture = delivery_chart(page.delivery, "", paper=True)
    if picture:
        paper.down(10)
        paper.chart(picture, _chart_height(page, paper.left - kept))
    if len(page.songs) > 1:
        _song_table(paper, page.songs)
    _playlist_table(paper, page, kept)
    _steps(paper, steps, len(page.steps))
    paper.down(4)
    for known in page.known:
        paper.text(_drawn(known), SMALL, colour=PAPER.quiet, most=2)
    paper.foot(f"{COUNTS} The workbook beside this page has every song, playlist and day.")
    return paper.pdf()


def _chart_height(page: ClientPage, room: float) -> float:
    """As high as is left beside the tables, within what can be read and what looks well."""
    songs = min(len(page.songs), _MOST_SONGS + 1) + 3 if len(page.songs) > 1 else 0
    lists = min(len(page.playlists), _PLAYLISTS)
    return min(max(room - ROW * (songs + lists + 5), _CHART[0]), _CHART[1])


def _drawn(sentence: Sentence) -> str:
    return sentence.said(lambda name: drawable(name, UNDRAWN))


def _head(paper: PaperPage, page: ClientPage) -> None:
    figures = page.figures
    paper.text(drawable(figures.name, figures.campaign, 90), TITLE, most=2)
    about = [
        drawable(page.artist, "artist: see the workbook") if page.artist else "",
        f"for {drawable(page.client, figures.client)}",
        page.period,
        page.status,
    ]
    paper.down(2)
    paper.text(" · ".join(filter(None, about)), BODY, colour=PAPER.quiet, most=2)


def _progress(paper: PaperPage, page: ClientPage) -> None:
    figures = page.figures
    paper.down(8)
    progress = figures.progress
    paper.pair(
        [
            ("Delivered", _count(figures.delivered)),
            ("Goal", _count(figures.stream_goal)),
            ("Progress", share(progress)),
            ("Known until", short_day(figures.as_of)),
        ]
    )
    if progress is not None:
        paper.down(2)
        paper.bar(progress, PAPER.gain if progress >= 1 else PAPER.line)
    paper.down(3)
    for sentence in page.outlook:
        paper.text(_drawn(sentence), most=3)


def _count(value: int | None) -> str:
    return "not known" if value is None else number(value)


def _song_table(paper: PaperPage, songs: Sequence[SongLine]) -> None:
    paper.heading("Songs")
    columns = [
        Column("Song", 6),
        Column("Counted", 2, right=True),
        Column("First stream", 2, right=True),
        Column("Known until", 2, right=True),
    ]
    rows = [
        [_title(song, place), cell(song.delivered), short_day(song.first_stream),
         short_day(song.as_of)]
        for place, song in enumerate(songs[:_MOST_SONGS], 1)
    ]  # fmt: skip
    paper.table(columns, rows)
    if songs[_MOST_SONGS:]:
        rest = songs[_MOST_SONGS:]
        known = [song.delivered for song in rest if song.delivered is not None]
        streams = f"with {sum(known):,} streams" if known else "of which nothing is known yet"
        paper.down(3)
        more = f"and {many(len(rest), 'more song')} {streams}"
        paper.text(more, SMALL, colour=PAPER.quiet)


def _title(song: SongLine, place: int) -> str:
    named = f"song {place} {UNDRAWN}"
    return drawable(song.title or song.track or "without a title", named, 80)


def _room_for(steps: Sequence[str], known: Sequence[Sentence]) -> float:
    """How much of the page's end is taken by what has to stand there."""
    trial = PaperPage()
    _steps(trial, steps, len(steps) + 1)
    for one in known:
        trial.text(_drawn(one), SMALL, most=2)
    return trial.y - PaperPage().y + 10


def _playlist_table(paper: PaperPage, page: ClientPage, kept: float) -> None:
    """The largest playlists for which there is room, the others counted."""
    several = len(page.songs) > 1
    columns = [
        Column("Playlist", 6),
        *([Column("Song", 3)] if several else []),
        Column("Added", 2, right=True),
        Column("7 days", 1.3, right=True),
        Column("28 days", 1.3, right=True),
        Column("12 months", 1.5, right=True),
        Column("Counted", 1.5, right=True),
    ]
    paper.heading("Playlists, with their streams by the newest reading")
    if not page.playlists:
        paper.text("No playlist of the campaign is known yet.", colour=PAPER.quiet)
        return
    room = paper.left - kept - ROW - SMALL * 2
    shown = page.playlists[: max(1, int(room // ROW))]
    rows = [
        [
            _name(one, place),
            *([_title(page.songs[one.song - 1], one.song)] if several else []),
            short_day(one.added),
            *(cell(n) for n in (one.streams_7d, one.streams_28d, one.streams_12m, one.counted)),
        ]
        for place, one in enumerate(shown, 1)
    ]
    paper.table(columns, rows)
    rest = page.playlists[len(shown) :]
    if rest:
        streams = sum(one.counted or 0 for one in rest)
        more = many(len(rest), "more playlist")
        paper.down(2)
        paper.text(f"and {more} with {streams:,} streams counted", SMALL, colour=PAPER.quiet)


def _name(one: PlaylistLine, place: int) -> str:
    gone = " (no longer listed)" if one.gone else ""
    return f"{drawable(one.name, f'playlist {place} {UNDRAWN}', 80)}{gone}"


def _steps(paper: PaperPage, steps: Sequence[str], of: int) -> None:
    paper.heading("Next steps")
    for step in steps:
        paper.text(f"• {step}", most=3)
    if of > len(steps):
        more = f"and {of - len(steps)} more, in the workbook"
        paper.text(more, SMALL, colour=PAPER.quiet)


def client_workbook(page: ClientPage) -> bytes:
    """Overview, songs, playlists and every day; numbers are numbers and no text is a formula."""
    book, finish = new_workbook(page.figures.name)
    first = FactsSheet(book, "Overview", page.figures.name)
    for name, value in _facts(page):
        first.fact(name, value)
    for title, sentences in _parts(page):
        first.part(title, sentences)
    songs = Sheet(
        book,
        "Songs",
        {"No.": 6, "Song": 34, "Link": 54, "Counted": 12, "First stream": 13, "Known until": 13},
    )
    for place, song in enumerate(page.songs, 1):
        songs.add(
            [place, song.title or "—", song.link, song.delivered, song.first_stream, song.as_of]
        )
    songs.end()
    _playlists(book, page)
    _days(book, page)
    return finish()


def _facts(page: ClientPage) -> list[Fact]:
    figures = page.figures
    return [
        ("Client", page.client),
        *page.contact,
        ("Artist", page.artist),
        ("Period", page.period),
        ("Status", page.status),
        ("Goal", figures.stream_goal),
        ("Delivered", figures.delivered),
        ("Remaining", figures.remaining),
        ("Progress", figures.progress),
        (f"Due until {short_day(page.due_on)}", page.due if page.due_on else ""),
        ("Known until", figures.as_of),
    ]


def _parts(page: ClientPage) -> list[tuple[str, list[str]]]:
    return [
        ("Next steps", [str(step) for step in page.steps]),
        ("Expected finish", [str(one) for one in page.outlook]),
        ("What is known", [*(str(one) for one in page.known), COUNTS]),
    ]


def _playlists(book: Workbook, page: ClientPage) -> None:
    sheet = Sheet(
        book,
        "Playlists",
        {"No.": 6, "Playlist": 46, "Song": 30, "Added": 12, "7 days": 11, "28 days": 11,
         "12 months": 12, "Counted": 12, "Read on": 12, "Note": 34},
    )  # fmt: skip
    for place, one in enumerate((*page.playlists, *page.spotifys), 1):
        song = page.songs[one.song - 1]
        note = "by Spotify itself, counted for nobody" if one.counted is None else ""
        if one.gone:
            note = f"{note}; no longer listed".removeprefix("; ")
        sheet.add(
            [place, one.name, song.title or song.link, one.added, one.streams_7d, one.streams_28d,
             one.streams_12m, one.counted, one.seen_on, note]
        )  # fmt: skip
    sheet.end()


def _days(book: Workbook, page: ClientPage) -> None:
    """Every stretch of days, and below them what they add up to as the spreadsheet's own chart."""
    titles = {"From": 12, "Until": 12, "Streams a day": 14, "Promised a day": 14,
              "Delivered in all": 15, "Goal": 12, "Note": 40}  # fmt: skip
    sheet = Sheet(book, "Days", titles)
    real = page.delivery.real
    total = (page.figures.delivered or 0) - sum(one.streams for one in real)
    sums = accumulate((one.streams for one in real), initial=total)
    next(sums)
    for one, added in zip(real, sums, strict=True):
        promised = next(
            (
                p.per_day
                for p in page.delivery.promised
                if p.first_day <= one.last_day <= p.last_day
            ),
            None,
        )
        note = "not all songs and placements are known" if one.in_part else ""
        sheet.add(
            [one.first_day, one.last_day, round(one.per_day, 1), promised, round(added),
             page.delivery.goal, note]
        )  # fmt: skip
    sheet.end()
    if len(real) > 1:
        days = (real[-1].last_day - real[0].last_day).days
        line_chart(book, sheet, "Delivered against the goal", (1, days), (4, 5), len(real) + 2)
