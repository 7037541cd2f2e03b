"""Recorded sheet and scrapes in one root, their figures checked by hand from the raw files.

The numbers stand here as the files have them, typed off. Where the agency kept its own count, its
``Remaining`` of that day is the goal less our delivered, to the stream.
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import listed, placements, totals, vendors
from backline.imports import import_campaigns, import_scrapes
from backline.store import Store

REAL = Path(__file__).parents[3] / "shared" / "data"
SHEET = REAL / "campaign_sheet" / "campaigns.csv"
SCRAPES = REAL / "s4a_scrapes"
NOW = datetime(2025, 10, 30, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not SHEET.exists(), reason="the recorded sheet is not here")

SHARED = "6g9p3ONm3urpjjiD7lYozk"
"""A song of four campaigns with four vendors."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    path = tmp_path_factory.mktemp("agency")
    import_campaigns([SHEET], Store(path), today=NOW.date())
    import_scrapes([SCRAPES], Store(path), now=NOW)
    return path


@pytest.fixture
def campaigns(root):
    with Campaigns(root) as found:
        yield found


def of(campaigns: Campaigns, name: str):
    (one,) = [p for p in placements(campaigns) if p.campaign_name == name]
    return one


def test_one_campaign(campaigns):
    """Campaign 061: Vendor 003 since 29 August, goal 20,000, three playlists, one scrape.

    They were added on 2 and 3 September with 7,717, 7,106 and 3,685 streams within 12 months.
    """
    one = of(campaigns, "Campaign 061")
    assert one.delivered == 7717 + 7106 + 3685 == 18508
    assert one.remaining == 20000 - 18508 == one.reported_remaining == 1492
    assert (one.start, one.first_stream, one.days_to_first) == (
        date(2025, 8, 29), date(2025, 9, 2), 4,
    )  # fmt: skip
    assert (one.as_of, one.elapsed, one.playlists) == (date(2025, 10, 23), 56, 3)
    (whole,) = [c for c in totals(campaigns) if c.name == "Campaign 061"]
    assert (whole.delivered, whole.remaining, whole.stream_goal) == (18508, 1492, 20000)


def test_one_vendor(campaigns):
    """Vendor 007 has one playlist; five of its songs were scraped, each once."""
    (one,) = [v for v in vendors(campaigns) if v.name == "Vendor 007"]
    assert one.delivered == 8859 + 5990 + 7027 + 14812 + 18884 == 55572
    assert (one.known_placements, one.playlists, one.songs) == (5, 1, 5)
    # From the starts 15, 21, 15 May, 4 April, 24 January to the days it was added: 21, 30, 21 May,
    # 4 April, 25 January. The median of 6, 9, 6, 0 and 1 days.
    assert (one.days_to_first, one.started_placements) == (6, 5)
    # No row says what a vendor was paid or promised, so that nothing is said of either.
    assert (one.cost_per_1000, one.delivery_rate, one.reliability) == (None, None, None)
    with SHEET.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["Vendor"] == "Vendor 007"]
    assert one.placements == len(rows) == 16
    assert one.active_placements == sum(row["Status"] == "Active" for row in rows) == 9


def test_one_shared_song(campaigns):
    """Each vendor's playlists are its own, Spotify's are nobody's, what is unsure stays open."""
    found = {p.vendor: p for p in placements(campaigns) if p.track == SHARED}
    assert found["vendor-007"].delivered == 7027
    assert found["vendor-007"].remaining == found["vendor-007"].reported_remaining == 2973
    assert found["vendor-008"].delivered == 4157 + 2235  # a third one changed its name since
    assert (found["vendor-001"].delivered, found["vendor-003"].delivered) == (None, None)
    lines = {one.name: one for one in listed(campaigns, SHARED)}
    spotify = [one for one in lines.values() if one.rule == "algorithmic"]
    assert sum(one.streams_12m or 0 for one in spotify) == (
        9182 + 1345 + 831 + 592 + 397 + 225 + 92 + 61 + 45 + 24 + 14
    )
    assert {one.credited for one in spotify} == {None}
    # In the rows of two vendors, so that a person has to say whose it is.
    assert (lines["DUBSTEP BRUTAL DROPS"].rule, lines["DUBSTEP BRUTAL DROPS"].streams_12m) == (
        "several vendors",
        12647,
    )
    # There since 8 May, a week before the first of the placements began.
    assert lines["Heavy bass EDM bangers"].rule == "unknown"


def test_the_shared_song_adds_up(campaigns):
    (file,) = SCRAPES.glob(f"song_{SHARED}*")
    raw = json.loads(file.read_text())["time_ranges"]
    parts = campaigns.ask("campaign_scraped", "campaign_credit")
    for window, name in (("7d", "7day"), ("28d", "28day"), ("12m", "12months")):
        told = [p for p in parts if p["track"] == SHARED and p["counted"] == window]
        total = sum(int(p["streams"].replace(",", "")) for p in raw[name]["stats"]["playlists"])
        assert sum(part["streams"] for part in told) == total
    assert {part["category"] for part in told} == {"credited", "algorithmic", "unassigned"}


def test_every_placement_that_the_agency_counted_the_same_day(campaigns):
    """Its last count and the scrape of one day: of most songs the agency's numbers are ours."""
    both = [
        p for p in placements(campaigns)
        if p.delivered is not None and p.reported_on == date(2025, 10, 23)
        and p.as_of and p.as_of >= date(2025, 10, 23)
    ]  # fmt: skip
    same = [p.placement for p in both if p.remaining == p.reported_remaining]
    assert len(same) >= 7, "streams were credited otherwise than people counted them"
