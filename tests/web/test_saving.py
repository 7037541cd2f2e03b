"""A form that is sent: saved whole and committed, or not at all with every fault by its field."""

from __future__ import annotations

import errno
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import requests

from backline.store import Store
from tests.campaigns.campaign_roots import CLIENT, PLACEMENT, ride, seen, write_scrapes
from tests.campaigns.scraped import TRACK
from tests.web.form_people import at_work, book, in_git, label, tables_of
from tests.web.pages_read import read, said
from tests.workflow import git, hook

LONG = "x" * 10_000
OTHER = "5" + TRACK[1:]


@pytest.fixture
def root(tmp_path):
    return label(tmp_path / "root")


@pytest.fixture
def place(root):
    with at_work(root) as found:
        yield found


@pytest.fixture
def ana(place):
    return place.person()


WRONG = {
    "clients": {
        "name": " \u200b ", "contact_person": LONG, "emails": "a@b; nobody", "phone": "call me",
        "notes": LONG + "y",
    },
    "vendors": {
        "name": "", "contact": f"fine; {LONG}", "cost_per_1000": "cheap", "notes": LONG + "y",
        "max_streams_per_day": "0", "genres": LONG, "active": "perhaps",
    },
    "campaigns": {
        "client": "nobody", "artist": LONG, "name": "", "stream_goal": "many", "budget": "-1",
        "start": "2026-02-30", "end": "01/02/2026", "status": "dreaming", "invoice_status": "lost",
        "salesperson": LONG, "notes": LONG + "y",
    },
    "placements": {
        "campaign": "nope", "song": "https://example.org", "title": LONG, "vendor": "nope",
        "goal": "-5", "promised_per_day": "1.5", "promised_per_week": "x", "price_paid": "x",
        "vendor_paid": "maybe", "curator_status": "x", "s4a_access": "maybe", "start": "x",
        "end": "x", "status": "x", "genre": LONG,
    },
    "playlists": {
        "vendor": "nope", "name": LONG, "link": f"https://open.spotify.com/track/{TRACK}",
        "genres": LONG, "followers": "-1", "aliases": LONG,
    },
}  # fmt: skip
"""By table, something that no field can hold, in every field of a new row."""


class TestEveryFieldWrongAtOnce:
    @pytest.mark.parametrize("name", WRONG)
    def test_each_says_why_beside_it_and_keeps_what_was_typed(self, root, ana, name):
        before = tables_of(root)
        came = ana.sends(ana.goes(f"add/{name}"), f"add/{name}", **WRONG[name])
        assert came.status == 422
        assert came.wrong == set(WRONG[name])
        assert came.page.title.startswith("Not saved: Add a ")
        for field, typed in WRONG[name].items():
            assert came.why(field).endswith((".", "?")), field
            assert came.fields[field].strip() == typed.strip(), field
        listed = [e.get("href") for e in came.page.one("div", role="alert").iter("a")]
        assert listed == [
            f"#{came.of(field).get('id')}" for field in came.fields if field in WRONG[name]
        ]
        assert tables_of(root) == before

    @pytest.mark.parametrize("name", ["clients", "vendors", "campaigns", "placements", "playlists"])
    def test_of_a_row_that_is_there_as_well(self, root, ana, name):
        key, before = next(iter(book(root).rows[name])), tables_of(root)
        came = ana.sends(ana.goes(f"edit/{name}/{key}"), f"edit/{name}/{key}", **WRONG[name])
        assert came.status == 422
        assert came.wrong == set(WRONG[name])
        again = ana.sends(came, f"edit/{name}/{key}")
        assert (again.status, again.wrong) == (422, came.wrong)
        assert tables_of(root) == before

    def test_what_only_the_whole_book_knows_is_said_with_the_rest(self, ana):
        came = ana.sends(
            ana.goes("edit/campaigns/night"), "edit/campaigns/night",
            start="2026-09-01", end="2026-08-01", budget="x",
        )  # fmt: skip
        assert came.wrong == {"end", "budget"}
        assert came.why("end") == "It is before the start, 2026-09-01."
        assert "night-pulse start '2026-08-01': it is before its campaign begins" in came.page.text

    def test_what_was_wrong_before_stays_until_somebody_says_something_there(self, tmp_path):
        placement = {**PLACEMENT, "start": "2026-07-01"}  # before its campaign
        with at_work(label(tmp_path / "wrong", placements=[placement])) as place:
            ana, address = place.person(), "edit/placements/night-pulse"
            assert ana.sends(ana.goes(address), address, genre="pop").status == 200
            came = ana.sends(ana.goes(address), address, start="2026-07-15")
            assert (came.status, came.wrong) == (422, {"start"})
            assert ana.sends(came, address, start="2026-08-02").status == 200

    def test_a_name_that_somebody_has_is_said_beside_it_whoever_comes_first(self, root, ana):
        for name in ("PULSE", "  pulse "):
            came = ana.sends(ana.goes("add/vendors"), "add/vendors", name=name)
            assert (came.status, came.wrong) == (422, {"name"})
            assert "Pulse has the same name" in came.why("name")
        ana.sends(ana.goes("add/vendors"), "add/vendors", name="Zeta")
        ana.sends(ana.goes("edit/vendors/zeta"), "edit/vendors/zeta", name="Alpha")
        came = ana.sends(ana.goes("add/vendors"), "add/vendors", name="alpha")
        assert "Alpha (zeta)" in came.why("name")

    def test_a_slip_of_the_pen_is_told_who_may_be_meant(self, ana):
        came = ana.sends(ana.goes("add/campaigns"), "add/campaigns", client="Nuva", name="A")
        assert came.why("client") == (
            "There is no client called so; did you mean Nova Records (nova)?"
        )


class TestSaved:
    def test_usual_spellings_become_the_one_form_of_the_table(self, root, ana):
        came = ana.sends(
            ana.goes("add/vendors"), "add/vendors", name="  Bright  Side ", cost_per_1000="$3,50",
            max_streams_per_day="2.000", genres="indie;; pop ; indie", notes="one\r\ntwo\r\n",
        )  # fmt: skip
        assert came.page.heading == "Vendor added"
        row = book(root).rows["vendors"]["bright-side"]
        assert (row["name"], row["cost_per_1000"], row["max_streams_per_day"]) == (
            "Bright Side", "3.50", "2000",
        )  # fmt: skip
        assert (row["genres"], row["notes"], row["active"]) == ("indie; pop", "one\ntwo", "yes")
        assert {"Field": "Cost of 1,000 streams", "Before": "empty", "Now": "3.50"} in (
            came.page.table("Field", "Before", "Now")
        )

    def test_loading_the_page_again_saves_nothing(self, root, ana):
        came = ana.sends(ana.goes("add/clients"), "add/clients", name="Zed")
        before = tables_of(root)
        again = ana.browser.get(came.url)
        assert (again.status_code, read(again.content).heading) == (200, "Client added")
        assert tables_of(root) == before

    def test_a_form_that_is_sent_twice_adds_one_row(self, root, ana):
        form = ana.goes("add/playlists")
        with ThreadPoolExecutor(4) as threads:
            sent = [threads.submit(ana.sends, form, "add/playlists", name="Dusk") for _ in range(4)]
        assert {one.result().status for one in sent} == {200}
        assert len({one.result().url for one in sent}) == 1
        assert sorted(book(root).rows["playlists"]) == ["dusk", "night-ride"]

    def test_the_same_form_with_another_content_is_another_row(self, root, ana):
        form = ana.goes("add/playlists")
        ana.sends(form, "add/playlists", name="Dusk")
        ana.sends(form, "add/playlists", name="Dawn")
        assert sorted(book(root).rows["playlists"]) == ["dawn", "dusk", "night-ride"]

    def test_ten_thousand_signs_of_notes_are_kept(self, root, ana):
        text = ("é" * 99 + "\r\n") * 100
        came = ana.sends(ana.goes("edit/clients/nova"), "edit/clients/nova", notes=text)
        assert came.status == 200, came.page.text
        kept = book(root).rows["clients"]["nova"]["notes"]
        assert kept == text.replace("\r\n", "\n").strip()
        assert (
            "nothing was changed"
            in ana.sends(ana.goes("edit/clients/nova"), "edit/clients/nova").page.text
        )


WHOLE = {
    "client": "Nova Records", "name": "Slow Sun", "start": "2026-10-01", "status": "active",
    "songs.0.song": f"https://open.spotify.com/track/{TRACK}?si=1", "songs.0.title": "Slow Sun",
    "songs.2.title": "Noon", "vendors.0.vendor": "pulse", "vendors.0.goal": "20,000",
    "vendors.0.price_paid": "70", "vendors.1.vendor": "Low Tide", "new_vendors": "yes",
    "vendors.2.vendor": "Bright Side", "pairs.0.title": "Dawn", "pairs.0.vendor": "low tide",
}  # fmt: skip
"""A campaign of two songs at three vendors, one of them known, and of one more song at one."""


class TestAWholeCampaign:
    def test_two_songs_and_three_vendors_come_with_it(self, root, ana):
        came = ana.sends({**ana.goes("add/campaigns").fields, **WHOLE}, "add/campaigns")
        assert came.page.heading == "Campaign added", came.page.text
        tables = book(root).rows
        mine = [r for r in tables["placements"].values() if r["campaign"] == "slow-sun-2026-10"]
        assert {(r["title"], r["song"], r["vendor"], r["goal"]) for r in mine} == {
            ("Slow Sun", TRACK, "pulse", "20000"),
            ("Slow Sun", TRACK, "low-tide", ""),
            ("Slow Sun", TRACK, "bright-side", ""),
            ("Noon", "", "pulse", "20000"),
            ("Noon", "", "low-tide", ""),
            ("Noon", "", "bright-side", ""),
            ("Dawn", "", "low-tide", ""),
        }
        assert {r["status"] for r in mine} == {"active"}
        assert {"low-tide", "bright-side"} < set(tables["vendors"])

    def test_more_rows_keep_what_was_typed_and_save_nothing(self, root, ana):
        before = tables_of(root)
        form = {**ana.goes("add/campaigns").fields, **WHOLE}
        came = ana.sends(form, "add/campaigns", more="songs")
        assert came.status == 200
        assert "songs.5.title" in came.fields
        assert "vendors.3.vendor" not in came.fields
        assert {n: came.fields[n] for n in WHOLE if n != "client"} == {
            n: t for n, t in WHOLE.items() if n != "client"
        }
        assert not came.page.all("div", role="alert")
        assert tables_of(root) == before
        assert ana.sends(came, "add/campaigns", songs__5__title="Sixth").status == 200
        assert len(book(root).rows["placements"]) == 1 + 3 * 3 + 1

    def test_all_of_it_or_nothing(self, root, ana):
        before = tables_of(root)
        wrong = {
            "songs.1.song": "https://open.spotify.com/album/x", "vendors.0.goal": "x",
            "vendors.1.price_paid": "-1", "pairs.1.title": "Alone", "pairs.2.vendor": "pulse",
            "end": "2026-09-01",
        }  # fmt: skip
        form = {**ana.goes("add/campaigns").fields, **WHOLE, **wrong}
        came = ana.sends(form, "add/campaigns")
        assert came.status == 422
        assert came.wrong == {*wrong} - {"pairs.1.title", "pairs.2.vendor"} | {
            "pairs.1.vendor", "pairs.2.title",
        }  # fmt: skip
        assert came.why("end") == "It is before the start, 2026-10-01."
        assert came.fields["new_vendors"] == "yes"
        del form["new_vendors"]
        assert {"vendors.1.vendor", "vendors.2.vendor"} <= ana.sends(form, "add/campaigns").wrong
        assert tables_of(root) == before

    def test_a_song_that_is_named_twice_for_a_vendor_is_refused(self, root, ana):
        form = {**ana.goes("add/campaigns").fields, **WHOLE}
        came = ana.sends(form, "add/campaigns", pairs__0__title="noon ")
        assert came.status == 422
        assert "'noon' is named twice for Low Tide (low-tide)" in came.page.text
        assert "slow-sun-2026-10" not in book(root).rows["campaigns"]

    def test_a_client_nobody_knows_comes_only_where_that_is_said(self, root, ana):
        form = {**ana.goes("add/campaigns").fields, "name": "A", "client": "Zed"}
        assert ana.sends(form, "add/campaigns").why("client").startswith("There is no client")
        assert ana.sends(form, "add/campaigns", new_client="yes").status == 200
        assert book(root).rows["campaigns"]["a"]["client"] == "zed"
        assert ana.sends({**form, "client": ""}, "add/campaigns", new_client="yes").wrong == {
            "client"
        }


class TestEnding:
    def test_a_campaign_ends_with_its_open_placements(self, root, ana):
        form = ana.goes("end/campaigns/night")
        assert "1 open placement ends with it" in form.page.text
        came = ana.sends(form, "end/campaigns/night", on="2026-11-30")
        assert came.page.heading == "Campaign ended"
        tables = book(root).rows
        for row in (tables["campaigns"]["night"], tables["placements"]["night-pulse"]):
            assert (row["end"], row["status"]) == ("2026-11-30", "completed")
        again = ana.sends(ana.goes("end/campaigns/night"), "end/campaigns/night", on="2026-12-01")
        assert again.status == 422
        assert "is completed since 2026-11-30 already" in again.page.text

    def test_without_a_day_it_is_today(self, root, ana):
        ana.sends(ana.goes("end/placements/night-pulse"), "end/placements/night-pulse")
        assert book(root).rows["placements"]["night-pulse"]["end"] == str(datetime.now(UTC).date())

    @pytest.mark.parametrize(
        ("day", "status", "why"),
        [("31.12.2026", "cancelled", "It is no day written as 2026-01-31."),
         ("2026-07-01", "completed", "It is before the start, 2026-08-01.")],
    )  # fmt: skip
    def test_a_wrong_day_is_said_beside_it(self, root, ana, day, status, why):
        before = tables_of(root)
        form = ana.goes("end/placements/night-pulse")
        came = ana.sends(form, "end/placements/night-pulse", on=day, status=status)
        assert (came.status, came.why("on"), came.fields["on"]) == (422, why, day)
        assert came.fields["status"] == status
        assert tables_of(root) == before

    def test_a_status_that_is_no_end_is_refused(self, ana):
        form = ana.goes("end/placements/night-pulse")
        came = ana.sends(form, "end/placements/night-pulse", status="active")
        assert came.status == 422
        assert "completed or cancelled" in came.page.text


class TestSettling:
    @pytest.fixture
    def root(self, tmp_path):
        """Three playlists that are open, one of them like one that is known but for a year."""
        root = label(tmp_path / "root")
        listed = [
            ride(900, "Jul 1, 2026", name) for name in ("Rainy Kitchen", "Night Ride 2027", "Dusk")
        ]
        made = ("Radio", "Spotify", 80, "—")
        return write_scrapes(root, seen("2026-09-01", **{"12m": [*listed, made]}))

    def test_several_are_settled_at_once_each_in_its_way(self, root, ana):
        form = ana.goes("settle")
        place_of = {
            text: name for name, text in form.fields.items() if name.startswith("playlist.")
        }
        assert set(place_of) == {"Rainy Kitchen", "Night Ride 2027", "Dusk"}
        assert "900 streams within 12 months, in 1 song" in form.page.text
        kitchen, ride_, dusk = (
            place_of[n].rpartition(".")[2] for n in ("Rainy Kitchen", "Night Ride 2027", "Dusk")
        )
        came = ana.sends(
            form, "settle",
            **{f"answer.{kitchen}": "nobody", f"other.{ride_}": "old ride"},
            **{f"vendor.{dusk}": "PULSE"},
        )  # fmt: skip
        assert came.page.heading == "Playlists settled", came.page.text
        rows = book(root).rows["playlists"]
        assert (rows["rainy-kitchen"]["vendor"], rows["dusk"]["vendor"]) == ("", "pulse")
        assert rows["night-ride"]["aliases"] == "Old Ride; Night Ride 2027"
        assert "Nothing is to be settled" in ana.goes("settle").page.text

    def test_what_resembles_a_playlist_is_proposed_and_saved_when_somebody_looked(self, root, ana):
        assert "1 playlist resembles just one" in ana.goes("settle").page.text
        form = ana.goes("settle?alike=1")
        assert form.fields["answer.0"] == "of:night-ride"
        assert "Night Ride 2027" not in book(root).rows["playlists"]["night-ride"]["aliases"]
        ana.sends(form, "settle")
        assert "Night Ride 2027" in book(root).rows["playlists"]["night-ride"]["aliases"]

    def test_one_wrong_answer_saves_none_and_keeps_all(self, root, ana):
        before = tables_of(root)
        typed = {"answer.0": "nobody", "vendor.1": "nope", "answer.2": "nobody", "other.2": "dusk"}
        came = ana.sends(ana.goes("settle"), "settle", **typed)
        assert (came.status, came.wrong) == (422, {"answer.1", "answer.2"})
        assert "2 answers are given" in came.why("answer.2")
        assert {n: came.fields[n] for n in typed} == typed
        assert tables_of(root) == before
        assert ana.sends(ana.goes("settle"), "settle").status == 422

    def test_what_somebody_settled_meanwhile_is_not_turned_round(self, place, root, ana):
        form, ben = ana.goes("settle?playlist=dusk"), place.person()
        ben.sends(ben.goes("settle?playlist=dusk"), "settle", answer__0="nobody")
        came = ana.sends(form, "settle", answer__0="vendor:pulse")
        assert came.status == 422
        assert "Dusk is nobody's by the playlist dusk" in came.why("answer.0")
        assert "Settled meanwhile" in came.page.text
        assert book(root).rows["playlists"]["dusk"]["vendor"] == ""

    def test_a_list_that_spotify_makes_is_given_to_nobody(self, root, ana):
        form = {**ana.goes("settle").fields, "playlist.0": "Radio", "answer.0": "vendor:pulse"}
        came = ana.sends(form, "settle")
        assert "made by Spotify" in came.why("answer.0")
        assert "radio" not in book(root).rows["playlists"]


def nobody(root):
    for name in ("user.name", "user.email"):
        git(root, "config", "--unset", name)
    git(root, "config", "user.useConfigOnly", "true")


def not_on_a_friday(root):
    hook(root / ".git", "pre-commit", "#!/bin/sh\necho Not on a Friday >&2\nexit 1\n")


def merging(root):
    (root / ".git/MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD") + "\n")


HINDRANCES = [
    (lambda root: shutil.rmtree(root / ".git"), "no git repository"),
    (nobody, "who you are"),
    (not_on_a_friday, "Not on a Friday"),
    (lambda root: (root / ".git/index.lock").touch(), "another git"),
    (merging, "in the middle of a merge, which git commit ends"),
]
"""What may keep git from a commit, and the word for it."""


class TestACommit:
    def test_names_who_and_what_in_one_line_and_holds_the_tables_alone(self, root, ana):
        in_git(root)
        (root / "roster.toml").write_text((root / "roster.toml").read_text() + "# mine\n")
        git(root, "add", "roster.toml")
        came = ana.sends(ana.goes("edit/campaigns/night"), "edit/campaigns/night", budget="700")
        assert "It is saved and committed." in came.page.text
        assert git(root, "log", "-1", "--format=%an|%B").strip() == (
            "Mara Office|Campaigns: night budget 500.00 to 700.00"
        )
        assert git(root, "show", "--format=", "--name-only") == "data/campaigns/campaigns.csv"
        assert git(root, "status", "--porcelain") == "M  roster.toml"

    def test_tells_what_was_begun_in_the_same_table_before(self, root, ana):
        in_git(root)
        path = root / "data/campaigns/vendors.csv"
        path.write_text(path.read_text().replace("Pulse", "Pulse Two"))
        ana.sends(
            ana.goes("edit/vendors/pulse"), "edit/vendors/pulse", genres="pop", contact="me@x"
        )
        line = git(root, "log", "-1", "--format=%B")
        assert line == "Campaigns: pulse name Pulse to Pulse Two, contact changed, genres pop"

    def test_no_private_value_is_in_it(self, root, ana):
        in_git(root)
        ana.sends(ana.goes("edit/clients/nova"), "edit/clients/nova", phone="+44 20 7946 0000")
        assert git(root, "log", "-1", "--format=%B") == "Campaigns: nova phone changed"

    def test_nothing_new_is_no_commit(self, root, ana):
        in_git(root)
        came = ana.sends(ana.goes("edit/campaigns/night"), "edit/campaigns/night", budget="$ 500")
        assert "nothing was changed" in came.page.text
        assert git(root, "rev-list", "--count", "HEAD") == "1"

    @pytest.mark.parametrize(("hinder", "why"), HINDRANCES)
    def test_that_cannot_be_made_is_said_and_nothing_is_lost(self, root, ana, hinder, why):
        hinder(in_git(root))
        came = ana.sends(ana.goes("edit/campaigns/night"), "edit/campaigns/night", budget="700")
        assert came.page.heading == "Campaign changed"
        note = said(came.page.one("p", class_="note bad"))
        assert "saved, but not committed" in note
        assert why in note
        assert book(root).rows["campaigns"]["night"]["budget"] == "700.00"


class TestWhileOthersWrite:
    def test_a_save_waits_for_them(self, root, ana):
        form = ana.goes("edit/campaigns/night")
        with ThreadPoolExecutor(1) as thread:
            with Store(root).writing():
                sent = thread.submit(ana.sends, form, "edit/campaigns/night", budget="700")
                time.sleep(0.6)
                assert not sent.done()
                assert book(root).rows["campaigns"]["night"]["budget"] == "500.00"
            assert sent.result(30).page.heading == "Campaign changed"
        assert book(root).rows["campaigns"]["night"]["budget"] == "700.00"

    def test_pages_are_shown_meanwhile(self, root, ana):
        with Store(root).writing():
            assert ana.goes("edit/campaigns/night").status == 200

    def test_and_says_so_in_the_end_with_all_that_was_typed(self, root):
        before = tables_of(root)
        with at_work(root, patience=0.5) as place:
            ana = place.person()
            for address, typed in (
                ("edit/campaigns/night", {"budget": "700", "notes": "long\r\nwords"}),
                ("add/clients", {"name": "Zed", "emails": "z@z.example"}),
                (
                    "add/campaigns",
                    {"name": "Zed", "client": "Nova Records", "songs__0__title": "A"},
                ),
                ("end/campaigns/night", {"on": "2026-12-01"}),
            ):
                form = ana.goes(address)
                with Store(root).writing():
                    came = ana.sends(form, address, **typed)
                assert came.status == 503
                alert = said(came.page.one("div", role="alert"))
                assert "Another run is writing" in alert
                if os.path.exists("/proc/locks"):  # noqa: PTH110 (a file of the system)
                    assert f"(process {os.getpid()})" in alert
                for name, text in typed.items():
                    assert came.fields[name.replace("__", ".")] == text
                assert tables_of(root) == before
            came = ana.sends(ana.goes("add/clients"), "add/clients", name="Zed")
            assert came.page.heading == "Client added"


class TestFilesThatAreInTheWay:
    def test_a_full_disk_changes_nothing(self, root, ana, monkeypatch):
        before, form = tables_of(root), ana.goes("add/clients")

        def full(_number):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            came = ana.sends(form, "add/clients", name="Zed")
        assert came.status == 503
        assert "No space left on device" in came.page.text
        assert came.fields["name"] == "Zed"
        assert tables_of(root) == before
        assert ana.sends(came, "add/clients").page.heading == "Client added"

    @pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
    def test_a_folder_that_cannot_be_written_keeps_what_was_typed(
        self, root, ana, monkeypatch, number
    ):
        before, form, really = tables_of(root), ana.goes("add/clients"), os.open

        def barred(path, flags, *more, **others):
            if flags & (os.O_WRONLY | os.O_RDWR) and str(root) in str(path):
                raise OSError(number, os.strerror(number), str(path))
            return really(path, flags, *more, **others)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", barred)
            came = ana.sends(form, "add/clients", name="Zed")
        assert came.status == 503
        assert f"cannot be written: {os.strerror(number)}" in came.page.text
        assert came.fields["name"] == "Zed"
        assert tables_of(root) == before
        assert ana.sends(came, "add/clients").page.heading == "Client added"

    def test_a_table_with_the_marks_of_a_conflict_is_not_written_over(self, root, ana):
        form = ana.goes("edit/clients/nova")
        path = root / "data/campaigns/clients.csv"
        path.write_text(path.read_text() + "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\n")
        before = tables_of(root)
        came = ana.sends(form, "edit/clients/nova", name="Nova Two")
        assert came.status == 503
        assert "scripts/campaigns.py resolve" in came.page.text
        assert (came.fields["name"], came.fields["was.name"]) == ("Nova Two", "Nova Records")
        assert tables_of(root) == before

    def test_a_table_that_is_no_text_is_said(self, root, ana):
        (root / "data/campaigns/clients.csv").write_bytes(b"PK\x03\x04")
        came = ana.sends({"name": "Zed"}, "add/clients")
        assert came.status == 503
        assert "save it as CSV" in came.page.text
        assert came.fields["name"] == "Zed"


class TestTheGuardIsInFront:
    def test_a_form_of_another_site_changes_nothing(self, place, root, ana):
        before = tables_of(root)
        url, fields = f"{place.home}/add/clients", {"name": "Zed"}
        for headers in ({"Origin": "http://evil.example"}, {}, {"Origin": "null"}):
            assert ana.browser.post(url, fields, headers=headers).status_code == 403
        mine = {"Origin": place.home}
        assert requests.post(url, fields, headers=mine, timeout=30).status_code == 403
        assert tables_of(root) == before

    def test_what_is_no_form_is_refused(self, place, root, ana):
        before, mine, url = tables_of(root), {"Origin": place.home}, f"{place.home}/add/clients"
        sent = ana.browser.post(url, json={"name": "Zed"}, headers=mine)
        assert sent.status_code == 415
        sent = ana.browser.post(url, files={"name": "Zed"}, headers=mine)
        assert sent.status_code == 415
        sent = ana.browser.post(url, {"name": "x" * 3_000_000}, headers=mine)
        assert sent.status_code == 413
        sent = ana.browser.post(url, {f"f{n}": "x" for n in range(4000)}, headers=mine)
        assert sent.status_code == 400
        assert tables_of(root) == before

    def test_broken_letters_are_no_fault(self, place, root, ana):
        kind = {"Origin": place.home, "Content-Type": "application/x-www-form-urlencoded"}
        body = b"name=%ED%A0%80Z\xff%00d&name=other"
        sent = ana.browser.post(f"{place.home}/add/clients", body, headers=kind)
        assert sent.status_code == 200
        (row,) = [r for r in book(root).rows["clients"].values() if r["id"] != CLIENT["id"]]
        assert row["name"].startswith("\ufffd")
        assert "\0" not in row["name"]


def test_a_song_of_another_campaign_is_looked_up_as_it_is(ana, root):
    came = ana.sends(
        ana.goes("edit/placements/night-pulse"), "edit/placements/night-pulse",
        song=f"spotify:track:{OTHER}",
    )  # fmt: skip
    assert came.status == 200
    assert book(root).rows["placements"]["night-pulse"]["song"] == OTHER != PLACEMENT["song"]
