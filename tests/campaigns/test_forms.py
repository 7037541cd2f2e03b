"""What an account manager does to the tables: a changed copy, or one sentence and no change."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.campaigns.book import Book, parse_book
from backline.campaigns.checks import faults
from backline.campaigns.editing.finding import find
from backline.campaigns.editing.forgotten import forget_in
from backline.campaigns.editing.forms import add, differences, edit, end
from backline.campaigns.editing.ids import new_id
from backline.campaigns.editing.joined import merge
from backline.campaigns.editing.lists import Filters, matching
from backline.campaigns.editing.parts import add_campaign, parts_of
from backline.campaigns.kinds import is_id
from backline.campaigns.tables import TABLES
from backline.errors import ConfigError

TRACK = "0mgknu0NQIMgzqiqiYC2wz"
SONG = f"https://open.spotify.com/track/{TRACK}?si=1=2"
TODAY = date(2026, 10, 20)


@pytest.fixture
def book():
    """A client, two vendors and a campaign with a placement at each."""
    one, _ = add(Book(), "clients", {"name": "Nova Records", "emails": "a@nova.example"})
    one, _ = add(one, "vendors", {"name": "Bright Side", "cost_per_1000": "3.5"})
    one, _ = add(one, "vendors", {"name": "Low Tide"})
    one, _ = add_campaign(
        one,
        {"name": "Night Drive", "client": "nova records", "start": "2026-10-01"},
        parts_of([f"{SONG} Night Drive"], ["bright side:1000:5", "Low Tide"], []),
    )
    return one


def refused(why, call, *arguments, **named):
    with pytest.raises(ConfigError, match=why) as error:
        call(*arguments, **named)
    return str(error.value)


class TestIds:
    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("Nova Records", "nova-records"),
            ("007", "client-007"),
            ("May 20", "client-may-20"),
            ("True", "client-true"),
            ("Söhne & Co.", "sohne-co"),
            ("123 Records", "client-123-records"),
        ],
    )
    def test_what_a_spreadsheet_would_change_gets_the_things_word(self, name, key):
        assert new_id(Book(), TABLES["clients"], {"name": name}) == key

    def test_a_campaign_has_the_month_it_starts_in(self):
        row = {"name": "Night Drive", "start": "2026-10-31"}
        assert new_id(Book(), TABLES["campaigns"], row) == "night-drive-2026-10"
        assert new_id(Book(), TABLES["campaigns"], {"name": "May", "start": "2026-10-31"}) == (
            "campaign-may-2026-10"
        )

    def test_what_is_taken_gets_a_number(self, book):
        row = {"name": "Night Drive", "start": "2026-10-01"}
        assert new_id(book, TABLES["campaigns"], row) == "night-drive-2026-10-2"

    def test_songs_without_a_title_are_told_apart(self):
        other = "5" + TRACK[1:]
        keys = [
            new_id(Book(), TABLES["placements"], {"campaign": "a", "song": song, "vendor": "b"})
            for song in (TRACK, other)
        ]
        assert keys == ["a-0mgknu0n-b", "a-5mgknu0n-b"]

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(sorted(TABLES)),
        st.lists(
            st.one_of(
                st.text(max_size=90), st.sampled_from(["May", "1e5", "dec-2", "🎧", "a" * 80])
            ),
            min_size=1,
            max_size=6,
        ),
    )
    def test_every_id_is_valid_and_free(self, name, texts):
        table, book, keys = TABLES[name], Book(), []
        for text in texts:
            row = dict.fromkeys(table.named_by, text) | {"start": "2026-05-01"}
            key = new_id(book, table, row)
            assert is_id(key)
            assert key not in keys
            assert key == new_id(book, table, row)
            keys.append(key)
            book.rows[name][key] = {}

    def test_a_change_of_the_name_keeps_the_id(self, book):
        after, key = edit(book, "vendors", "Bright Side", {"name": "Brighter"})
        assert key == "bright-side"
        assert find(after, "vendors", "BRIGHTER") == "bright-side"


class TestWhoIsMeant:
    @pytest.mark.parametrize("typed", ["nova-records", "NOVA  records", " Nova Records "])
    def test_by_id_or_name_in_any_spelling(self, book, typed):
        assert find(book, "clients", typed) == "nova-records"

    def test_a_slip_of_the_pen_is_told_the_nearest(self, book):
        refused(r"no client 'Nvoa Record'; did you mean Nova Records \(nova-records\)\?",
                find, book, "clients", "Nvoa Record")  # fmt: skip
        refused(r"did you mean Low Tide", find, book, "vendors", "low")
        refused(r"scripts/campaigns.py list vendors", find, book, "vendors", "qqq")

    def test_two_of_one_name_are_both_named(self, book):
        book, _ = add_campaign(book, {"name": "night drive", "client": "nova-records"})
        text = refused("may be", find, book, "campaigns", "NIGHT DRIVE")
        assert "night drive (night-drive)" in text
        assert "Night Drive (night-drive-2026-10)" in text

    def test_a_playlist_by_its_alias_or_link(self, book):
        link = f"https://open.spotify.com/playlist/{TRACK}"
        book, key = add(book, "playlists", {"name": "Dusk", "aliases": "Dawn", "link": link})
        assert find(book, "playlists", "dawn") == key
        assert find(book, "playlists", f"spotify:playlist:{TRACK}") == key


class TestAdding:
    def test_each_song_goes_to_each_vendor(self, book):
        after, key = add_campaign(
            book,
            {"name": "Two", "client": "nova-records", "start": "2026-11-01", "status": "running"},
            parts_of([SONG, "Dawn"], ["bright-side:20,000:$70", "low tide"], []),
        )
        rows = [row for row in after.all("placements") if row["campaign"] == key]
        assert {(r["song"], r["title"], r["vendor"], r["goal"], r["price_paid"]) for r in rows} == {
            (TRACK, "", "bright-side", "20000", "70.00"),
            (TRACK, "", "low-tide", "", ""),
            ("", "Dawn", "bright-side", "20000", "70.00"),
            ("", "Dawn", "low-tide", "", ""),
        }
        assert {(r["start"], r["status"]) for r in rows} == {("2026-11-01", "active")}
        assert not faults(after)

    def test_pairs_of_a_song_and_a_vendor(self, book):
        after, key = add_campaign(
            book,
            {"name": "Two", "client": "nova-records"},
            parts_of([], [], [f"{SONG}=Bright Side:5000:1.5", "Noon=low-tide"]),
        )
        rows = [row for row in after.all("placements") if row["campaign"] == key]
        assert {(r["song"], r["title"], r["vendor"], r["goal"]) for r in rows} == {
            (TRACK, "", "bright-side", "5000"),
            ("", "Noon", "low-tide", ""),
        }

    @pytest.mark.parametrize(
        ("songs", "vendors", "pairs", "why"),
        [
            ([], ["nobody"], [], "no vendor 'nobody'"),
            ([], ["bright side:0"], [], "goal '0': it is below 1"),
            ([], ["bright side:10:-5"], [], "price_paid '-5': it is below 0"),
            ([f"https://open.spotify.com/album/{TRACK}"], [], [], "link of an album"),
            ([], [], ["Dawn"], "is no SONG=VENDOR"),
            (["Dawn", "dawn"], ["low-tide"], [], "named twice for Low Tide"),
            ([], [":10"], [], "names no vendor"),
        ],
    )
    def test_all_or_nothing(self, book, songs, vendors, pairs, why):
        before = book.copy()
        values = {"name": "New", "client": "Unheard"}
        refused(
            why,
            lambda: add_campaign(book, values, parts_of(songs, vendors, pairs), new_client=True),
        )
        assert book == before

    def test_a_new_client_or_vendor_only_when_asked_for(self, book):
        values = {"name": "New", "client": "Unheard"}
        refused("no client 'Unheard'", add_campaign, book, values)
        parts = parts_of(["Dawn"], ["Fresh"], [])
        refused("no vendor 'Fresh'", add_campaign, book, values, parts, new_client=True)
        after, key = add_campaign(book, values, parts, new_client=True, new_vendors=True)
        assert after.rows["campaigns"][key]["client"] == "unheard"
        assert after.rows["vendors"]["fresh"]["active"] == "yes"
        again, _ = add_campaign(after, {**values, "name": "B"}, new_client=True)
        assert len(again.rows["clients"]) == 2

    def test_two_people_add_the_same_vendor(self, book):
        refused("low-tide has the same name", add, book, "vendors", {"name": "LOW tide"})

    def test_what_is_needed_and_what_there_is(self, book):
        refused("a new campaign needs name", add, book, "campaigns", {"client": "nova-records"})
        refused("no field 'colour'; there are name,", add, book, "vendors", {"colour": "red"})
        refused("never changes", edit, book, "vendors", "low-tide", {"id": "x"})
        refused("client 'nobody'", add, book, "campaigns", {"client": "nobody", "name": "x"})


class TestEditing:
    def test_the_difference_is_told_by_field(self, book):
        after, _ = edit(book, "vendors", "bright side", {"cost-per-1000": "$4", "genres": "pop"})
        (genres, cost) = sorted(differences(book, after), key=lambda d: d.field, reverse=True)
        assert (cost.field, cost.before, cost.after) == ("cost_per_1000", "3.50", "4.00")
        assert (genres.field, genres.before, genres.after) == ("genres", "", "pop")

    def test_a_start_after_a_placements_is_refused(self, book):
        text = refused(
            "Nothing was changed", edit, book, "campaigns", "night drive", {"start": "2026-10-09"}
        )
        assert "placements.csv" in text
        assert "it is before its campaign begins, 2026-10-09" in text

    def test_faults_that_stand_elsewhere_do_not_block(self):
        text = "id,name,phone\na,A,12\nb,B,1712345\nc,a,\n"
        book = parse_book({"clients": text})
        known = len(faults(book))
        assert known == 3
        after, _ = edit(book, "clients", "b", {"name": "Bo"})
        assert len(faults(after)) == known
        refused("empty", edit, book, "clients", "b", {"name": " "})

    def test_a_faulty_cell_is_not_replaced_by_another_fault(self):
        book = parse_book(
            {
                "clients": "id,name\nn,N\n",
                "campaigns": "id,client,name,status,start,end\n"
                "a,n,A,active,2026-02-01,2026-01-01\n",
            }
        )
        refused("before the start", edit, book, "campaigns", "a", {"end": "2026-01-15"})
        after, _ = edit(book, "campaigns", "a", {"end": "2026-02-15"})
        assert not faults(after)

    def test_what_a_private_field_was_given_is_not_repeated(self, book):
        text = refused("phone", edit, book, "clients", "nova-records", {"phone": "1712345"})
        assert "1712345" not in text


class TestEnding:
    def test_a_campaign_ends_with_its_open_placements(self, book):
        book, _ = edit(
            book, "placements", "night-drive-2026-10-night-drive-low-tide", {"end": "2026-10-10"}
        )
        after, key = end(book, "campaigns", "Night Drive", today=TODAY)
        assert after.rows["campaigns"][key]["end"] == "2026-10-20"
        ends = {r["vendor"]: (r["end"], r["status"]) for r in after.all("placements")}
        assert ends == {
            "bright-side": ("2026-10-20", "completed"),
            "low-tide": ("2026-10-10", "completed"),
        }
        refused("is completed since 2026-10-20 already", end, after, "campaigns", key, today=TODAY)

    def test_a_placement_that_was_to_begin_later_is_settled_first(self, book):
        later = "night-drive-2026-10-night-drive-low-tide"
        book, _ = edit(book, "placements", later, {"start": "2026-11-01"})
        refused(f"{later} (start|end)", end, book, "campaigns", "night drive", today=TODAY)
        book, _ = end(book, "placements", later, today=TODAY, status="cancelled")
        assert book.rows["placements"][later]["end"] == ""
        after, _ = end(book, "campaigns", "night drive", today=TODAY)
        assert after.rows["placements"][later]["status"] == "cancelled"
        assert not faults(after)

    def test_a_day_before_its_start(self, book):
        refused(
            "before the start", end, book, "campaigns", "night drive", date(2026, 9, 1), today=TODAY
        )
        refused("not 'paused'", end, book, "campaigns", "x", today=TODAY, status="paused")


class TestMerging:
    def test_two_vendors_that_are_one(self, book):
        book, _ = edit(book, "vendors", "low-tide", {"contact": "Jo", "genres": "pop; indie"})
        book, _ = edit(book, "vendors", "bright-side", {"contact": "Al", "genres": "indie; rock"})
        after, key = merge(book, "vendors", "bright side", "Low Tide")
        row = after.rows["vendors"][key]
        assert (key, row["name"], row["cost_per_1000"]) == ("bright-side", "Bright Side", "3.50")
        assert (row["contact"], row["genres"]) == ("Al; Jo", "indie; rock; pop")
        assert row["notes"] == "Also called Low Tide."
        assert {r["vendor"] for r in after.all("placements")} == {"bright-side"}
        assert "low-tide" not in after.rows["vendors"]
        assert not faults(after)

    def test_a_playlists_other_name_is_an_alias(self, book):
        book, _ = add(book, "playlists", {"name": "Dusk", "vendor": "low tide", "aliases": "D"})
        book, _ = add(book, "playlists", {"name": "Late Dusk", "followers": "10"})
        after, key = merge(book, "playlists", "dusk", "late dusk")
        row = after.rows["playlists"][key]
        assert (row["aliases"], row["vendor"], row["followers"]) == (
            "D; Late Dusk",
            "low-tide",
            "10",
        )

    def test_fields_that_differ_are_all_named_and_one_says_which(self, book):
        book, _ = edit(
            book, "vendors", "low-tide", {"cost_per_1000": "4", "max_streams_per_day": "9"}
        )
        book, _ = edit(book, "vendors", "bright-side", {"max_streams_per_day": "8"})
        text = refused("Nothing was changed", merge, book, "vendors", "bright-side", "low-tide")
        assert "cost_per_1000 is '3.50' of bright-side and '4.00' of low-tide" in text
        assert "max_streams_per_day is '8' of bright-side and '9' of low-tide" in text
        take = {"cost_per_1000": "low tide", "max_streams_per_day": "bright-side"}
        after, key = merge(book, "vendors", "bright-side", "low-tide", take)
        row = after.rows["vendors"][key]
        assert (row["cost_per_1000"], row["max_streams_per_day"]) == ("4.00", "8")
        refused("the same row", merge, book, "vendors", "low-tide", "Low Tide")

    def test_two_campaigns_keep_all_placements(self, book):
        book, other = add_campaign(
            book, {"name": "ND", "client": "nova-records"}, parts_of(["Dawn"], [], [])
        )
        after, key = merge(book, "campaigns", "night-drive-2026-10", other)
        assert len([r for r in after.all("placements") if r["campaign"] == key]) == 3
        assert after.rows["campaigns"][key]["notes"] == "Also called ND."

    def test_contacts_that_differ_are_not_printed(self, book):
        book, _ = edit(book, "clients", "nova-records", {"contact_person": "Jo Secret"})
        book, _ = add(book, "clients", {"name": "N", "contact_person": "Al Hidden"})
        text = refused("contact_person", merge, book, "clients", "n", "nova-records")
        assert "Secret" not in text
        assert "Hidden" not in text

    CELLS = st.fixed_dictionaries(
        {
            "name": st.sampled_from(["A", "a", "B", "C;c"]),
            "contact": st.sampled_from(["", "Jo", "Jo; Al", "x\\;y"]),
            "cost_per_1000": st.sampled_from(["", "1", "2"]),
            "max_streams_per_day": st.sampled_from(["", "10", "20"]),
            "genres": st.sampled_from(["", "pop", "pop; rock"]),
            "active": st.sampled_from(["yes", "no"]),
            "notes": st.sampled_from(["", "one", "one\ntwo"]),
        }
    )

    @settings(max_examples=200, deadline=None)
    @given(CELLS, CELLS, st.data())
    def test_nothing_of_either_is_lost_or_made_up(self, first, second, data):
        book = Book()
        for key, cells in (("a", first), ("b", second)):
            book.put("vendors", {"id": key, **cells})
        a, b = book.rows["vendors"]["a"], book.rows["vendors"]["b"]
        single = ("cost_per_1000", "max_streams_per_day", "active")
        differ = [c for c in single if a[c] and b[c] and a[c] != b[c]]
        take = {c: data.draw(st.sampled_from("ab")) for c in differ}
        if differ:
            some = dict(list(take.items())[1:])
            text = refused("Nothing was changed", merge, book, "vendors", "a", "b", some)
            assert differ[0] in text
        merged = merge(book, "vendors", "a", "b", take)[0].rows["vendors"]
        assert list(merged) == ["a"]
        row = merged["a"]
        for column in single:
            if column in differ:
                assert row[column] == book.rows["vendors"][take[column]][column]
            else:
                assert row[column] == (a[column] or b[column])
        for column in ("contact", "genres"):
            values = [book.value("vendors", one, column) or () for one in (a, b)]
            after = book.value("vendors", row, column) or ()
            assert set(after) == set(values[0]) | set(values[1])
        lines = {*a["notes"].splitlines(), *b["notes"].splitlines()}
        other = {f"Also called {b['name']}."} if b["name"].lower() != a["name"].lower() else set()
        assert set(row["notes"].splitlines()) == lines | other
        assert row["name"] == a["name"]


class TestForgetting:
    def test_the_person_goes_and_the_campaign_stays(self, book):
        book, _ = edit(
            book, "campaigns", "night drive",
            {"notes": "NOVA  Records pays late.\nWrite to a@nova.example; renovation"},
        )  # fmt: skip
        book, _ = edit(book, "vendors", "low tide", {"notes": "knows Nova Records"})
        after, gone = forget_in(book, "nova records")
        assert (gone.was, gone.now) == ("nova-records", "forgotten-client")
        (client,) = after.all("clients")
        assert client == dict.fromkeys(TABLES["clients"].header, "") | {
            "id": "forgotten-client", "name": "Forgotten client",
        }  # fmt: skip
        (campaign,) = after.all("campaigns")
        assert campaign["client"] == "forgotten-client"
        assert campaign["notes"] == "[forgotten] pays late.\nWrite to [forgotten]; renovation"
        assert gone.notes == (campaign["id"],)
        assert gone.left == (("vendors", "low-tide", "notes"),)
        assert not faults(after)

    def test_a_second_one_and_one_without_campaigns(self, book):
        book, _ = forget_in(book, "nova-records")
        book, _ = add_campaign(book, {"name": "B", "client": "Bo"}, new_client=True)
        book, _ = add(book, "clients", {"name": "Idle"})
        book, second = forget_in(book, "bo")
        book, third = forget_in(book, "idle")
        assert (second.now, third.now) == ("forgotten-client-2", "")
        assert sorted(book.rows["clients"]) == ["forgotten-client", "forgotten-client-2"]
        assert not faults(book)


class TestChoosing:
    def test_filters(self, book):
        book, _ = add_campaign(
            book, {"name": "Solo", "client": "Bo", "salesperson": "Ann"}, new_client=True
        )

        def keys(name, contacts=False, **wanted):
            return [r["id"] for r in matching(book, name, Filters(**wanted), contacts=contacts)]

        assert keys("campaigns", salesperson="ANN") == ["solo"]
        assert keys("campaigns", vendor="low tide") == ["night-drive-2026-10"]
        assert keys("campaigns", client="bo", status="pending") == ["solo"]
        assert len(keys("placements", client="nova records", vendor="bright side")) == 1
        assert keys("placements", salesperson="ann") == []
        assert keys("vendors", search="TIDE") == ["low-tide"]
        assert keys("clients", search="a@nova") == []
        assert keys("clients", contacts=True, search="a@nova") == ["nova-records"]
        refused("has no status", matching, book, "clients", Filters(status="active"))
        refused("it must be planned", matching, book, "campaigns", Filters(status="x"))


NAMES = st.sampled_from(["Ann", "ann ", "Bo", "BO", "bo", "Cy", "May", "007"])
DAYS = st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01", ""])


def _steps():
    return st.one_of(
        st.tuples(st.just("client"), NAMES),
        st.tuples(st.just("vendor"), NAMES),
        st.tuples(st.just("campaign"), NAMES, NAMES, DAYS, NAMES),
        st.tuples(st.just("start"), NAMES, DAYS),
        st.tuples(st.just("end"), NAMES, st.sampled_from(["completed", "cancelled"])),
        st.tuples(st.just("merge"), st.sampled_from(["clients", "vendors", "campaigns"]), NAMES,
                  NAMES),
        st.tuples(st.just("forget"), NAMES),
    )  # fmt: skip


def _begun():
    """Enough rows for most steps to find what they name."""
    book = Book()
    for name in ("Ann", "Bo"):
        for step in (("client", name), ("vendor", name), ("campaign", name, name, "", name)):
            book = _step(book, step)
    return book


def _step(book, step):
    match step:
        case ("client", name):
            return add(book, "clients", {"name": name})[0]
        case ("vendor", name):
            return add(book, "vendors", {"name": name})[0]
        case ("campaign", name, client, start, vendor):
            values = {"name": name, "client": client, "start": start}
            parts = parts_of(["Dawn", SONG], [vendor], [])
            return add_campaign(book, values, parts, new_client=True, new_vendors=True)[0]
        case ("start", name, start):
            return edit(book, "campaigns", name, {"start": start})[0]
        case ("end", name, status):
            return end(book, "campaigns", name, today=date(2026, 2, 10), status=status)[0]
        case ("merge", table, first, second):
            return merge(book, table, first, second)[0]
        case _:
            return forget_in(book, step[1])[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(_steps(), max_size=12))
def test_no_operation_brings_a_fault_in_or_changes_what_it_refuses(steps):
    book = _begun()
    for step in steps:
        before = book.copy()
        try:
            after = _step(book, step)
        except ConfigError as error:
            assert str(error).endswith((".", "?"))
            after = book
        assert book == before
        book = after
        assert [fault.sentence for fault in faults(book)] == []
        assert parse_book(book.texts()).rows == book.rows
