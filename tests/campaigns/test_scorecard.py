"""A vendor's scorecard: figures with what they rest on, nothing of clients or other vendors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.sent.files import write_sent
from backline.campaigns.sent.scorecard import RecordLine, scorecards
from backline.campaigns.sent.scorecard_files import scorecard_pdf, scorecard_workbook
from backline.errors import DataError
from backline.exports.pictures.page import HEIGHT, WIDTH
from backline.store import Store
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    CLIENT,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.pages import overlaps, text_of, words_of
from tests.campaigns.scraped import OTHER, added
from tests.campaigns.test_client_layout import crowded
from tests.campaigns.test_client_report import scrapes
from tests.workbooks import parts_of, sheets_of

SECOND = {**PLACEMENT, "id": "night-2", "song": OTHER, "title": "Dawn", "price_paid": ""}


def card_of(root, key="pulse", **more):
    with Campaigns(root) as campaigns:
        (card,) = scorecards(campaigns, [key], **more)
        return card


def record(card):
    return {line.name: (line.value, line.rests_on) for line in card.record}


@pytest.fixture
def root(tmp_path):
    """Two songs placed, one of them read four times; a second playlist that gave nothing."""
    quiet = {**PLAYLIST, "id": "calm", "name": "Calm", "aliases": "", "followers": "12"}
    tables = rows(placements=[PLACEMENT, SECOND], playlists=[PLAYLIST, quiet])
    return write_scrapes(write_book(tmp_path / "root", tables), *scrapes())


class TestTheRecord:
    def test_by_hand(self, root):
        told = record(card_of(root))
        assert told["Placements"] == (2, "2 active")
        assert told["Delivered"] == (3700, "1 of 2 placements known")
        assert told["Real cost of 1,000 streams"] == (
            Decimal("13.51"), "1 placement with a known price and delivery",
        )  # fmt: skip
        assert told["Delivery rate"] == (
            pytest.approx(3700 / 4100, abs=1e-6),
            "1 placement with a promise: 4,100 streams to date",
        )  # fmt: skip
        # 16 + 7 + 7 of 41 days at 80 or more, in 5 stretches; Wilson's range of 95 %.
        assert told["Reliability"] == (
            pytest.approx(30 / 41, abs=1e-6),
            "of 41 known days those at 80% of the promise or more; 32% to 94% by 5 stretches",
        )
        assert told["Days to the first stream"] == ("4", "the median of 1 placement")
        assert told["Active campaigns"] == (1, "")
        assert told["Promised a day now"] == (200, "by its active placements")

    def test_playlists_with_their_average_and_those_that_gave_nothing(self, root):
        ride_, calm = card_of(root).playlists
        assert (ride_.name, ride_.streams, ride_.songs) == ("Night Ride", 3700, 1)
        assert ride_.per_day == pytest.approx(100)  # 37 days since the 5th of August
        assert (calm.name, calm.streams, calm.per_day, calm.followers) == ("Calm", None, None, 12)

    def test_real_against_promised_of_what_was_read(self, root):
        card = card_of(root)
        assert (card.read, len(card.placements)) == (1, 2)
        assert [(d.first_day, d.last_day, d.per_day) for d in card.delivery.promised] == [
            (date(2026, 8, 1), date(2026, 9, 10), 100)
        ]
        assert round(sum(d.streams for d in card.delivery.real)) == 3700

    def test_one_of_whom_nothing_is_known_has_no_zeros(self, tmp_path):
        card = card_of(write_book(tmp_path / "root", rows(placements=[])))
        told = record(card)
        for name in ("Delivered", "Real cost of 1,000 streams", "Delivery rate", "Reliability"):
            assert told[name][0] is None
        text = text_of(scorecard_pdf(card), tmp_path)
        assert text.count("not known") >= 5
        assert "No song was placed yet." in text

    def test_one_whose_row_cannot_be_read_is_said(self, tmp_path):
        root = write_book(tmp_path, rows(vendors=[{**VENDOR, "name": ""}]))
        with pytest.raises(DataError, match=r"pulse cannot be read; scripts/campaigns\.py check"):
            card_of(root)


class TestThePage:
    @pytest.fixture(params=["crowded", "two songs", "nothing"])
    def card(self, request, root, tmp_path):
        if request.param == "crowded":
            return card_of(crowded(tmp_path / "crowded"))
        if request.param == "nothing":
            return card_of(write_book(tmp_path / "empty", rows(placements=[])))
        return card_of(root)

    def test_every_word_is_on_it_and_none_upon_another(self, card, tmp_path):
        words = words_of(scorecard_pdf(card), tmp_path)
        outside = [w for w in words if w[0] < 38 or w[1] < 20 or w[2] > WIDTH - 38 or w[3] > HEIGHT]
        assert outside == []
        assert overlaps(words) == []

    def test_the_same_root_gives_the_same_bytes(self, card):
        assert scorecard_pdf(card) == scorecard_pdf(card)
        assert scorecard_workbook(card) == scorecard_workbook(card)

    def test_every_placement_and_playlist_is_in_the_workbook(self, card, tmp_path):
        book = tmp_path / "book.xlsx"
        book.write_bytes(scorecard_workbook(card))
        sheets = sheets_of(book)
        assert len(sheets["Placements"]) == 1 + len(card.placements)
        assert len(sheets["Playlists"]) == 1 + len(card.playlists)
        assert not any("<f>" in part for name, part in parts_of(book).items() if "sheet" in name)

    def test_the_rest_is_counted(self, tmp_path):
        card = card_of(crowded(tmp_path / "root"))
        text = text_of(scorecard_pdf(card), tmp_path)
        assert "and 3 more placements" in text
        assert "more playlists" in text


def test_neither_a_client_nor_its_budget_nor_another_vendor_is_on_it(tmp_path):
    client = {**CLIENT, "name": "Hush Hush Records", "phone": "+44 20 7946 0123"}
    campaign = {**CAMPAIGN, "budget": "9871.00", "notes": "margin of forty", "salesperson": "Sal"}
    rival = {**VENDOR, "id": "zephyr", "name": "Zephyr Curators", "contact": "z@zephyr.example"}
    theirs = {**SECOND, "id": "night-zephyr", "vendor": "zephyr", "price_paid": "7913.57"}
    tables = rows(
        clients=[client], campaigns=[campaign], vendors=[VENDOR, rival],
        placements=[PLACEMENT, theirs],
    )  # fmt: skip
    root = write_scrapes(write_book(tmp_path / "root", tables), *scrapes(), seen(
        "2026-09-10", OTHER, w12months=[ride(9000, added("2026-08-05"), "Zephyr Hits")],
    ))  # fmt: skip
    for contacts in (False, True):
        card = card_of(root, contacts=contacts)
        book = tmp_path / "book.xlsx"
        book.write_bytes(scorecard_workbook(card))
        text = text_of(scorecard_pdf(card), tmp_path) + "".join(parts_of(book).values())
        hidden = ("Hush", "nova", "7946", "9871", "9,871", "forty", "ephyr", "7913", "7,913")
        assert not [word for word in hidden if word in text]
        assert ("secret-pulse" in text) is contacts
        assert [row[14] for row in sheets_of(book)["Placements"]] == ["Price paid", 50.0]


class TestEvidence:
    @pytest.fixture
    def even(self, tmp_path):
        """Ten weeks of just 700 streams: too even for independent listeners."""
        days = [date(2026, 8, 20) + timedelta(7 * week) for week in range(10)]
        counts = {day.isoformat(): 1600 + 700 * week for week, day in enumerate(days)}
        return write_scrapes(write_book(tmp_path / "root", rows()), *scrapes(counts))

    def test_only_when_it_is_asked_for(self, even, tmp_path):
        folder = even / "reports/campaigns/vendors"
        for asked in (False, True):
            write_sent(Store(even), [], ["pulse"], worth_asking=asked)
            text = text_of((folder / "pulse.pdf").read_bytes(), tmp_path)
            text += "".join(parts_of(folder / "pulse.xlsx").values())
            assert ("evidence, no verdict" in text) is asked
            assert ("Night Ride" in text.partition("no verdict")[2]) is asked

    def test_much_of_it_stays_on_the_page(self, tmp_path):
        """Beside everything else that a scorecard can have."""
        card = card_of(crowded(tmp_path / "root"))
        odd = [f"{n} {'a long sentence ' * 30}" for n in range(3)]
        pieces = tuple((text, "rests on much") for text in [*odd, "夜", "x" * 390])
        more = RecordLine("Most streams a day", 5000, "as it says itself")
        named = replace(card.figures, name="Curators of the Night " * 8)
        full = replace(card, figures=named, evidence=pieces, record=(*card.record, more, more))
        words = words_of(scorecard_pdf(full), tmp_path)
        assert not [w for w in words if w[2] > WIDTH - 38 or w[3] > HEIGHT - 20]
        assert overlaps(words) == []
        assert "pieces" in {word[4] for word in words}
