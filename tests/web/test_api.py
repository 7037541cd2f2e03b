"""The answers as JSON, and rows that people's own programs send."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import zipfile

import pytest

from backline.campaigns.book import read_book
from backline.store import Store
from tests.campaigns.campaign_roots import CLIENT, rows, write_book
from tests.charted import fits_the_schema
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_scripts import run
from tests.web.live import serving
from tests.workflow import git

ENVIRONMENT = {"PATH": os.environ["PATH"]}
PERIOD = f"from={before(9)}&to={DAY}"


@pytest.fixture
def root(tmp_path):
    """A label with ten days of two artists and one campaign, in git."""
    path = tmp_path / "label"
    measured = [
        row(before(n), 1000 - n, artist=artist) for n in range(10) for artist in ("ada", "bo")
    ]
    roster = ROSTER.replace('"Bo"', '"Bôa Nôite"')
    write_book(root_of(path, measured, roster), rows())
    git(path, "init", "-q", "-b", "main", ".")
    git(path, "config", "user.name", "Ana")
    git(path, "config", "user.email", "ana@example.org")
    (path / ".gitignore").write_text(".backline.lock\n")
    git(path, "add", "--all")
    git(path, "commit", "-qm", "Begun")
    return path


@pytest.fixture
async def live(root):
    """A program that has the token and no cookie."""
    async with serving(root, ENVIRONMENT, enter=False) as site:
        yield site


def bearer(live):
    return {"Authorization": f"Bearer {live.site.token}"}


async def got(live, path, status=200):
    came = await live.get(path, headers=bearer(live))
    assert came.status == status, came.text
    return came.json


async def sent(live, path, document, status=200, **headers):
    came = await live.ask(
        "POST", path,
        {**bearer(live), "Content-Type": "application/json", **headers},
        data=document if isinstance(document, bytes | io.BytesIO) else json.dumps(document),
    )  # fmt: skip
    assert came.status == status, came.text
    return came.json


class TestTheAnalysis:
    async def test_says_what_the_script_says(self, live, root):
        found = await got(live, f"/api/analysis?artist=ada&platform=spotify&{PERIOD}")
        fits_the_schema(found)
        said = run(
            "analyze", "--artist", "ada", "--platform", "spotify", "--from", before(9), "--to", DAY,
            "--root", root, "--format", "json", "--offline", "--tracks", "--cities",
        )  # fmt: skip
        assert found == json.loads(said.stdout)
        (lead,) = [one for one in found["detailed_breakdown"] if one["metric"] == "followers"]
        assert (lead["latest_value"], lead["difference"]) == (1000, 9)

    @pytest.mark.parametrize("name", ["export.xlsx", "analytics.xlsx"])
    async def test_as_a_workbook_to_be_saved(self, live, name):
        came = await live.get(f"/{name}?artist=Ada&{PERIOD}", headers=bearer(live))
        assert came.status == 200, came.text
        assert came.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        with zipfile.ZipFile(io.BytesIO(came.body)) as book:
            sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
        assert any(all(f"<v>{1000 - n}</v>" in one for n in range(10)) for one in sheets)

    async def test_of_everybody_without_a_name(self, live):
        found = fits_the_schema(await got(live, "/api/analysis"))
        assert {one["id"] for one in found["metadata"]["artists"]} == {"ada", "bo"}

    async def test_of_an_empty_root_says_that_nothing_is_known(self, tmp_path):
        (tmp_path / "roster.toml").write_text(ROSTER)
        async with serving(tmp_path, enter=False) as live:
            found = fits_the_schema(await got(live, "/api/analysis"))
            assert found["success"] is False

    async def test_of_a_roster_without_anybody_is_one_sentence(self, tmp_path):
        (tmp_path / "roster.toml").write_text('label = "Nova"\n')
        async with serving(tmp_path, enter=False) as live:
            assert "artist" in (await got(live, "/api/analysis", 409))["error"]

    @pytest.mark.parametrize(
        ("query", "status", "why"),
        [
            ("artist=ada&country=XX", 400, "XX"),
            ("platform=myspace", 400, "There is no platform 'myspace'"),
            (f"from={DAY}&to={before(3)}", 400, "ends before it starts"),
            ("from=0001-01-01&to=9999-12-31", 400, "A period has at most"),
            ("from=soon", 400, "'soon' is no day"),
            ("period=never", 404, "There is no period 'never'"),
            ("artist=zzzz&artist=Yyyy", 404, "anything stored knows zzzz, Yyyy"),
            ("&".join(f"artist=a{n}" for n in range(2000)), 400, "2,000 artists"),
        ],
    )
    async def test_what_cannot_be_asked_is_one_sentence(self, live, query, status, why):
        found = await got(live, f"/api/analysis?{query}", status)
        assert why in found["error"]
        assert list(found) == ["error"]

    async def test_nobody_who_is_known_has_no_tracks(self, live):
        found = await got(live, "/api/track-breakdown?artist=zzzz", 404)
        assert found == {"error": "Neither the roster nor anything stored knows zzzz."}

    async def test_somebody_of_the_charts_is_known_on_days_without_a_line(self, italy):
        async with serving(italy, enter=False) as live:
            query = "artist=Achille+Lauro&from=2019-01-01&to=2019-01-31"
            found = fits_the_schema(await got(live, f"/api/analysis?{query}"))
        assert found["success"] is False

    async def test_tracks_are_all_of_them(self, live):
        found = await got(live, f"/api/track-breakdown?artist=ada&platform=spotify&{PERIOD}")
        (one,) = found["track_breakdowns"]
        assert (found["success"], one["id"], one["platform"], one["tracks"]) == (
            False, "ada", "spotify", [],
        )  # fmt: skip
        assert "No song of Ada on Spotify is known" in one["note"]

    async def test_tracks_of_real_charts_are_those_of_the_script(self, italy):
        query = "artist=Achille+Lauro&platform=spotify&from=2025-08-01&to=2025-08-31&country=IT"
        async with serving(italy, enter=False) as live:
            found = await got(live, f"/api/track-breakdown?{query}")
        said = run(
            "analyze", "--artist", "Achille Lauro", "--platform", "spotify", "--from", "2025-08-01",
            "--to", "2025-08-31", "--country", "IT", "--root", italy, "--format", "json",
            "--offline", "--all-tracks",
        )  # fmt: skip
        assert found["success"]
        assert found["track_breakdowns"] == json.loads(said.stdout)["track_breakdowns"]


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [("ad", "ada"), ("BOA", "bo"), ("boa noite", "bo"), ("noite", "bo"), ("boa noiet", "bo")],
    )
    async def test_are_proposed_whatever_accents_and_errors(self, live, typed, first):
        found = await got(live, f"/api/artists?q={typed.replace(' ', '+')}")
        assert found["artists"][0]["key"] == first

    async def test_nobody_fits_is_an_empty_list(self, live):
        assert await got(live, "/api/artists?q=zzzzzzzz") == {"artists": []}
        assert await got(live, f"/api/artists?q={'x' * 20_000}") == {"artists": []}


class TestReadingRows:
    async def test_every_table_has_its_fields_and_no_private_one(self, live):
        for name in ("clients", "vendors", "campaigns", "placements", "playlists"):
            found = await got(live, f"/api/{name}")
            assert (found["table"], len(found["rows"]), found["problems"]) == (name, 1, [])
        text = json.dumps([await got(live, f"/api/{n}") for n in ("clients", "vendors")])
        assert "secret" not in text

    async def test_contacts_come_where_they_are_asked_for(self, live):
        (client,) = (await got(live, "/api/clients?contacts=yes"))["rows"]
        assert client["emails"] == ["secret@nova.example"]

    async def test_values_are_numbers_lists_and_nothing(self, live):
        (campaign,) = (await got(live, "/api/campaigns"))["rows"]
        assert campaign["stream_goal"] == 10_000
        assert campaign["budget"] == "500.00"
        assert campaign["end"] is None
        (vendor,) = (await got(live, "/api/vendors"))["rows"]
        assert (vendor["active"], vendor["genres"]) == (True, None)

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("status=active", 1), ("status=completed", 0), ("client=Nova+Records", 1),
            ("vendor=pulse", 1), ("search=night", 1), ("search=secret", 0),
        ],
    )  # fmt: skip
    async def test_are_chosen_as_by_the_script(self, live, query, count):
        assert len((await got(live, f"/api/campaigns?{query}"))["rows"]) == count

    @pytest.mark.parametrize(
        ("path", "status", "why"),
        [
            ("campaigns?status=soon", 400, "it must be planned"),
            ("campaigns?colour=red", 400, "There is no filter 'colour'"),
            ("clients?vendor=pulse", 400, "data/campaigns/clients.csv has no vendor"),
            ("campaigns?client=nobody", 400, "has no client 'nobody'"),
            ("invoices", 404, "There is no page api/invoices"),
            ("", 404, "There is no page"),
        ],
    )
    async def test_what_is_not_there_is_one_sentence(self, live, path, status, why):
        assert why in (await got(live, f"/api/{path}", status))["error"]

    async def test_a_table_that_cannot_be_read_is_named(self, live, root):
        (root / "data/campaigns/clients.csv").write_text("id,name\nnova\n")
        found = await got(live, "/api/clients")
        assert found["rows"] == []
        assert "data/campaigns/clients.csv line 2" in found["problems"][0]


class TestSendingRows:
    def cells(self, root, table, key):
        return read_book(Store(root)).rows[table][key]

    async def test_a_row_is_added_checked_and_committed(self, live, root):
        found = await sent(
            live, "/api/vendors",
            {"name": "Wave; Agency", "cost_per_1000": 12.5, "max_streams_per_day": 900,
             "genres": ["indie", "r;b"], "active": True, "contact": None},
            201,
        )  # fmt: skip
        assert (found["id"], found["changed"], found["committed"]) == ("wave-agency", True, True)
        assert found["row"]["genres"] == ["indie", "r;b"]
        assert found["row"]["cost_per_1000"] == "12.50"
        assert self.cells(root, "vendors", "wave-agency")["active"] == "yes"
        assert git(root, "status", "--porcelain") == ""
        assert "1 vendor added" in git(root, "log", "-1", "--format=%s")

    async def test_a_row_is_changed_and_only_the_fields_that_are_sent(self, live, root):
        found = await sent(live, "/api/campaigns", {"id": "night", "budget": 700})
        assert found["row"]["budget"] == "700.00"
        assert found["row"]["name"] == "Night Drive"
        assert self.cells(root, "campaigns", "night")["stream_goal"] == "10000"

    async def test_the_file_that_a_page_names_is_of_the_page_s_moment(self, live, root):
        await sent(live, "/api/campaigns", {"id": "night", "name": "Night Drive II"})
        came = await live.get("/reports/campaigns/campaigns.csv", headers=bearer(live))
        assert (came.status, "night,Night Drive II," in came.text) == (200, True)
        assert git(root, "status", "--porcelain") == ""

    async def test_null_empties_a_field(self, live):
        found = await sent(live, "/api/campaigns", {"id": "night", "budget": None})
        assert found["row"]["budget"] is None

    async def test_the_same_again_changes_nothing(self, live, root):
        await sent(live, "/api/campaigns", {"id": "night", "budget": 700})
        found = await sent(live, "/api/campaigns", {"id": "night", "budget": "700.00"})
        assert (found["changed"], found["committed"]) == (False, True)
        assert git(root, "rev-list", "--count", "HEAD") == "2"

    async def test_a_stale_edit_of_the_same_field_is_shown_with_both_values(self, live, root):
        await sent(live, "/api/campaigns", {"id": "night", "budget": 700})
        stale = {"id": "night", "budget": 900, "was": {"budget": "500.00"}}
        found = await sent(live, "/api/campaigns", stale, 409)
        assert found["changed_meanwhile"] == {
            "budget": {"yours": "900.00", "theirs": "700.00", "before": "500.00"}
        }
        assert self.cells(root, "campaigns", "night")["budget"] == "700.00"

    async def test_a_stale_edit_of_another_field_is_put_together(self, live, root):
        await sent(live, "/api/campaigns", {"id": "night", "budget": 700})
        whole = {"id": "night", "budget": "500.00", "name": "Night Ride"}
        found = await sent(
            live, "/api/campaigns", {**whole, "was": {"budget": 500, "name": "Night Drive"}}
        )
        assert (found["row"]["budget"], found["row"]["name"]) == ("700.00", "Night Ride")
        assert found["meanwhile"] == ["budget"]

    async def test_every_field_that_is_wrong_is_named_at_once(self, live, root):
        found = await sent(
            live, "/api/campaigns",
            {"client": "nobody", "name": "", "stream_goal": -1, "budget": "much", "start": "soon"},
            422,
        )  # fmt: skip
        assert set(found["fields"]) == {"client", "name", "stream_goal", "budget", "start"}
        assert found["error"].startswith("Nothing was saved: ")
        assert len(read_book(Store(root)).rows["campaigns"]) == 1

    async def test_what_was_typed_of_a_person_is_not_repeated(self, live):
        found = await sent(live, "/api/clients", {"name": "X", "emails": "hunter2 at x"}, 422)
        assert "emails" in found["fields"]
        assert "hunter2" not in json.dumps(found)

    @pytest.mark.parametrize(
        ("document", "status", "why"),
        [
            ([], 400, "What was sent must be a JSON object."),
            (b"{", 400, "line 1 is not JSON"),
            (b"\xff\xfe", 400, "no UTF-8"),
            (b"[" * 100_000, 400, "nests lists or objects too deeply"),
            ({"id": "nobody", "name": "x"}, 404, "There is no client 'nobody'."),
            ({"id": 7, "name": "x"}, 404, "There is no client '7'."),
            ({"id": "", "name": "x"}, 404, "There is no client ''."),
            ({"name": "x", "colour": "red"}, 400, "has no field 'colour'"),
            ({"name": {"first": "x"}}, 422, "name: It cannot be an object."),
            ({"name": ["x"]}, 422, "name: It cannot be a list."),
            ({"name": "x", "was": []}, 400, "Was must be a JSON object."),
            ({"name": "x" * 10_000}, 422, "it has 10,000 signs"),
            ({"name": "Nova Records"}, 422, ""),
            ({}, 422, ""),
        ],
    )
    async def test_what_cannot_be_saved_is_one_sentence(self, live, root, document, status, why):
        before_ = (root / "data/campaigns/clients.csv").read_bytes()
        found = await sent(live, "/api/clients", document, status)
        assert why.lower() in found["error"].lower()
        assert "\n" not in found["error"]
        assert (root / "data/campaigns/clients.csv").read_bytes() == before_

    async def test_what_is_no_json_is_refused(self, live):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        found = await sent(live, "/api/clients", b"name=x", 415, **kind)
        assert "application/json" in found["error"]

    async def test_too_much_is_refused(self, live):
        large = io.BytesIO(b'{"name": "' + b"x" * 3_000_000 + b'"}')
        found = await sent(live, "/api/clients", large, 413)
        assert "at most 2 MB" in found["error"]

    async def test_hostile_names_are_kept_as_text(self, live, root):
        name = '<script>alert(1)</script> & "=1+1" \u202eabc'
        found = await sent(live, "/api/clients", {"name": name}, 201)
        with (root / "data/campaigns/clients.csv").open(newline="") as file:
            names = [one["name"] for one in csv.DictReader(file)]
        assert found["row"]["name"] in names
        assert found["row"]["name"].startswith("<script>")

    async def test_a_campaign_comes_with_its_songs_and_vendors(self, live, root):
        found = await sent(
            live, "/api/campaigns",
            {"client": "New Client", "name": "Two Songs", "start": "2026-09-01",
             "songs": [{"title": "One"}, {"title": "Two"}],
             "vendors": [{"vendor": "pulse", "goal": 5000, "price_paid": 25}, {"vendor": "Wave"}],
             "new_client": True, "new_vendors": True},
            201,
        )  # fmt: skip
        placements = read_book(Store(root)).all("placements")
        own = [one for one in placements if one["campaign"] == found["id"]]
        assert len(own) == 4
        assert {one["vendor"] for one in own} == {"pulse", "wave"}

    async def test_a_save_that_is_sent_twice_with_one_key_is_one(self, live, root):
        once = {"Idempotency-Key": "abc"}
        both = [await sent(live, "/api/clients", {"name": "Twin"}, 201, **once) for _ in range(2)]
        assert both[0]["id"] == both[1]["id"]
        assert len(read_book(Store(root)).rows["clients"]) == 2

    async def test_twenty_at_once_lose_nothing(self, live, root):
        await asyncio.gather(
            *(sent(live, "/api/clients", {"name": f"Client {n}"}, 201) for n in range(20))
        )
        assert len(read_book(Store(root)).rows["clients"]) == 21
        assert git(root, "status", "--porcelain") == ""

    async def test_without_git_it_is_saved_and_said(self, tmp_path):
        root = write_book(root_of(tmp_path / "label", [row(DAY, 1)]), rows())
        async with serving(root, ENVIRONMENT, enter=False) as live:
            found = await sent(live, "/api/clients", {"name": "Ada"}, 201)
        assert found["committed"] is False
        assert "in no git repository" in found["note"]

    async def test_a_row_that_somebody_removed_is_not_there(self, live, root):
        write_book(root, rows(clients=[CLIENT, {"id": "gone", "name": "Gone"}]))
        await got(live, "/api/clients")
        write_book(root, rows())
        found = await sent(live, "/api/clients", {"id": "gone", "name": "Back"}, 404)
        assert "There is no client 'gone'" in found["error"]


class TestWhoMaySend:
    async def test_nobody_without_the_token(self, live):
        for path in ("analysis", "artists", "clients"):
            assert (await live.get(f"/api/{path}")).status == 403
        kind = {"Content-Type": "application/json", "Origin": live.origin}
        came = await live.ask("POST", "/api/clients", kind, data="{}")
        assert came.status == 403
        assert came.json["error"]

    async def test_the_pages_themselves_with_their_cookie(self, root):
        async with serving(root, ENVIRONMENT) as live:
            headers = {"Origin": live.origin, "Content-Type": "application/json"}
            came = await live.ask("POST", "/api/clients", headers, data='{"name": "X"}')
            assert came.status == 201
            headers["Origin"] = "http://evil.example"
            came = await live.ask("POST", "/api/clients", headers, data='{"name": "Y"}')
            assert came.status == 403

    async def test_other_methods_are_told_what_there_is(self, live):
        came = await live.ask("DELETE", "/api/clients", bearer(live))
        assert came.status == 405
        assert came.json["error"] == "This address answers GET and POST only."
