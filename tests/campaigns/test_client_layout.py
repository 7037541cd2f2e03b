"""The page that a client is sent: everything on one sheet, nothing upon another, no empty boxes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.campaigns.days import Span, due, steady_days, together
from backline.campaigns.sent.client_files import client_pdf, client_workbook
from backline.exports.pictures.engine import engine
from backline.exports.pictures.page import HEIGHT, WIDTH
from backline.exports.pictures.widths import fitted, width_of, wrapped
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    PLACEMENT,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.pages import overlaps, text_of, words_of
from tests.campaigns.test_client_report import AUGUST, COUNTS, page_of, scrapes
from tests.workbooks import parts_of, sheets_of

ODD = "=1+1 🎸 {0} <b>&amp; “x”"
CJK = "夜に駆ける"


def crowded(folder):
    """12 songs of long and odd names, 60 playlists, several vendors, an end."""
    long = "The Extraordinarily Long Name of a Thing That Goes On and On (Deluxe) [2026 Version]"
    tracks = [f"{n:022}" for n in range(12)]
    titles = [long, CJK, ODD, "W" * 90, *(f"{long} {n}" for n in range(8))]
    placements = [
        {**PLACEMENT, "id": f"p{n}", "song": track if n != 11 else "", "title": title}
        for n, (track, title) in enumerate(zip(tracks, titles, strict=True))
    ]
    campaign = {**CAMPAIGN, "name": f"{long} & {long}", "artist": CJK, "end": "2026-09-20"}
    lists = [f"{n} {[long, CJK, ODD, 'W' * 90, 'Ночь'][n % 5]}" for n in range(60)]
    files = [
        seen(day, track, w12months=[
            ride(1_234_567 * (k + 1) + n, AUGUST, lists[(5 * n + j) % 60]) for j in range(6 - k)
        ])
        for n, track in enumerate(tracks[:9])
        for k, day in enumerate(("2026-08-20", "2026-09-10"))
    ]  # fmt: skip
    tables = rows(campaigns=[campaign], placements=placements, playlists=[])
    return write_scrapes(write_book(folder, tables), *files)


class TestOnePage:
    @pytest.fixture(params=["crowded", "steady", "nothing", "one reading"])
    def page(self, request, tmp_path):
        root = tmp_path / "root"
        if request.param == "crowded":
            crowded(root)
        else:
            write_book(root, rows())
            few = {"2026-08-20": 1600} if request.param == "one reading" else COUNTS
            if request.param != "nothing":
                write_scrapes(root, *scrapes(few))
        return page_of(root)

    def test_every_word_is_on_it_and_none_upon_another(self, page, tmp_path):
        words = words_of(client_pdf(page), tmp_path)
        assert len(words) > 30
        outside = [w for w in words if w[0] < 38 or w[1] < 20 or w[2] > WIDTH - 38 or w[3] > HEIGHT]
        assert outside == []
        assert overlaps(words) == []

    def test_the_same_root_gives_the_same_bytes(self, page):
        assert client_pdf(page) == client_pdf(page)
        assert client_workbook(page) == client_workbook(page)

    def test_the_largest_are_listed_and_the_rest_counted(self, tmp_path):
        page = page_of(crowded(tmp_path / "root"))
        text = text_of(client_pdf(page), tmp_path)
        (more,) = re.findall(r"and (\d+) more playlists with ([\d,]+) streams counted", text)
        shown = len(page.playlists) - int(more[0])
        assert shown >= 3
        rest = sum(one.counted for one in page.playlists[shown:])
        assert more[1] == f"{rest:,}"
        assert "and 7 more songs with" in text
        assert "Next steps" in text

    def test_names_the_font_lacks_give_way_and_signs_are_left_out(self, tmp_path):
        page = page_of(crowded(tmp_path / "root"))
        text = text_of(client_pdf(page), tmp_path)
        assert CJK not in text
        assert "🎸" not in text
        assert "(see the workbook)" in text
        book = tmp_path / "book.xlsx"
        book.write_bytes(client_workbook(page))
        assert not any("<f>" in part for name, part in parts_of(book).items() if "sheet" in name)
        sheets = sheets_of(book)
        assert {CJK, ODD} <= {row[1] for row in sheets["Songs"]}
        assert len(sheets["Playlists"]) == 1 + len(page.playlists)


@given(st.text(alphabet="abWiM .,äЖ夜", max_size=200), st.integers(20, 300))
def test_lines_fit_their_room_and_lose_nothing(text, room):
    lines = wrapped(text, 9, room)
    assert all(width_of(line, 9) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert width_of(fitted(text, 9, room), 9) <= room


def test_no_text_is_wider_than_is_said():
    for text in ("WWiMm 1,234,567.89 (feat.)", "Ärger über Ñandú", "Ночь Ж щ", "“x” … – € & @"):
        mark = {"text": {"value": text}, "font": {"value": "Liberation Sans"}}
        size = {"fontSize": {"value": 100}}
        spec = {
            "$schema": "https://vega.github.io/schema/vega/v5.json", "padding": 0,
            "marks": [{"type": "text", "encode": {"enter": {**mark, **size}}}],
        }  # fmt: skip
        drawn = engine().vega_to_scenegraph(spec)["width"]
        assert drawn <= width_of(text, 100) + 2 <= drawn * 1.03 + 4, text


DAYS = st.integers(0, 60).map(lambda n: date(2026, 8, 1) + timedelta(n))
SPANS = st.lists(
    st.builds(
        lambda key, first, length, rate: Span((key,), first, first + timedelta(length), rate),
        st.sampled_from("abc"), DAYS, st.integers(0, 40), st.integers(0, 10**10),
    ),
    max_size=12,
)  # fmt: skip


@given(SPANS, st.lists(st.tuples(DAYS, DAYS), max_size=3))
def test_stretches_add_up_to_their_spans_and_no_day_is_twice(spans, runs):
    found = together(spans, {f"run {n}": (min(run), max(run)) for n, run in enumerate(runs)})
    streams = sum(s.rate / 10**6 * ((s.last_day - s.first_day).days + 1) for s in spans)
    assert sum(one.streams for one in found) == pytest.approx(streams, abs=1)
    assert all(a.last_day < b.first_day for a, b in pairwise(found))
    known = {s.first_day + timedelta(n) for s in spans
             for n in range((s.last_day - s.first_day).days + 1)}  # fmt: skip
    told = {d.first_day + timedelta(n) for d in found
            for n in range((d.last_day - d.first_day).days + 1)}  # fmt: skip
    assert told == known


@given(st.integers(1, 10**7), DAYS, DAYS, DAYS)
def test_what_is_due_is_never_more_than_the_goal_and_all_of_it_at_the_end(goal, a, b, day):
    start, end = min(a, b), max(a, b)
    promised = steady_days(goal, start, end)
    assert due(promised, goal, end) == goal
    assert 0 <= due(promised, goal, day) <= goal
