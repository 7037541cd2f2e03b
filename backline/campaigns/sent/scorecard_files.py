"""A vendor's scorecard as a page and as a workbook; what is on it is :mod:`scorecard`."""

from __future__ import annotations

from decimal import Decimal

from backline.campaigns.figures import PlacementFigures
from backline.campaigns.sent.scorecard import RecordLine, Scorecard
from backline.campaigns.sent.sentences import COUNTS, UNDRAWN, cell, short_day
from backline.exports.analysis_sheet import Sheet
from backline.exports.facts_sheet import FactsSheet, new_workbook
from backline.exports.pictures.colours import PAPER
from backline.exports.pictures.delivery import delivery_chart
from backline.exports.pictures.drawing import drawable
from backline.exports.pictures.page import BODY, ROW, SMALL, TITLE, Column, PaperPage
from backline.words import many, number, share

_MOST_PLACEMENTS = 9
_FEWER = 4
"""So many placements fewer where there is evidence to be told."""

_MOST_EVIDENCE = 3
_EVIDENCE = "Worth asking about: evidence, no verdict"
_LEAST_PLAYLISTS = 3
_CHART = (160, 300)


def scorecard_pdf(card: Scorecard) -> bytes:
    """The scorecard, one sheet of A4.

    Raises:
        DataError: it cannot be drawn.
    """
    paper = PaperPage()
    figures = card.figures
    paper.text(drawable(figures.name, figures.vendor, 45), TITLE, most=1)
    paper.down(2)
    known = f"known until {short_day(figures.as_of)}" if figures.as_of else "nothing was read yet"
    about = ["Scorecard", *(["not active"] if figures.active is False else []), known]
    paper.text(" · ".join(about), BODY, colour=PAPER.quiet, most=1)
    paper.down(4)
    columns = [Column("Record", 3), Column("", 1.4, right=True), Column("rests on", 7)]
    paper.table(columns, [[line.name, _value(line), line.rests_on] for line in card.record])
    _chart(paper, card)
    _placements(paper, card)
    _playlists(paper, card)
    _evidence(paper, card)
    paper.foot(f"{COUNTS} The workbook has every placement and playlist.")
    return paper.pdf()


def _evidence(paper: PaperPage, card: Scorecard) -> None:
    """The first pieces; a piece about a name that the page cannot show is in the workbook."""
    if not card.evidence:
        return
    paper.heading(_EVIDENCE)
    for one, _ in card.evidence[:_MOST_EVIDENCE]:
        text = drawable(one, f"about a name in other letters {UNDRAWN}", 400)
        paper.text(f"• {text}", SMALL, most=2)
    _rest(paper, len(card.evidence) - _MOST_EVIDENCE, "piece")


def _evidence_room(card: Scorecard) -> float:
    """How high that part is."""
    trial = PaperPage()
    before = trial.y
    _evidence(trial, card)
    return trial.y - before


def _value(line: RecordLine) -> str:
    """A figure as a page has it."""
    if line.value is None:
        return "not known"
    if isinstance(line.value, Decimal):
        return f"{line.value:,.2f}"
    if isinstance(line.value, float):
        return share(line.value)
    return number(line.value) if isinstance(line.value, int) else line.value


def _chart(paper: PaperPage, card: Scorecard) -> None:
    picture = delivery_chart(card.delivery, "", paper=True)
    if picture is None:
        return
    paper.down(8)
    listed = min(len(card.placements), _MOST_PLACEMENTS) + min(len(card.playlists), 8)
    room = paper.left - ROW * (listed + 9) - _evidence_room(card)
    paper.chart(picture, min(max(room, _CHART[0]), _CHART[1]))
    if card.read < len(card.placements):
        text = f"{card.read:,} of {many(len(card.placements), 'placement')} are known and drawn"
        paper.text(text, SMALL, colour=PAPER.quiet, most=1)


def _placements(paper: PaperPage, card: Scorecard) -> None:
    paper.heading("Placements")
    if not card.placements:
        paper.text("No song was placed yet.", colour=PAPER.quiet)
        return
    columns = [
        Column("Song", 5),
        Column("Status", 1.6),
        Column("Start", 1.9, right=True),
        Column("Promised a day", 2, right=True),
        Column("Real a day", 1.6, right=True),
        Column("Delivered", 1.6, right=True),
        Column("Goal", 1.6, right=True),
    ]
    # Those that are known first: they are what the record is made of.
    told = sorted(card.placements, key=lambda one: one.delivered is None)
    most = _MOST_PLACEMENTS - (_FEWER if card.evidence else 0)
    rows = [
        [
            drawable(_song(one), one.placement, 80),
            one.status,
            short_day(one.start),
            cell(one.promised_per_day),
            cell(one.per_day),
            cell(one.delivered),
            cell(one.goal),
        ]
        for one in told[:most]
    ]
    paper.table(columns, rows)
    _rest(paper, len(told) - len(rows), "placement")


def _song(one: PlacementFigures) -> str:
    """What a placement is known by: its song, or the campaign's name where nobody wrote that."""
    return one.title or one.campaign_name


def _rest(paper: PaperPage, rest: int, one: str) -> None:
    if rest > 0:
        paper.down(2)
        paper.text(f"and {many(rest, f'more {one}')}", SMALL, colour=PAPER.quiet, most=1)


def _playlists(paper: PaperPage, card: Scorecard) -> None:
    paper.heading("Playlists, with their average streams a day and song")
    if not card.playlists:
        paper.text("None of its playlists is known.", colour=PAPER.quiet)
        return
    columns = [
        Column("Playlist", 6),
        Column("Songs", 1, right=True),
        Column("A day", 1.3, right=True),
        Column("7 days", 1.3, right=True),
        Column("28 days", 1.3, right=True),
        Column("Credited", 1.5, right=True),
        Column("Read on", 1.9, right=True),
    ]
    room = paper.left - ROW * 2 - SMALL * 2 - _evidence_room(card)
    shown = card.playlists[: max(_LEAST_PLAYLISTS, int(room // ROW))]
    rows = [
        [
            drawable(one.name, f"playlist {place} {UNDRAWN}", 80),
            cell(one.songs),
            cell(one.per_day),
            cell(one.streams_7d),
            cell(one.streams_28d),
            cell(one.streams),
            short_day(one.seen_on),
        ]
        for place, one in enumerate(shown, 1)
    ]
    paper.table(columns, rows)
    _rest(paper, len(card.playlists) - len(shown), "playlist")


def scorecard_workbook(card: Scorecard) -> bytes:
    """The record, every placement and every playlist; no text is a formula."""
    figures = card.figures
    book, finish = new_workbook(figures.name)
    first = FactsSheet(book, "Record", figures.name)
    for name, text in card.contact:
        first.fact(name, text)
    first.fact("Genres", ", ".join(figures.genres or ()))
    first.fact("Active", "" if figures.active is None else "yes" if figures.active else "no")
    first.fact("Known until", figures.as_of)
    for line in card.record:
        first.fact(line.name, line.value, line.rests_on)
    first.part(_EVIDENCE, [f"{one} {rests_on}" for one, rests_on in card.evidence])
    first.part("What is known", [COUNTS])
    _placement_sheet(Sheet(book, "Placements", _PLACEMENT_COLUMNS), card)
    lists = Sheet(
        book,
        "Playlists",
        {"Playlist": 46, "Link": 58, "Songs": 8, "A day and song": 12, "7 days": 11,
         "28 days": 11, "Credited": 12, "Read on": 12, "Followers": 12},
    )  # fmt: skip
    for one in card.playlists:
        lists.add(
            [one.name, one.link, one.songs, one.per_day, one.streams_7d, one.streams_28d,
             one.streams, one.seen_on, one.followers]
        )  # fmt: skip
    lists.end()
    return finish()


_PLACEMENT_COLUMNS = {
    "Song": 34, "Campaign": 34, "Status": 11, "Start": 12, "End": 12, "Goal": 11, "Delivered": 11,
    "Share": 9, "Promised a day": 11, "Real a day": 11, "Promised to date": 12, "Known days": 9,
    "Days at 80% or more": 11, "Days to the first stream": 11, "Price paid": 11,
    "Cost of 1,000": 11, "Known until": 12,
}  # fmt: skip


def _placement_sheet(sheet: Sheet, card: Scorecard) -> None:
    for one in card.placements:
        sheet.add(
            [
                one.title or "", one.campaign_name, one.status, one.start, one.until, one.goal,
                one.delivered, one.progress, one.promised_per_day, one.per_day,
                one.promised_to_date, one.known_days, one.kept_days, one.days_to_first,
                one.price_paid, one.cost_per_1000, one.as_of,
            ]
        )  # fmt: skip
    sheet.end()
