"""Rows of an old sheet become campaigns and placements, whatever their columns and spellings."""

from __future__ import annotations

import json
import sys

import pytest

from backline.campaigns.book import read_book, save_book
from backline.campaigns.checks import faults
from backline.errors import ConfigError, DataError
from backline.imports import import_campaigns
from backline.imports.campaign_sheet.account import Fate
from backline.imports.days import Order
from backline.store import Store
from backline.store.undo import undo
from tests.campaigns.sheets import (
    LINK,
    OTHER,
    ROW,
    SONG,
    TODAY,
    only,
    reasons,
    taken,
    written,
)
from tests.started import finished
from tests.workflow import PROJECT


def files(root):
    return {
        path.relative_to(root): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".backline")
    }


class TestOneRow:
    def test_is_a_campaign_with_a_placement(self, tmp_path):
        made, book = taken(tmp_path, ROW)
        campaign, placement = only(book, "campaigns"), only(book, "placements")
        assert campaign["id"] == "night-2025-10"
        assert (campaign["client"], campaign["budget"]) == ("nova", "1200.00")
        assert (campaign["stream_goal"], campaign["reported_remaining"]) == ("10000", "-20")
        assert (campaign["status"], campaign["invoice_status"]) == ("completed", "paid")
        assert (placement["song"], placement["vendor"]) == (SONG, "vee")
        assert (placement["goal"], placement["price_paid"]) == ("10000", "")
        assert (placement["reported_per_day"], placement["reported_per_week"]) == ("5", "40")
        assert (placement["promised_per_day"], placement["reported_on"]) == ("", "2025-10-23")
        assert (placement["vendor_paid"], placement["s4a_access"]) == ("yes", "yes")
        assert (placement["curator_status"], placement["start"]) == ("accepted", "2025-10-22")
        assert not made.unplaced and not faults(book)
        assert made.fates == {Fate.PLACED: len(ROW)}

    @pytest.mark.parametrize("cell", ["A, B", "A\nB", "A & B", "A / B", "A + B", "A;B", "A, B, a"])
    def test_of_several_vendors_leaves_the_goal_with_the_campaign(self, tmp_path, cell):
        made, book = taken(tmp_path, {**ROW, "Vendor": cell})
        campaign = only(book, "campaigns")
        assert [row["vendor"] for row in book.all("placements")] == ["a", "b"]
        for row in book.all("placements"):
            assert (row["goal"], row["reported_remaining"], row["reported_per_day"]) == ("",) * 3
            assert row["song"] == SONG
        assert (campaign["stream_goal"], campaign["reported_per_week"]) == ("10000", "40")
        assert made.several == ["sheet.csv row 2: A, B"]

    def test_a_vendor_of_the_book_may_have_an_ampersand(self, tmp_path):
        store = Store(tmp_path / "root")
        taken(tmp_path, {**ROW, "Campaign": "First", "Vendor": "Smith"})
        book = read_book(store)
        book.rows["vendors"]["smith"]["name"] = "Smith & Sons"
        with store.writing(), store.change() as change:
            save_book(store, change, book)
        _, book = taken(tmp_path, {**ROW, "Vendor": "Smith & Sons"})
        assert [row["id"] for row in book.all("vendors")] == ["smith"]

    def test_without_a_vendor_has_a_placement_without_one(self, tmp_path):
        row = {**ROW, "Vendor": "", "Vendor Email": "v@x.co", "Playlists": "- A"}
        made, book = taken(tmp_path, row)
        placement = only(book, "placements")
        assert (placement["vendor"], placement["goal"], placement["song"]) == ("", "", SONG)
        assert only(book, "campaigns")["stream_goal"] == "10000"
        assert {about for about, why in reasons(made) if "no vendor" in why} == {
            "Paid Vendor?", "Curator Status", "Vendor Email", "Playlists",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("url", "why"),
        [
            ("https://open.spotify.com/album/0000000000000000000000", "the link of an album"),
            ("https://private.example.invalid/x", "no link of a song"),
            ("TBA", "there is no link yet"),
            ("q", "no link of a song"),
            (f"{LINK}\nhttps://open.spotify.com/track/{OTHER}", "several songs"),
        ],
    )
    def test_with_no_link_of_a_song_has_no_song_and_says_why(self, tmp_path, url, why):
        made, book = taken(tmp_path, {**ROW, "URL": url})
        assert only(book, "placements")["song"] == ""
        ((about, said),) = reasons(made)
        assert about == "URL" and why in said
        assert "/x" not in made.unplaced[0].found

    @pytest.mark.parametrize(
        ("column", "cell", "why"),
        [
            ("Goal", "0", "below 1"),
            ("Sale price", "$-5.00", "below 0"),
            ("Sale price", "free", "no amount"),
            ("Start Date", "31/31/2025", "no day of the calendar"),
            ("Start Date", "10/22/1925", "no campaign can be of that day"),
            ("Last Modified", "10/22/2026", "has not come yet"),
            ("Status", "weird", "planned, active, paused"),
            ("Daily", "lots", "no whole number"),
        ],
    )
    def test_a_cell_that_cannot_be_costs_itself_alone(self, tmp_path, column, cell, why):
        good = {**ROW, "Campaign": "Other"}
        made, book = taken(tmp_path, good, {**ROW, column: cell})
        assert len(book.rows["campaigns"]) == 2
        assert {about for about, _ in reasons(made)} == {column}
        assert why in made.unplaced[0].why and made.unplaced[0].place == "sheet.csv row 3"
        assert not faults(book)

    @pytest.mark.parametrize("missing", ["Client", "Campaign"])
    def test_without_client_or_name_is_listed_whole(self, tmp_path, missing):
        made, book = taken(tmp_path, ROW, {**ROW, "Vendor": "Unseen", missing: ""})
        assert len(book.rows["campaigns"]) == 1 and list(book.rows["vendors"]) == ["vee"]
        assert {about for about, _ in reasons(made)} == set(ROW) - {missing}
        assert made.fates[Fate.EMPTY] == 1

    def test_with_more_cells_than_columns_is_listed_whole(self, tmp_path):
        file = tmp_path / "sheet.csv"
        file.write_text("Campaign,Client,Goal\nNight,Nova,5\nDay,Nova,6,x\n")
        made = import_campaigns([file], Store(tmp_path / "root"), today=TODAY)
        assert {one.place for one in made.unplaced} == {"sheet.csv row 3"}
        assert [one.about for one in made.unplaced][-1] == "column 4"
        assert {one.why for one in made.unplaced} == {
            "the row has more cells than there are columns"
        }

    def test_without_a_status_is_planned_and_says_so(self, tmp_path):
        made, book = taken(tmp_path, {"Campaign": "A", "Client": "N", "Goal": "5", "Status": ""})
        assert only(book, "campaigns")["status"] == "planned"
        assert "1: a campaign has no status that is known: it is planned" in made.said

    def test_an_empty_box_is_no_no(self, tmp_path):
        _, book = taken(tmp_path, {**ROW, "Paid Vendor?": "", "SFA": ""})
        assert only(book, "placements")["vendor_paid"] == ""
        _, book = taken(tmp_path, ROW)
        assert only(book, "placements")["vendor_paid"] == "yes"


class TestFiles:
    def test_semicolons_a_mark_and_carriage_returns(self, tmp_path):
        row = {
            "status": "Canceled", "CLIENT": "Nova", "sale price": "1.200,00 €", "vendor": "Vee",
            "Campaign name": "Night", "start date": "22.10.2025", "Stream goal": "10.000",
        }  # fmt: skip
        file = written(tmp_path / "sheet.csv", row, separator=";")
        text = file.read_text().replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
        store = Store(tmp_path / "root")
        made = import_campaigns([file], store, today=TODAY)
        campaign = only(read_book(store), "campaigns")
        assert not made.unplaced
        assert (campaign["budget"], campaign["stream_goal"]) == ("1200.00", "10000")
        assert (campaign["start"], campaign["status"]) == ("2025-10-22", "cancelled")

    def test_days_that_may_be_read_in_two_orders_are_asked_for(self, tmp_path):
        file = written(
            tmp_path / "sheet.csv", {**ROW, "Start Date": "10/2/2025", "Last Modified": ""}
        )
        store = Store(tmp_path / "root")
        with pytest.raises(ConfigError, match=r"sheet.csv: day and month.*--dates dmy"):
            import_campaigns([file], store, today=TODAY)
        assert not store.data.exists()
        import_campaigns([file], store, dates=Order.dmy, today=TODAY)
        assert only(read_book(store), "campaigns")["start"] == "2025-02-10"

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "sheet.csv is empty"),
            (b"Campaign,Client,Goal\n", "has column names and no row below"),
            (b"PK\x03\x04xx", "is a workbook"),
            (b"a,b\n1,2\n", "is not known: a sheet of campaigns has columns such as"),
            (b"Campaign,Goal,Status\nA,1,Active\n", "has no column of the client"),
            (b'Campaign,Client,Goal\n"A,N,5\nB,N,6\n', "a quotation mark opens there"),
        ],
    )
    def test_that_are_none_get_one_sentence(self, tmp_path, content, why):
        file = tmp_path / "sheet.csv"
        file.write_bytes(content)
        with pytest.raises(DataError, match=why):
            import_campaigns([file], Store(tmp_path / "root"), today=TODAY)
        good = written(tmp_path / "good.csv", ROW)
        made = import_campaigns([file, good], Store(tmp_path / "root"), today=TODAY)
        assert why in made.refused[0] and made.rows

    def test_amounts_in_two_currencies_are_said(self, tmp_path):
        made, _ = taken(tmp_path, ROW, {**ROW, "Sale price": "300 EUR"})
        assert any("amounts in $, EUR:" in said for said in made.said)

    def test_cells_of_several_lines_and_blank_lines_count_as_a_spreadsheet_does(self, tmp_path):
        file = tmp_path / "sheet.csv"
        file.write_text(
            'Campaign,Client,Goal,Notes\nA,N,5,"one\ntwo"\n\n,,,\nB,N,0,\n', encoding="utf-8"
        )
        made = import_campaigns([file], Store(tmp_path / "root"), today=TODAY)
        assert [one.place for one in made.unplaced] == ["sheet.csv row 5"]

    def test_a_damaged_table_of_the_root_is_left_alone(self, tmp_path):
        path = tmp_path / "root/data/campaigns/clients.csv"
        path.parent.mkdir(parents=True)
        path.write_text("id,name\nnova\n")
        with pytest.raises(DataError, match=r"Nothing was taken.*clients.csv line 2"):
            taken(tmp_path, ROW)
        assert path.read_text() == "id,name\nnova\n"


class TestAgain:
    def test_the_same_sheet_changes_nothing(self, tmp_path):
        rows = (ROW, ROW, {**ROW, "Goal": "5"}, {**ROW, "URL": "TBA", "Vendor": "A & B"})
        taken(tmp_path, *rows)
        before = files(tmp_path / "root")
        made, book = taken(tmp_path, *rows)
        assert made.rows == 0 and len(book.rows["campaigns"]) == 4
        assert files(tmp_path / "root") == before

    def test_a_newer_sheet_adds_rows_and_renews_what_it_reported(self, tmp_path):
        taken(tmp_path, ROW, ROW)
        newer = {**ROW, "Remaining": "-700", "Last Modified": "10/30/2025 9:00am"}
        made, book = taken(tmp_path, {**ROW, "Start Date": "11/22/2025"}, newer, ROW)
        assert made.added["campaigns"] == 1
        first, second = (book.rows["campaigns"][f"night-2025-10{n}"] for n in ("", "-2"))
        assert (first["reported_remaining"], first["reported_on"]) == ("-700", "2025-10-30")
        assert second["reported_remaining"] == "-20"
        assert not made.unplaced

    def test_an_older_sheet_after_a_newer_renews_nothing(self, tmp_path):
        taken(tmp_path, {**ROW, "Remaining": "-700", "Last Modified": "10/30/2025"})
        made, book = taken(tmp_path, ROW)
        assert only(book, "campaigns")["reported_remaining"] == "-700"
        assert reasons(made) == [
            ("Remaining", "the book has a newer word of the sheet, of 2025-10-30")
        ]

    def test_what_a_person_wrote_stays_and_what_is_empty_is_filled(self, tmp_path):
        store = Store(tmp_path / "root")
        taken(tmp_path, {**ROW, "URL": "TBA", "Invoice": ""})
        book = read_book(store)
        only(book, "campaigns")["status"] = "active"
        with store.writing(), store.change() as change:
            save_book(store, change, book)
        made, book = taken(tmp_path, ROW)
        campaign = only(book, "campaigns")
        assert (campaign["status"], campaign["invoice_status"]) == ("active", "paid")
        assert only(book, "placements")["song"] == SONG
        assert ("Status", "the book has active, which stays") in reasons(made)

    def test_a_vendor_that_a_person_added_makes_no_second_campaign(self, tmp_path):
        store = Store(tmp_path / "root")
        _, book = taken(tmp_path, ROW)
        book.put("vendors", {"id": "wu", "name": "Wu"})
        book.put("placements", {**only(book, "placements"), "id": "more", "vendor": "wu"})
        with store.writing(), store.change() as change:
            save_book(store, change, book)
        made, book = taken(tmp_path, ROW)
        assert made.rows == 0 and len(book.rows["campaigns"]) == 1

    def test_another_goal_of_the_only_such_campaign_makes_no_second(self, tmp_path):
        taken(tmp_path, ROW)
        made, book = taken(tmp_path, {**ROW, "Goal": "20000"})
        assert only(book, "campaigns")["stream_goal"] == "10000"
        assert set(reasons(made)) == {("Goal", "the book has 10000, which stays")}

    def test_it_can_be_taken_back(self, tmp_path):
        root = tmp_path / "root"
        taken(tmp_path, ROW)
        first = (root / "data/campaigns/campaigns.csv").read_bytes()
        taken(tmp_path, ROW, {**ROW, "Campaign": "Day"})
        undo(Store(root))
        assert (root / "data/campaigns/campaigns.csv").read_bytes() == first


class TestContacts:
    def test_all_of_a_client_are_kept(self, tmp_path):
        rows = [{**ROW, "Client Email": mail} for mail in ("a@x.co", "b@x.co; a@x.co", "c@x.co")]
        _, book = taken(tmp_path, *rows)
        assert only(book, "clients")["emails"] == "a@x.co; b@x.co; c@x.co"

    def test_are_listed_without_their_value(self, tmp_path):
        rows = [
            {
                **ROW,
                "Client Email": "ask john on 555",
                "Booker e-mail": "z@x.co",
                "Odd": "by z@x.co",
            },
            {**ROW, "Client": "", "Client Email": "y@x.co", "Vendor Email": "v@x.co"},
        ]
        made, _ = taken(tmp_path, *rows)
        text = (tmp_path / "root/reports/import_campaigns.csv").read_text()
        assert "@" not in text and "john" not in text
        assert {"Client Email", "Booker e-mail", "Vendor Email"} <= {
            one.about for one in made.unplaced
        }
        assert "by (an address)" in text

    def test_are_not_said_where_a_table_has_no_header(self, tmp_path):
        file = tmp_path / "sheet.csv"
        file.write_text("Night,Nova,john@x.co\nDay,Nova,eve@x.co\n")
        with pytest.raises(DataError) as error:
            import_campaigns([file], Store(tmp_path / "root"), today=TODAY)
        assert "@" not in str(error.value)

    def test_are_not_said_where_the_book_has_other_notes(self, tmp_path):
        taken(tmp_path, {**ROW, "Notes": "ask john@x.co"})
        made, _ = taken(tmp_path, {**ROW, "Notes": "ask eve@x.co"})
        assert reasons(made) == [("Notes", "the book has ask (an address), which stays")]

    @pytest.mark.parametrize("trial", [True, False])
    def test_are_not_on_the_terminal(self, tmp_path, trial):
        row = {**ROW, "Client": "", "Client Email": "john@x.co", "Odd": "eve@x.co"}
        file = written(tmp_path / "sheet.csv", {**ROW, "Client Email": "kay@x.co"}, row)
        root = tmp_path / "root"
        command = [sys.executable, "scripts/import_history.py", "campaigns", file, "--root", root]
        done = finished([*command, *(["--dry-run"] if trial else [])], cwd=PROJECT)
        assert (done.returncode, done.stderr) == (0, "")
        assert "@" not in done.stdout and "the campaign has no client" in done.stdout
        assert f"{2 * len({*row})} cells: " in done.stdout
        assert root.exists() is not trial


class TestPlaylists:
    def names(self, book):
        return {(row["vendor"], row["name"]) for row in book.all("playlists")}

    def test_are_bullets_of_one_vendor(self, tmp_path):
        cell = "- Bass. 🚬 [NEW]\n'- GYM - X\u00a0 \n\n• bass. 🚬\nPlain [New Name]\n-  "
        made, book = taken(tmp_path, {**ROW, "Playlists": cell})
        assert self.names(book) == {("vee", "Bass. 🚬"), ("vee", "GYM - X"), ("vee", "Plain")}
        assert not made.unplaced
        made, _ = taken(tmp_path, {**ROW, "Playlists": f"{cell}\n- gym - x"})
        assert made.rows == 0

    def test_that_two_vendors_name_are_neithers(self, tmp_path):
        rows = [{**ROW, "Vendor": v, "Playlists": f"- Both\n- {v}s"} for v in ("Vee", "Wu")]
        made, book = taken(tmp_path, *rows)
        assert self.names(book) == {("vee", "Vees"), ("wu", "Wus")}
        assert [one.found for one in made.unplaced] == ["- Both", "- Both"]
        assert "rows of Vee, Wu name it" in made.unplaced[0].why.replace(" and ", ", ")

    def test_that_the_book_gives_to_one_stay_with_it(self, tmp_path):
        taken(tmp_path, {**ROW, "Playlists": "- Both"})
        made, book = taken(tmp_path, {**ROW, "Vendor": "Wu", "Playlists": "- both"})
        assert self.names(book) == {("vee", "Both")}
        assert reasons(made) == [("Playlists", "the book says that it is Vee's")]

    def test_links_alone_are_taken_and_remarks_are_listed(self, tmp_path):
        link = f"https://open.spotify.com/playlist/{OTHER}"
        cell = f"- {link}?si=1 \n- more tbd\n- getting re-added asap\n- {'long ' * 30}"
        made, book = taken(tmp_path, {**ROW, "Playlists": cell})
        row = only(book, "playlists")
        assert (row["name"], row["link"]) == (OTHER, link)
        assert len(made.unplaced) == 3 and made.fates[Fate.LISTED] == 1


def test_what_has_no_place_is_listed_cell_by_cell(tmp_path):
    row = {**ROW, "Update Client": "checked", "Mood": json.dumps({"a": 1})}
    made, _ = taken(tmp_path, row)
    assert reasons(made) == [
        ("Update Client", "a to-do mark of the old sheet"),
        ("Mood", "no column of the tables is for it"),
    ]
