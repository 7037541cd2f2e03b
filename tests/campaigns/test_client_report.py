"""What a client is sent of a campaign: true, on one page, and nothing about vendors' money."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.sent.client_files import client_pdf, client_workbook
from backline.campaigns.sent.client_lines import PlaylistLine, SongLine
from backline.campaigns.sent.client_page import client_page
from backline.campaigns.sent.client_steps import Standing, outlook, steps
from backline.campaigns.sent.files import write_sent
from backline.errors import DataError
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
from tests.campaigns.pages import text_of
from tests.campaigns.scraped import OTHER, TRACK, added
from tests.campaigns.test_campaign_rows_script import run, said
from tests.test_scripts import refused
from tests.workbooks import parts_of

AUGUST = added("2026-08-05")
COUNTS = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650, "2026-09-10": 3700}


def scrapes(counts=COUNTS, name="Night Ride", track=TRACK):
    windows = {"w12months": 1, "w28day": 2, "w7day": 4}
    return [
        seen(day, track, **{w: [ride(count // by, AUGUST, name)] for w, by in windows.items()})
        for day, count in counts.items()
    ]


@pytest.fixture
def steady(tmp_path):
    """10,000 streams to come by 100 a day; in one playlist since the 5th, four weekly readings."""
    return write_scrapes(write_book(tmp_path / "root", rows()), *scrapes())


def page_of(root, key="night", **more):
    with Campaigns(root) as campaigns:
        return client_page(campaigns, key, {}, **more)


class TestThePage:
    def test_by_hand(self, steady):
        page = page_of(steady)
        assert (page.client, page.artist, page.status) == ("Nova Records", "Ada", "running")
        assert (page.figures.delivered, page.figures.remaining, page.due) == (3700, 6300, 4100)
        (song,) = page.songs
        assert (song.title, song.delivered, song.readings) == ("Night Drive", 3700, 4)
        assert (song.first_stream, song.as_of) == (date(2026, 8, 5), date(2026, 9, 10))
        (ride_,) = page.playlists
        assert (ride_.name, ride_.added, ride_.counted) == ("Night Ride", date(2026, 8, 5), 3700)
        assert (ride_.streams_7d, ride_.streams_28d, ride_.streams_12m) == (925, 1850, 3700)
        told = [(d.first_day, d.last_day, d.per_day) for d in page.delivery.real]
        assert told == [
            (date(2026, 8, 1), date(2026, 8, 4), 0),
            (date(2026, 8, 5), date(2026, 8, 27), 100),
            (date(2026, 8, 28), date(2026, 9, 3), 50),
            (date(2026, 9, 4), date(2026, 9, 10), 150),
        ]
        assert [(d.first_day, d.per_day) for d in page.delivery.promised] == [
            (date(2026, 8, 1), 100)
        ]
        assert [str(one) for one in page.steps] == [
            "On pace: 3,700 streams came, 4,100 were due until 10 September 2026."
        ]
        (finish,) = map(str, page.outlook)
        assert finish.startswith(
            "At 100 streams a day, the mean of the last 28 known days, the goal is reached about "
            "12 November 2026; in 8 of 10 such cases between"
        )

    def test_one_reading_alone_tells_no_range(self, tmp_path):
        root = write_scrapes(write_book(tmp_path, rows()), *scrapes({"2026-08-20": 1600}))
        page = page_of(root)
        assert "One reading tells no pace" in str(page.outlook[0])
        assert "between" not in str(page.outlook[0])
        assert "One reading only" in " ".join(map(str, page.known))

    def test_nothing_known_is_said_and_is_no_zero(self, tmp_path):
        page = page_of(write_book(tmp_path, rows()))
        assert page.figures.delivered is None
        assert page.songs[0].delivered is None
        assert page.delivery.real == []
        assert [str(one) for one in page.steps] == [
            "“Night Drive” waits for its first reading in Spotify for Artists."
        ]
        text = text_of(client_pdf(page), tmp_path)
        assert "not known" in text
        assert not re.search(r"\b0\b", text)

    def test_a_goal_by_its_end_is_what_the_client_is_promised(self, tmp_path):
        ends = {**CAMPAIGN, "end": "2026-09-19"}  # 50 days
        root = write_scrapes(write_book(tmp_path, rows(campaigns=[ends])), *scrapes())
        page = page_of(root)
        assert [d.per_day for d in page.delivery.promised] == [200]
        assert page.due == 41 * 200
        assert [str(one) for one in page.steps] == [
            "Behind pace: 3,700 of the 8,200 streams that were due until 10 September 2026 came. "
            "700 a day reach the goal by its end; it is 100 now.",
            "It ends on 19 September 2026, 9 days left; 6,300 streams are to come yet.",
        ]

    def test_a_song_in_another_clients_campaign_is_counted_for_this_one_alone(self, tmp_path):
        """Both run at once at two vendors; each page has its own playlist only."""
        rival = {**CLIENT, "id": "rival", "name": "Rival Label"}
        theirs = {**CAMPAIGN, "id": "other", "client": "rival", "name": "Rival Night"}
        low = {**VENDOR, "id": "low", "name": "Low Tide"}
        second = {**PLACEMENT, "id": "other-low", "campaign": "other", "vendor": "low"}
        tide = {**PLAYLIST, "id": "tide", "vendor": "low", "name": "Tide Out", "aliases": ""}
        tables = rows(
            clients=[CLIENT, rival], campaigns=[CAMPAIGN, theirs], vendors=[VENDOR, low],
            placements=[PLACEMENT, second], playlists=[PLAYLIST, tide],
        )  # fmt: skip
        both = [ride(1000, AUGUST), ride(400, AUGUST, "Tide Out")]
        root = write_scrapes(write_book(tmp_path, tables), seen("2026-08-20", w12months=both))
        ours, others = page_of(root), page_of(root, "other")
        assert [(p.name, p.counted) for p in ours.playlists] == [("Night Ride", 1000)]
        assert [(p.name, p.counted) for p in others.playlists] == [("Tide Out", 400)]
        assert round(sum(d.streams for d in ours.delivery.real)) == 1000

    def test_what_is_nobodys_yet_is_told_to_whoever_sends_it(self, tmp_path):
        tables = rows(vendors=[VENDOR, {**VENDOR, "id": "low", "name": "Low"}], playlists=[])
        second = {**PLACEMENT, "id": "b", "vendor": "low"}
        root = write_book(tmp_path, {**tables, "placements": [PLACEMENT, second]})
        write_scrapes(root, seen("2026-08-20", w12months=[ride(9, AUGUST)]))
        assert page_of(root).open_playlists == 1


SONG = SongLine("Night Drive", TRACK, 500, date(2026, 8, 5), date(2026, 9, 10), 2)
GONE = PlaylistLine(1, "Night Ride", None, 1, 1, 1, 1, date(2026, 9, 3), gone=True)


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    root = write_book(tmp_path_factory.mktemp("steps"), rows())
    write_scrapes(root, *scrapes())
    return page_of(root).figures


class TestNextSteps:
    """One sentence for each rule, and none where nothing is to be done."""

    def told(self, figures, due_=None, songs=(SONG,), gone=(), **change):
        return [str(s) for s in steps(Standing(replace(figures, **change), due_, songs, gone))]

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"remaining": -20}, "Goal reached, 20 more than promised: the campaign can be "
             "closed."),
            ({"remaining": 0}, "Goal reached: the campaign can be closed."),
            ({"status": "paused"}, "The campaign is paused."),
            ({"stream_goal": None, "remaining": None}, "A goal is to be agreed: without one no "
             "progress can be told."),
            ({"status": "completed", "remaining": 10}, "The campaign is completed. 10 streams of "
             "its goal did not come as far as is known."),
            ({"status": "cancelled", "remaining": None}, "The campaign was cancelled."),
            ({"until": date(2026, 9, 24)}, "It ends on 24 September 2026, 14 days left; 6,300 "
             "streams are to come yet."),
            ({"until": date(2026, 9, 1)}, "Its last day was 1 September 2026 and 6,300 streams are "
             "to come yet: agree how it goes on."),
            ({}, "Nothing is to be done: the next reading tells how it goes on."),
            ({"until": date(2026, 9, 25)}, "Nothing is to be done: the next reading tells how it "
             "goes on."),
        ],
    )  # fmt: skip
    def test_of_the_campaign(self, figures, change, sentence):
        assert self.told(figures, **change) == [sentence]

    def test_behind_begins_below_four_fifths(self, figures):
        assert self.told(figures, 3700 * 5 // 4)[0].startswith("On pace")
        assert self.told(figures, 3700 * 5 // 4 + 1)[0].startswith("Behind pace")

    def test_what_is_not_read_yet_is_not_behind(self, figures):
        unread = replace(SONG, title="Dawn", as_of=None, delivered=None)
        assert self.told(figures, 9000, (SONG, unread)) == [
            "“Dawn” waits for its first reading in Spotify for Artists."
        ]

    def test_what_is_due_is_told_of_the_day_until_which_every_song_is_known(self, figures):
        older = replace(SONG, title="Dawn", as_of=date(2026, 9, 3))
        assert self.told(figures, 9000, (SONG, older))[0].endswith("until 3 September 2026 came.")

    @pytest.mark.parametrize(
        ("song", "sentence"),
        [
            (replace(SONG, track=None, as_of=None, delivered=None), "“Night Drive” waits for its "
             "release: it has no link on Spotify yet."),
            (replace(SONG, title="", as_of=None, delivered=None), "The song waits for its first "
             "reading in Spotify for Artists."),
            (replace(SONG, delivered=None), "“Night Drive” was read, but no playlist of the "
             "campaign is known for it yet."),
            (replace(SONG, delivered=0), "“Night Drive” has no stream 40 days after the start: it "
             "is asked why."),
        ],
    )  # fmt: skip
    def test_of_a_song(self, figures, song, sentence):
        assert self.told(figures, songs=(song,)) == [sentence]

    def test_of_playlists_that_are_gone(self, figures):
        assert self.told(figures, gone=(GONE,)) == [
            "“Night Ride” no longer lists the song: it is asked whether it comes back."
        ]
        assert self.told(figures, gone=(GONE, GONE))[0].startswith("2 playlists no longer list")

    def test_a_title_with_brackets_is_no_pattern(self, figures):
        song = replace(SONG, title="{0} {x}", as_of=None, delivered=None)
        assert self.told(figures, songs=(song,))[0].startswith("“{0} {x}” waits")

    def test_an_ended_campaign_expects_nothing(self, figures):
        for change in ({"status": "completed"}, {"remaining": 0}, {"stream_goal": None}):
            assert outlook(replace(figures, **change), 4, ranged=True) == []


SECRETS = {
    "vendor": "Zephyr Curators Unlimited",
    "contact": "mallory@zephyr.example",
    "vendor notes": "zephyr takes a quarter",
    "promised cost": "8.83",
    "price": "7913.57",
    "second client": "Rival Label International",
    "client contact": "desk@nova.example",
    "client phone": "+44 20 7946 0123",
    "campaign notes": "margin is forty percent",
    "salesperson": "Sally Forthright",
    "budget": "9871.00",
}


def secret_root(folder):
    """Everything that a client must not see, in texts that stand nowhere else."""
    client = {
        **CLIENT, "emails": SECRETS["client contact"], "phone": SECRETS["client phone"],
    }  # fmt: skip
    rival = {"id": "rival", "name": SECRETS["second client"]}
    campaign = {
        **CAMPAIGN, "notes": SECRETS["campaign notes"], "salesperson": SECRETS["salesperson"],
        "budget": SECRETS["budget"],
    }  # fmt: skip
    other = {**CAMPAIGN, "id": "rival-night", "client": "rival", "name": "Rival Night"}
    vendor = {
        "id": "zephyr", "name": SECRETS["vendor"], "contact": SECRETS["contact"], "active": "yes",
        "cost_per_1000": SECRETS["promised cost"], "notes": SECRETS["vendor notes"],
    }  # fmt: skip
    placement = {
        **PLACEMENT, "id": "night-zephyr", "vendor": "zephyr", "price_paid": SECRETS["price"],
        "goal": "9999",
    }  # fmt: skip
    tables = rows(
        clients=[client, rival], campaigns=[campaign, other], vendors=[vendor],
        placements=[placement], playlists=[{**PLAYLIST, "vendor": "zephyr"}],
    )  # fmt: skip
    return write_scrapes(write_book(folder, tables), *scrapes())


class TestNothingOfVendorsOrOthers:
    def texts(self, root, folder, **more):
        """Every text of the page and every part of the workbook, numbers in each usual spelling."""
        page = page_of(root, **more)
        book = folder / "book.xlsx"
        book.write_bytes(client_workbook(page))
        return text_of(client_pdf(page), folder), "".join(parts_of(book).values())

    def test_neither_price_nor_cost_nor_contact_nor_name(self, tmp_path):
        root = secret_root(tmp_path / "root")
        with Campaigns(root) as campaigns:
            (cost,) = [r["price_paid"] for r in campaigns.rows("from figure")]
        real_cost = f"{float(cost) * 1000 / 3700:.2f}"
        hidden = [*SECRETS.values(), "zephyr", "Zephyr", "rival", real_cost, "9,999", "9999"]
        hidden += [f"{float(SECRETS[name]):,.2f}" for name in ("price", "budget", "promised cost")]
        hidden += ["7913", "7,913", "9871", "9,871"]
        page, book = self.texts(root, tmp_path)
        for text in hidden:
            assert text not in page, text
            assert text not in book, text
        for text in ("Night Ride", "Nova Records"):  # and yet it is all there
            assert text in page
            assert text in book

    def test_the_clients_own_contact_only_when_asked_for_and_on_the_workbook(self, tmp_path):
        root = secret_root(tmp_path / "root")
        page, book = self.texts(root, tmp_path, contacts=True)
        for name in ("client contact", "client phone"):
            assert SECRETS[name] in book
            assert SECRETS[name] not in page
        assert SECRETS["contact"] not in book


class TestTheCommand:
    def test_it_writes_a_page_and_a_workbook_of_each_that_is_named(self, steady):
        done = run(steady, "report", "--campaign", "Night Drive", "--vendor", "pulse")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == (
            "reports/campaigns/clients/night.pdf and night.xlsx\n"
            "reports/campaigns/vendors/pulse.pdf and pulse.xlsx\n"
        )
        folder = steady / "reports/campaigns"
        before = {path: path.read_bytes() for path in folder.rglob("*.*")}
        assert len(before) == 4
        assert all(name.suffix in (".pdf", ".xlsx") for name in before)
        said(steady, "report", "--all")
        assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before

    def test_contacts_are_on_the_workbook_only_with_the_option(self, steady):
        path = steady / "reports/campaigns/clients/night.xlsx"
        said(steady, "report", "--campaign", "night", "--contacts")
        assert "secret@nova.example" in "".join(parts_of(path).values())
        said(steady, "report", "--campaign", "night")
        assert "secret@nova.example" not in "".join(parts_of(path).values())

    def test_what_cannot_be_is_one_sentence(self, steady):
        for arguments, why in (
            ((), "--campaign ID, --vendor ID, or --all"),
            (("--all", "--vendor", "pulse"), "--all alone"),
            (("--campaign", "nigth drive"), "did you mean"),
        ):
            assert why in refused(run(steady, "report", *arguments))

    def test_a_row_that_cannot_be_read_writes_nothing(self, tmp_path):
        root = write_book(tmp_path, rows(campaigns=[{**CAMPAIGN, "status": "wild"}]))
        with pytest.raises(DataError, match="check says why"):
            write_sent(Store(root), ["night"], [])
        assert not (root / "reports/campaigns").exists()

    def test_of_an_empty_root(self, tmp_path):
        assert said(tmp_path, "report", "--all") == "There are no campaigns and no vendors yet.\n"


def test_a_forgotten_client_takes_its_pages_along_and_no_other(tmp_path):
    other = {**CLIENT, "id": "low", "name": "Low Label", "emails": ""}
    theirs = {**CAMPAIGN, "id": "tide", "client": "low", "name": "Tide"}
    dawn = {**PLACEMENT, "id": "tide-pulse", "campaign": "tide", "song": OTHER, "title": "Tide"}
    root = write_book(
        tmp_path,
        rows(clients=[CLIENT, other], campaigns=[CAMPAIGN, theirs], placements=[PLACEMENT, dawn]),
    )
    write_sent(Store(root), ["night", "tide"], ["pulse"])
    said(root, "forget", "nova records")
    left = sorted(p.name for p in (root / "reports/campaigns").rglob("*.*"))
    assert left == ["pulse.pdf", "pulse.xlsx", "tide.pdf", "tide.xlsx"]
