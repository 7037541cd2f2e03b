"""A campaign apart by vendor, and every playlist over all songs."""

from __future__ import annotations

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import placements, totals
from backline.campaigns.inventory import Whose, every_playlist
from backline.campaigns.picked import playlists_of, vendors_in
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, added

AUGUST = added("2026-08-05")
BRIGHT = {**VENDOR, "id": "bright", "name": "Bright Side"}
BY_BRIGHT = {**PLACEMENT, "id": "night-bright", "vendor": "bright", "price_paid": ""}
HERS = {**PLAYLIST, "id": "glow", "vendor": "bright", "name": "Glow", "aliases": ""}


def root_of(path, *documents, **tables):
    return write_scrapes(write_book(path, rows(**tables)), *documents)


class TestByVendor:
    def test_each_vendors_part_and_together_all_of_it(self, tmp_path):
        both = [ride(700, AUGUST), ride(300, AUGUST, "Glow")]
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=both),
            vendors=[VENDOR, BRIGHT],
            placements=[PLACEMENT, BY_BRIGHT],
            playlists=[PLAYLIST, HERS],
        )
        with Campaigns(root) as campaigns:
            pulse, bright = vendors_in(campaigns, "night")
            (night,) = totals(campaigns)
        assert (pulse.vendor, pulse.delivered, pulse.playlists) == ("pulse", 700, 1)
        assert (bright.vendor, bright.delivered, bright.playlists) == ("bright", 300, 1)
        assert (bright.price_paid, bright.priced_placements) == (None, 0)
        assert night.delivered == 1000

    def test_what_two_placements_at_one_vendor_share_is_that_vendors(self, tmp_path):
        twice = {**PLACEMENT, "id": "night-2"}
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(1000, AUGUST)]),
            placements=[PLACEMENT, twice],
        )
        with Campaigns(root) as campaigns:
            (pulse,) = vendors_in(campaigns, "night")
        assert (pulse.placements, pulse.known_placements, pulse.delivered) == (2, 0, 1000)

    def test_what_is_shared_with_another_campaign_is_nobodys(self, tmp_path):
        day = {**CAMPAIGN, "id": "day", "name": "Day"}
        other = {**PLACEMENT, "id": "day-pulse", "campaign": "day"}
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(1000, AUGUST)]),
            campaigns=[CAMPAIGN, day],
            placements=[PLACEMENT, other],
        )
        with Campaigns(root) as campaigns:
            (pulse,) = vendors_in(campaigns, "night")
        assert pulse.delivered is None

    def test_a_goal_of_which_a_part_is_unknown_is_unknown(self, tmp_path):
        more = {**PLACEMENT, "id": "night-2", "goal": ""}
        with Campaigns(root_of(tmp_path, placements=[PLACEMENT, more])) as campaigns:
            (pulse,) = vendors_in(campaigns, "night")
        assert pulse.goal is None

    def test_placements_without_a_vendor_are_one_row(self, tmp_path):
        nobody = {**PLACEMENT, "id": "night-2", "vendor": ""}
        with Campaigns(root_of(tmp_path, placements=[PLACEMENT, nobody])) as campaigns:
            found = vendors_in(campaigns, "night")
        assert [(one.vendor, one.name) for one in found] == [("pulse", "Pulse"), (None, None)]

    def test_a_real_book(self, tmp_path, recordings):
        root = _real(tmp_path, recordings)
        with Campaigns(root) as campaigns:
            every = totals(campaigns)
            parts = {one.campaign: vendors_in(campaigns, one.campaign) for one in every}
        assert len(every) > 300
        for one in every:
            found = [part.delivered for part in parts[one.campaign] if part.delivered is not None]
            assert (sum(found) if found else None) == one.delivered


class TestEveryPlaylist:
    def test_whose_each_is(self, tmp_path):
        settled = {**PLAYLIST, "id": "drift", "vendor": "", "name": "Drift", "aliases": ""}
        unseen = {**PLAYLIST, "id": "quiet", "name": "Quiet", "aliases": "", "followers": "1200"}
        old = added("2024-03-01")
        root = root_of(
            tmp_path,
            seen(
                "2026-08-20",
                w28day=[ride(90, AUGUST), ride(80, old, "Drift"), ride(70, old, "Gym")],
                w12months=[
                    ride(190, AUGUST), ride(180, old, "Drift"), ride(170, old, "Gym"),
                    ("Radio", "Spotify", 900, "—"),
                ],
            ),
            playlists=[PLAYLIST, settled, unseen],
        )  # fmt: skip
        with Campaigns(root) as campaigns:
            found = {one.name: one for one in every_playlist(campaigns)}
        assert {name: one.whose for name, one in found.items()} == {
            "Night Ride": Whose.VENDOR,
            "Quiet": Whose.VENDOR,
            "Drift": Whose.NOBODY,
            "Gym": Whose.OPEN,
            "Radio": Whose.SPOTIFY,
        }
        assert list(found)[:3] == ["Night Ride", "Drift", "Gym"]
        assert found["Gym"].whys == ["unknown"]
        quiet = found["Quiet"]
        assert (quiet.songs, quiet.streams_28d, quiet.followers) == (0, None, 1200)

    def test_over_several_songs_it_is_as_the_vendors_record_has_it(self, tmp_path):
        second = {**PLACEMENT, "id": "dawn-pulse", "song": OTHER, "title": "Dawn"}
        windows = {"w7day": [ride(10, AUGUST)], "w28day": [ride(40, AUGUST)]}
        root = root_of(
            tmp_path,
            seen("2026-08-20", w12months=[ride(50, AUGUST)], **windows),
            seen("2026-08-21", OTHER, w12months=[ride(60, AUGUST)], **windows),
            placements=[PLACEMENT, second],
        )
        with Campaigns(root) as campaigns:
            (one,) = every_playlist(campaigns)
            (record,) = playlists_of(campaigns, "pulse")
        assert (one.songs, one.streams_7d, one.streams_28d, one.streams_12m) == (2, 20, 80, 110)
        assert (record.songs, record.streams_28d) == (one.songs, one.streams_28d)

    def test_in_a_real_book_each_is_there_once(self, tmp_path, recordings):
        root = _real(tmp_path, recordings)
        with Campaigns(root) as campaigns:
            every = every_playlist(campaigns)
            seen_lists = campaigns.rows("select distinct list, vendor from line")
            book = {f"list:{row['id']}" for row in campaigns.book.all("playlists")}
        keys = [(one.list, one.vendor) for one in every]
        assert len(keys) == len(set(keys)) > 1000
        assert {one.list for one in every} == {row["list"] for row in seen_lists} | book


def _real(path, recordings):
    from tests.test_scripts import run

    for kind, files in (
        ("campaigns", [recordings("campaign_sheet") / "campaigns.csv"]),
        ("scrapes", sorted(recordings("s4a_scrapes").glob("*.json"))),
    ):
        done = run("import_history", kind, *files, "--root", path)
        assert done.returncode == 0, done.stderr
    return path


@pytest.mark.parametrize("among", [["night-2"], ["night-2", "nothing"], []])
def test_some_placements_alone(tmp_path, among):
    more = {**PLACEMENT, "id": "night-2"}
    with Campaigns(root_of(tmp_path, placements=[PLACEMENT, more])) as campaigns:
        found = [one.placement for one in placements(campaigns, among)]
    assert found == [key for key in among if key == "night-2"]
