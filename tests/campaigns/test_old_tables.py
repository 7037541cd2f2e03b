"""The tables of an older system: its ids lead from one file to another, in whatever order."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from backline.campaigns.book import read_book
from backline.campaigns.checks import faults
from backline.imports import import_campaigns
from backline.store import Store
from tests.campaigns.sheets import LINK, OTHER, SONG, TODAY, only, reasons, written

CLIENT, VENDOR, WU, CAMPAIGN, PLAYLIST, LOST = (
    f"{n}4b11037-0000-4000-8000-00000000000{n}" for n in range(6)
)
CLIENTS = {
    "id": CLIENT, "name": "Nova", "emails": '{a@x.co,"b@x.co"}', "contact_person": "Jo",
    "phone": "+44 20 1", "notes": "n", "credit_balance": "12.50",
    "created_at": "2025-10-23 13:54:00.123+00",
}  # fmt: skip
VENDORS = [
    {
        "id": VENDOR, "name": "Vee", "cost_per_1k_streams": "8.250", "max_daily_streams": "5000",
        "max_concurrent_campaigns": "", "is_active": "f",
    },
    {
        "id": WU, "name": "Wu", "cost_per_1k_streams": "0.045", "max_daily_streams": "",
        "max_concurrent_campaigns": "5", "is_active": "t",
    },
]  # fmt: skip
PLAYLISTS = {
    "id": PLAYLIST, "vendor_id": VENDOR, "name": "Bass", "url": f"spotify:playlist:{OTHER}",
    "genres": '{"drum and bass",edm}', "avg_daily_streams": "300", "follower_count": "1200",
}  # fmt: skip
CAMPAIGNS = {
    "id": CAMPAIGN, "name": "Night", "client_id": CLIENT, "client_name": "Nova",
    "track_url": LINK, "track_name": "Night Song", "stream_goal": "30000",
    "remaining_streams": "12000", "budget": "1500.000", "sub_genres": "{techno,house}",
    "start_date": "2025-10-02", "duration_days": "90", "status": "active",
    "invoice_status": "not_sent", "vendor_allocations":
    json.dumps({VENDOR: 20000, WU: {"allocation": 10000, "note": "late"}, LOST: 5}),
    "updated_at": "2025-10-23T13:54:00Z",
}  # fmt: skip


def files(folder, **changed):
    folder.mkdir(exist_ok=True)
    return [
        written(folder / "clients.csv", {**CLIENTS, **changed.get("clients", {})}),
        written(folder / "vendors.csv", *VENDORS),
        written(folder / "playlists.csv", {**PLAYLISTS, **changed.get("playlists", {})}),
        written(folder / "campaigns.csv", {**CAMPAIGNS, **changed.get("campaigns", {})}),
    ]


def taken(tmp_path, given):
    store = Store(tmp_path / "root")
    made = import_campaigns(given, store, today=TODAY)
    return made, read_book(store)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_old_ids_become_ours_in_any_order_of_files(tmp_path, order):
    given = files(tmp_path / "old")
    made, book = taken(tmp_path, [given[n] for n in order])
    client, campaign = only(book, "clients"), only(book, "campaigns")
    assert (client["emails"], client["phone"]) == ("a@x.co; b@x.co", "+44 20 1")
    assert (campaign["client"], campaign["budget"]) == ("nova", "1500.00")
    assert (campaign["start"], campaign["end"]) == ("2025-10-02", "2025-12-30")
    assert (campaign["reported_remaining"], campaign["reported_on"]) == ("12000", "2025-10-23")
    vee, wu = book.rows["vendors"]["vee"], book.rows["vendors"]["wu"]
    assert (vee["cost_per_1000"], vee["active"], vee["max_streams_per_day"]) == (
        "8.25",
        "no",
        "5000",
    )
    assert (wu["cost_per_1000"], wu["active"]) == ("0.045", "yes")
    playlist = only(book, "playlists")
    assert (playlist["vendor"], playlist["genres"]) == ("vee", "drum and bass; edm")
    assert playlist["link"] == f"https://open.spotify.com/playlist/{OTHER}"
    goals = {row["vendor"]: row["goal"] for row in book.all("placements")}
    assert goals == {"vee": "20000", "wu": "10000"}
    assert {row["genre"] for row in book.all("placements")} == {"techno, house"}
    assert not faults(book)
    assert made.fates.total() == len(CLIENTS) + 12 + len(PLAYLISTS) + len(CAMPAIGNS)


def test_what_has_no_place_is_listed(tmp_path):
    made, _ = taken(tmp_path, files(tmp_path / "old"))
    told = [(one.place.partition(".")[0], one.about, one.why) for one in made.unplaced]
    no_column = {(file, about) for file, about, why in told if why.startswith("no column")}
    assert no_column == {
        ("clients", "credit_balance"), ("clients", "created_at"),
        ("vendors", "max_concurrent_campaigns"), ("playlists", "avg_daily_streams"),
        ("campaigns", "vendor_allocations"),
    }  # fmt: skip
    lost = [one for one in made.unplaced if LOST in one.found]
    assert [one.why for one in lost] == ["none of the files has a vendor with this id"]


def test_taken_again_nothing_changes(tmp_path):
    given = files(tmp_path / "old")
    _, first = taken(tmp_path, given)
    made, second = taken(tmp_path, given)
    assert made.rows == 0 and second.texts() == first.texts()


def test_a_reference_to_a_row_in_no_file_is_listed(tmp_path):
    given = files(tmp_path / "old", playlists={"vendor_id": LOST}, campaigns={"client_id": LOST})
    made, book = taken(tmp_path, given)
    assert not book.rows["playlists"]
    assert only(book, "campaigns")["client"] == "nova"  # by its name
    said = [why for _, why in reasons(made)]
    assert "none of the files has a client with this id" in said
    assert "the playlist has no vendor that is known" in said


def test_songs_of_a_campaign_are_its_placements(tmp_path):
    group = {
        "id": CAMPAIGN, "name": "Night", "client_id": CLIENT, "total_goal": "30000",
        "total_budget": "900", "status": "active", "start_date": "2025-10-02",
    }  # fmt: skip
    songs = [
        {
            "id": "7", "campaign_group_id": CAMPAIGN, "campaign": "Night | One", "vendor": "Vee",
            "url": LINK, "goal": "10000", "paid_vendor": "true", "status": "Complete",
            "daily": "0", "playlists": '["Bass", "Boom"]', "sale_price": "$300.00",
        },
        {
            "id": "8", "campaign_group_id": CAMPAIGN, "vendor": WU, "goal": "20000",
            "url": f"https://open.spotify.com/track/{OTHER}", "paid_vendor": "false",
        },
        {"id": "9", "campaign_group_id": LOST, "vendor": "Vee", "url": LINK},
    ]  # fmt: skip
    folder = tmp_path / "old"
    given = files(folder)[:2]
    given += [written(folder / "songs.csv", *songs), written(folder / "groups.csv", group)]
    made, book = taken(tmp_path, given)
    assert only(book, "campaigns")["stream_goal"] == "30000"
    placements = {row["vendor"]: row for row in book.all("placements")}
    assert (placements["vee"]["song"], placements["wu"]["song"]) == (SONG, OTHER)
    assert (placements["vee"]["vendor_paid"], placements["wu"]["vendor_paid"]) == ("yes", "no")
    assert (placements["vee"]["status"], placements["wu"]["goal"]) == ("completed", "20000")
    assert {row["name"] for row in book.all("playlists")} == {"Bass", "Boom"}
    assert ("campaign_group_id", "none of the files has a campaign with this id") in reasons(made)
    again, _ = taken(tmp_path, given)
    assert again.rows == 0 and reasons(again) == reasons(made)
