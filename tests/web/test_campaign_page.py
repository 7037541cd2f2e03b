"""One campaign's page, a vendor's, and all playlists: who gave what, and who is credited."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest

from backline.errors import ConfigError
from tests.campaigns.campaign_roots import ride, seen, write_scrapes
from tests.campaigns.scraped import added
from tests.web.campaign_office import (
    CAMPAIGN,
    OTHER,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    figures_that_differ,
    live,
    office,
    page,
    reported,
)
from tests.web.pages_read import said
from web.visit import NotFoundError

BRIGHT = {**VENDOR, "id": "bright", "name": "Bright Side", "active": "no", "cost_per_1000": "3.50"}
BY_BRIGHT = {**PLACEMENT, "id": "night-bright", "vendor": "bright", "song": OTHER, "title": "Dawn"}
LINK = "https://open.spotify.com/playlist/37i9dQZF1DX4sWSpwq3LiO"
QUIET = {"id": "quiet", "vendor": "bright", "name": "Quiet Hours", "genres": "ambient; piano",
         "followers": "1200", "link": LINK}  # fmt: skip
SETTLED = {"id": "drowsy", "vendor": "", "name": "Drowsy"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A campaign of two songs at two vendors, one of which no scrape tells of."""
    return office(
        tmp_path_factory.mktemp("office"),
        vendors=[VENDOR, BRIGHT],
        placements=[PLACEMENT, BY_BRIGHT],
        playlists=[PLAYLIST, QUIET, SETTLED],
    )


@pytest.fixture(scope="module")
def night(root):
    return page(root, "campaigns/night.html")


class TestOverview:
    def test_the_figures(self, night):
        assert night.heading == "Night Drive"
        assert "active for Nova Records · Ada · since 2026-08-01" in night.text
        assert "Budget 500.00 Vendors get 100.00" in night.under("Goal expected")
        assert night.under("Delivered").startswith("3,700 of 10,000 streams 37%")
        assert "known of 1 of 2 placements" in night.under("Delivered")
        assert night.under("Remaining").startswith("6,300")
        assert night.under("Real a day").startswith("100 promised 200")
        assert night.under("Goal expected").startswith("2026-11-12")

    def test_what_an_older_system_reported_stands_beside(self, tmp_path):
        told = {**CAMPAIGN, "reported_remaining": "7001", "reported_on": "2026-09-01"}
        shown = page(office(tmp_path, campaigns=[told]), "campaigns/night.html")
        under = shown.under("Remaining")
        assert under.startswith("6,300")
        assert "Reported by an older system: 7,001 left on 2026-09-01" in under

    def test_an_artist_of_the_roster_is_led_to(self, tmp_path, root):
        known = office(tmp_path, campaigns=[{**CAMPAIGN, "artist": "Ada"}])
        assert "../artists/ada.html" in page(known, "campaigns/night.html").links

    def test_more_than_the_goal(self, tmp_path):
        small = {**CAMPAIGN, "stream_goal": "1000"}
        shown = page(office(tmp_path, campaigns=[small]), "campaigns/night.html")
        assert shown.under("Remaining").startswith("−2,700 more came than was promised")
        assert shown.under("Goal expected").startswith("— the goal is reached")
        assert shown.all("progress")[0].get("value") == "3.7"

    def test_one_that_nothing_is_known_of(self, tmp_path):
        root = office(tmp_path, campaigns=[{**CAMPAIGN, "stream_goal": ""}], placements=[])
        shown = page(root, "campaigns/night.html")
        assert shown.under("Delivered").startswith("— no placement yet no goal is written down")
        assert not shown.all("progress")
        assert not shown.all("figure")
        assert "No song is placed with a vendor yet." in shown.text

    def test_a_cell_that_cannot_be_read_is_said(self, tmp_path):
        root = office(tmp_path, campaigns=[{**CAMPAIGN, "budget": "a lot"}])
        shown = page(root, "campaigns/night.html")
        assert "campaigns.csv line 2: budget cannot be read" in shown.text

    def test_there_is_none(self, root):
        with pytest.raises(NotFoundError, match="There is no campaign 'nobody'"):
            page(root, "campaigns/nobody.html")


class TestSongsVendorsPlaylists:
    def test_each_song_at_each_vendor(self, night):
        drive, dawn = night.table("Song", "Vendor", "Price")
        assert drive["Song"] == "Night Drive"
        assert (drive["Vendor"], drive["Delivered"], drive["Progress"]) == ("Pulse", "3,700", "37%")
        assert (drive["Price"], drive["Cost of 1,000"]) == ("50.00", "13.51")
        assert (dawn["Vendor"], dawn["Delivered"]) == ("Bright Side", "—no scrape tells of it")
        assert f"https://open.spotify.com/track/{OTHER}" in night.links

    def test_the_vendors_have_all_of_it(self, night):
        pulse, bright = night.table("Vendor", "Placements", "Playlists")
        assert (pulse["Vendor"], pulse["Delivered"], pulse["Playlists"]) == ("Pulse", "3,700", "1")
        assert (bright["Delivered"], bright["Real a day"]) == (
            "—nothing is known yet", "—no pace is known",
        )  # fmt: skip
        assert "3,700 by the name in the inventory, 1 playlist." in night.under("By vendor")

    def test_playlists_with_their_windows_and_who_is_credited(self, night):
        (one,) = night.table("Playlist", "Vendor", "By which rule")
        assert (one["Playlist"], one["Vendor"]) == ("Night Ride", "Pulse")
        assert (one["7 days"], one["28 days"], one["12 months"]) == ("370", "1,850", "3,700")
        assert (one["Added"], one["Credited"]) == ("2026-08-05", "3,700")
        assert one["By which rule"] == "by the name in the inventory"

    def test_what_nobody_is_credited_with(self, night, root):
        (one,) = night.table("Playlist", "Why nobody is credited")
        assert one["Playlist"] == "Drift"
        assert one["Why nobody is credited"].startswith("in no inventory, and there before")
        assert one["7 days"] == "—not in this window's list"
        assert "scripts/campaigns.py settle" in night.text
        assert "../settle" in live(root, "campaigns/night.html").links

    def test_what_spotify_makes_is_apart(self, night):
        lists = [table for table in night.tables if any("Radio" in r.values() for r in table)]
        assert [[row["Playlist"] for row in table] for table in lists] == [["Radio"]]

    def test_the_chart_has_its_numbers_behind_it(self, night):
        drawn = night.one("figure")
        assert "delivered 3,700 of 10,000 streams (37%)" in drawn.find("div").get("aria-label")
        rows = night.table("From", "What", "Streams a day")
        assert {"delivered", "promised"} <= {row["What"] for row in rows}
        assert rows[0]["From"] == "2026-08-01"

    def test_every_figure_stands_in_its_report(self, root):
        for address in ("campaigns/night.html", "vendors/pulse.html", "vendors.html",
                        "vendors/bright.html", "playlists.html", "clients.html"):  # fmt: skip
            assert figures_that_differ(root, page(root, address)) == [], address

    def test_live_each_is_edited(self, root):
        links = live(root, "campaigns/night.html").links
        assert {
            "../edit/campaigns/night", "../edit/placements/night-pulse",
            "../add/placements?campaign=night",
        } <= set(links)  # fmt: skip


START = date(2026, 8, 1)


class TestEvidence:
    @pytest.fixture(scope="class")
    @classmethod
    def even(cls, tmp_path_factory):
        """A vendor whose weeks are the same to the stream."""
        root = office(tmp_path_factory.mktemp("even"), placements=[PLACEMENT])
        weeks = accumulate((2000, 3500, 3501, 3499, 3502, 3500, 3501))
        days = [START + timedelta(7 * n + 6) for n in range(7)]
        for path in (root / "data" / "campaigns" / "streams").glob("*.parquet"):
            path.unlink()
        told = [
            seen(f"{day}", w12months=[ride(total, added(f"{START}"))])
            for day, total in zip(days, weeks, strict=True)
        ]
        write_scrapes(root, *told)
        reported(root)
        return root

    @pytest.mark.parametrize("address", ["campaigns/night.html", "vendors/pulse.html"])
    def test_it_is_shown_with_what_it_rests_on_and_is_no_verdict(self, even, address):
        told = page(even, address).under("Worth asking about")
        assert "no verdict" in told
        assert "too even. 'Night Ride' gave 499.9 to 500.3 streams a day" in told
        assert "Rests on: 21,003 streams in 6 spans" in told

    def test_where_there_is_none_nothing_is_said(self, night):
        assert "Worth asking" not in night.text

    def test_why_there_is_no_lift_is_said_once_for_all(self, night):
        assert night.under("Lift").count("No lift: ") == 1


class TestVendors:
    def test_a_card_has_the_record_and_what_it_rests_on(self, root):
        bright, pulse = page(root, "vendors.html").all("article")
        assert said(pulse).startswith(
            "Pulse takes new placements 3,700 delivered, 1 of 1 placement"
        )
        assert "Delivery rate 1 placement with a promise: 4,100 streams to date 90%" in said(pulse)
        assert said(bright).startswith("Bright Side takes no new placements —")

    def test_the_scorecard(self, root):
        shown = page(root, "vendors/pulse.html")
        record = {row["Figure"]: row for row in shown.table("Figure", "Rests on")}
        assert record["Delivered"]["Value"] == "3,700"
        assert record["Delivery rate"]["Value"] == "90%"
        assert "of 41 known days those at 80%" in record["Reliability"]["Rests on"]
        (placed,) = shown.table("Song", "Campaign")
        assert (placed["Campaign"], placed["Real a day"]) == ("Night Drive", "100")
        (listed,) = shown.table("Playlist", "A day and song")
        assert (listed["Playlist"], listed["Credited"]) == ("Night Ride", "3,700")
        assert shown.one("figure")

    def test_nothing_is_known_and_why(self, root):
        shown = page(root, "vendors/bright.html")
        record = {row["Figure"]: row["Value"] for row in shown.table("Figure", "Rests on")}
        assert record["Delivered"] == "—0 of 1 placement known"
        assert record["Reliability"] == "—no known day has a promise"
        (quiet,) = shown.table("Playlist", "A day and song")
        assert (quiet["Followers"], quiet["A day and song"]) == (
            "1,200",
            "—nothing was credited yet",
        )
        assert LINK in shown.links

    def test_live_one_is_searched_for(self, root):
        found = live(root, "vendors.html", search="bright")
        assert [said(card.find("h2")) for card in found.all("article")] == ["Bright Side"]


def lists(shown):
    return [row["Playlist"] for row in shown.table("Playlist", "Whose")]


class TestPlaylists:
    def test_whose_each_is_and_why_nobodys(self, root):
        rows = {
            row["Playlist"]: row for row in page(root, "playlists.html").table("Playlist", "Whose")
        }
        assert set(rows) == {"Night Ride also Old Ride", "Drift", "Quiet Hours", "Drowsy"}
        assert rows["Night Ride also Old Ride"]["Whose"] == "Pulse"
        assert rows["Drift"]["Whose"].startswith("unassigned in no inventory, and there before")
        assert rows["Drowsy"]["Whose"] == "nobody's"
        quiet = rows["Quiet Hours"]
        assert (quiet["Followers"], quiet["Genres"]) == ("1,200", "ambient, piano")
        assert quiet["28 days"] == quiet["Songs"] == "—no scrape lists it"

    def test_what_spotify_makes_is_apart(self, root):
        shown = page(root, "playlists.html")
        assert "Radio" not in lists(shown)
        assert "Radio" in shown.under("Made by Spotify itself")
        assert "2 of vendors, 1 unassigned, 1 nobody's, 1 made by Spotify." in shown.text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"vendor": "bright"}, ["Quiet Hours"]),
            ({"vendor": "Pulse"}, ["Night Ride also Old Ride"]),
            ({"kind": "open"}, ["Drift"]),
            ({"kind": "nobody"}, ["Drowsy"]),
            ({"kind": "spotify"}, ["Radio"]),
            ({"genre": "Piano"}, ["Quiet Hours"]),
            ({"search": "old ride"}, ["Night Ride also Old Ride"]),
            (
                {"order": "followers"},
                ["Quiet Hours", "Night Ride also Old Ride", "Drift", "Drowsy"],
            ),
            ({"order": "name"}, ["Drift", "Drowsy", "Night Ride also Old Ride", "Quiet Hours"]),
        ],
    )
    def test_live_they_are_filtered_and_ordered(self, root, query, found):
        assert lists(live(root, "playlists.html", **query)) == found

    @pytest.mark.parametrize("query", [{"kind": "x"}, {"order": "x"}, {"vendor": "nobody at all"}])
    def test_what_cannot_be_asked(self, root, query):
        with pytest.raises(ConfigError):
            live(root, "playlists.html", **query)

    def test_live_an_open_one_leads_to_its_settling_and_others_to_their_form(self, root):
        rows = live(root, "playlists.html").all("tr", data_kind="open")
        assert [a.get("href") for row in rows for a in row.iter("a")] == ["settle"]
        assert "edit/playlists/quiet" in live(root, "playlists.html").links

    def test_a_link_that_is_none_of_spotifys_is_no_link(self, tmp_path):
        bad = {**QUIET, "vendor": "pulse", "link": "javascript:alert(1)"}
        root = office(tmp_path, playlists=[PLAYLIST, bad])
        for address in ("playlists.html", "vendors/pulse.html"):
            assert not [a for a in page(root, address).links if "javascript" in a]

    def test_thousands_are_parted(self, tmp_path):
        listed = [{**PLAYLIST, "id": f"p-{n}", "name": f"Playlist {n:04}"} for n in range(2000)]
        root = office(tmp_path, playlists=[{**one, "aliases": ""} for one in listed])
        first = page(root, "playlists.html")
        assert len(lists(first)) == 200
        assert "2,002 playlists, page 1 of 11." in first.text
        last = page(root, "playlists-11.html")
        assert len(lists(last)) == 2
        assert "Made by Spotify" not in last.text.replace("made by", "")

    def test_no_followers_no_column(self, tmp_path):
        shown = page(office(tmp_path), "playlists.html")
        assert "Followers" not in shown.table("Playlist", "Whose")[0]
        assert "Nobody wrote down how many follow them." in shown.text


def test_a_real_agencys_book(tmp_path, recordings):
    from tests.test_scripts import run

    (tmp_path / "roster.toml").write_text('label = "Agency"\n', encoding="utf-8")
    for kind, files in (
        ("campaigns", [recordings("campaign_sheet") / "campaigns.csv"]),
        ("scrapes", sorted(recordings("s4a_scrapes").glob("*.json"))),
    ):
        done = run("import_history", kind, *files, "--root", tmp_path)
        assert done.returncode == 0, done.stderr
    shown = page(tmp_path, "campaigns.html")
    assert len(shown.table("Campaign", "Status")) > 300
    assert figures_that_differ(tmp_path, shown) == []
    for address in ("clients.html", "vendors.html", "playlists.html", "playlists-2.html"):
        assert figures_that_differ(tmp_path, page(tmp_path, address)) == [], address
