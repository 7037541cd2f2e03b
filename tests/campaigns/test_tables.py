"""The tables people keep: one form on the disk, every fault explained."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backline.campaigns.book import parse_book, read_book, save_book
from backline.campaigns.checks import faults
from backline.campaigns.kinds import Many, Money, Phone, PlaylistLink, Text, Track, is_id
from backline.campaigns.tables import TABLES
from backline.errors import DataError
from backline.store import Store

TRACK = "0mgknu0NQIMgzqiqiYC2wz"
CLIENTS = "id,name,contact_person,emails,phone,notes\n"


def sentences(**texts: str) -> list[str]:
    return [fault.sentence for fault in faults(parse_book(texts))]


class TestWhatPeopleType:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("$310.00", "310"),
            ("1,500", "1500"),
            ("1.500,50", "1500.50"),
            ("€ 200", "200"),
            ("0.045", "0.045"),
            ("USD 75", "75"),
        ],
    )
    def test_money_in_any_form(self, typed, amount):
        assert Money().read(typed) == Decimal(amount)

    @pytest.mark.parametrize("typed", ["-5", "$-5.00", "(5.00)", "free", "1,2.3", "5 5"])
    def test_what_is_no_price(self, typed):
        with pytest.raises(ValueError, match=r"below 0|no amount"):
            Money().read(typed)

    @pytest.mark.parametrize(
        "typed",
        [
            TRACK,
            f"https://open.spotify.com/track/{TRACK}?si=xy&nd=1",
            f" https://open.spotify.com/intl-de/track/{TRACK}",
            f"spotify:track:{TRACK}",
            f"open.spotify.com/track/{TRACK}",
        ],
    )
    def test_a_song_is_its_id(self, typed):
        assert Track().read(typed) == TRACK

    def test_a_link_of_an_album_is_no_song(self):
        with pytest.raises(ValueError, match=r"link of an album.*link of the song itself"):
            Track().read(f"https://open.spotify.com/album/{TRACK}")

    @pytest.mark.parametrize(
        "typed", ["TBA", "https://private.example.invalid/x", "spotify:track:"]
    )
    def test_what_is_no_song(self, typed):
        with pytest.raises(ValueError, match="no link of a song"):
            Track().read(typed)

    def test_a_playlist_is_its_link(self):
        link = f"https://open.spotify.com/playlist/{TRACK}"
        assert PlaylistLink().tidy(f"spotify:playlist:{TRACK}") == link

    def test_a_phone_that_lost_its_zero(self):
        assert Phone().read("0171 2345") == "0171 2345"
        with pytest.raises(ValueError, match="taken its zero away"):
            Phone().read("1712345")

    def test_names_with_the_separator_of_several(self):
        names = ("a; b", "c\\d", "e")
        assert Many(Text()).read(Many(Text()).write(names)) == names

    @pytest.mark.parametrize("text", ["007", "may-20", "mar-1", "1e5", "true", "dec", "Ä", "a--b"])
    def test_ids_that_a_spreadsheet_would_change_are_none(self, text):
        assert not is_id(text)


class TestReading:
    def test_saved_by_a_spreadsheet(self):
        text = "\ufeffid;name;contact_person;emails;phone;notes\r\nnova;Nova;;a@b.co;;\r\n;;;;;\r\n"
        book = parse_book({"clients": text.lstrip("\ufeff").replace("\r\n", "\n")})
        assert not faults(book)
        assert book.rows["clients"]["nova"]["emails"] == "a@b.co"

    def test_saved_again_it_is_the_one_form(self, tmp_path):
        store = Store(tmp_path)
        path = tmp_path / "data/campaigns/vendors.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(
            b"\xef\xbb\xbfname;id;cost_per_1000;active\r\nZeta;zeta;$3,5;TRUE\r\nAlpha;alpha;;\r\n"
        )
        with store.writing(), store.change() as change:
            save_book(store, change, read_book(store))
        assert path.read_text().splitlines() == [
            ",".join(TABLES["vendors"].header),
            "alpha,Alpha,,,,,,",
            "zeta,Zeta,,3.50,,,yes,",
        ]

    def test_a_row_that_cannot_be_read_is_not_lost_by_saving(self, tmp_path):
        store = Store(tmp_path)
        path = tmp_path / "data/campaigns/clients.csv"
        path.parent.mkdir(parents=True)
        path.write_text(CLIENTS + "nova,Nova\n")
        before = path.read_bytes()
        expected = pytest.raises(DataError, match="line 2: it has 2 fields where 6")
        with store.writing(), expected, store.change() as change:
            save_book(store, change, read_book(store))
        assert path.read_bytes() == before

    def test_a_formula_in_a_name_is_none_in_the_file(self):
        book = parse_book({"clients": CLIENTS + "nova,'=1+1,,,,\n"})
        assert book.rows["clients"]["nova"]["name"] == "=1+1"
        assert "'=1+1" in book.texts()["clients"]


class TestFaults:
    def test_a_client_that_does_not_exist(self):
        (said,) = sentences(
            campaigns="id,client,name,status\nnight,nova,Night,active\n",
        )
        assert said.startswith("data/campaigns/campaigns.csv line 2: night client 'nova': ")
        assert "clients.csv has no such client" in said

    def test_two_vendors_with_one_name(self):
        (said,) = sentences(vendors="id,name\na,Nova  Promo\nb,NOVA promo\n")
        assert "line 3: b name 'NOVA promo': 'a' has the same name" in said.replace(
            "a has", "'a' has"
        )

    def test_a_price_below_0_and_a_goal_of_0(self):
        found = sentences(
            clients=CLIENTS + "nova,Nova,,,,\n",
            campaigns="id,client,name,status,stream_goal,budget\nn,nova,N,active,0,-5\n",
        )
        assert [s.partition(": ")[2] for s in found] == [
            "n budget '-5': it is below 0.",
            "n stream_goal '0': it is below 1.",
        ]

    def test_a_placement_before_its_campaign(self):
        found = sentences(
            clients=CLIENTS + "nova,Nova,,,,\n",
            campaigns="id,client,name,status,start\nn,nova,N,active,2026-03-01\n",
            placements="id,campaign,status,start\np,n,active,2026-02-01\n",
        )
        assert found == [
            "data/campaigns/placements.csv line 2: p start '2026-02-01': it is before its campaign "
            "begins, 2026-03-01."
        ]

    def test_a_song_that_is_an_album(self):
        (said,) = sentences(
            clients=CLIENTS + "nova,Nova,,,,\n",
            campaigns="id,client,name,status\nn,nova,N,active\n",
            placements=f"id,campaign,status,song\np,n,active,https://open.spotify.com/album/{TRACK}\n",
        )
        assert "p song" in said and "it is the link of an album" in said

    def test_marks_of_a_conflict(self):
        text = CLIENTS + "<<<<<<< HEAD\na,A,,,,\n=======\na,B,,,,\n>>>>>>> other\n"
        (said,) = sentences(clients=text)
        assert "line 2: git left the marks of a conflict there" in said

    def test_marks_of_a_conflict_that_a_spreadsheet_saved(self):
        text = '"<<<<<<< HEAD";;\nid;name;notes\n"=======";;\nid;name;notes\n">>>>>>> x";;\n'
        (said,) = sentences(clients=text)
        assert "line 1: git left the marks of a conflict there" in said

    def test_a_column_nobody_knows(self):
        (said,) = sentences(clients="id,name,colour\nnova,Nova,red\n")
        assert "line 1: there is no column colour; there are id, name" in said

    def test_a_header_that_was_deleted(self):
        (said,) = sentences(clients="nova,Nova,Jo Doe,a@b.co,,\n")
        assert said.endswith(
            "line 1: the header is missing; its columns are "
            "id, name, contact_person, emails, phone, notes."
        )
        assert "Jo Doe" not in said

    def test_an_id_twice(self):
        (said,) = sentences(clients=CLIENTS + "a,A,,,,\na,B,,,,\n")
        assert "line 3: a id: line 2 has the same id" in said
