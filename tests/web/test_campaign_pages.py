"""The pages of campaigns and clients: what an account manager looks for, and what is not known."""

from __future__ import annotations

import pytest

from backline.errors import ConfigError
from bot.library import Library
from tests.web.campaign_office import (
    CAMPAIGN,
    CLIENT,
    HERS,
    OTHER,
    PLACEMENT,
    SECRETS,
    VENDOR,
    every_page,
    figures_that_differ,
    html,
    live,
    office,
    page,
)
from tests.web.pages_read import said
from web.building import build
from web.render import navigation
from web.views.clients import of_client
from web.visit import Mode, NotFoundError, Visit

DAY = {**CAMPAIGN, "id": "day", "name": "Day Break", "client": "bruma", "status": "planned",
       "stream_goal": "", "budget": "", "salesperson": "Mara", "notes": "wants jazz"}  # fmt: skip
BRUMA = {**CLIENT, "id": "bruma", "name": "Bruma", "emails": ""}
NIGHT = {**CAMPAIGN, "salesperson": "Noor", "artist": "ada"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """One campaign that runs, one that has not begun; only to be read."""
    return office(
        tmp_path_factory.mktemp("office"),
        clients=[{**CLIENT, **SECRETS}, BRUMA],
        campaigns=[NIGHT, DAY],
    )


def names(shown):
    return [row["Campaign"] for row in shown.table("Campaign", "Status")]


class TestAllCampaigns:
    def test_goal_against_real_and_promise_against_pace(self, root):
        night, day = page(root, "campaigns.html").table("Campaign", "Status")
        assert night["Campaign"] == "Night Drive Ada"
        assert (night["Goal"], night["Delivered"], night["Remaining"]) == (
            "10,000",
            "3,700",
            "6,300",
        )
        assert night["Progress"] == "37%"
        assert (night["Promised a day"], night["Real a day"]) == ("100", "100")
        assert night["Goal expected"].startswith("2026-11-12")
        assert (night["Salesperson"], night["Budget"]) == ("Noor", "500.00")
        assert day["Client"] == "Bruma"

    def test_what_is_not_known_is_a_dash_with_its_reason_and_no_nought(self, root):
        _, day = page(root, "campaigns.html").table("Campaign", "Status")
        assert day["Goal"] == "—no goal is written down"
        assert day["Delivered"] == "—no placement yet"
        assert day["Progress"] == "—no goal is written down"
        assert day["Promised a day"] == "—not begun"
        assert day["Goal expected"] == "—not begun"
        assert day["Budget"] == "—not written down"
        assert day["Invoice"] == "—not said"

    def test_the_progress_is_drawn_with_a_name_for_the_ear(self, root):
        (bar,) = page(root, "campaigns.html").all("progress")
        assert (bar.get("value"), bar.get("max")) == ("0.37", "1")
        assert bar.get("aria-label") == "Part of the goal of Night Drive"

    def test_those_that_run_come_first(self, root):
        assert names(page(root, "campaigns.html")) == ["Night Drive Ada", "Day Break Ada"]

    def test_it_says_how_many_there_are_and_as_of_when(self, root):
        text = page(root, "campaigns.html").text
        assert "2 campaigns: 1 active, 1 planned. As of the newest scrape of 2026-09-10." in text

    def test_every_figure_stands_in_its_report(self, root):
        for address in ("campaigns.html", "campaigns/night.html", "clients/nova.html"):
            assert figures_that_differ(root, page(root, address)) == []

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"status": "active"}, ["Night Drive Ada"]),
            ({"status": "PLANNED"}, ["Day Break Ada"]),
            ({"client": "bruma"}, ["Day Break Ada"]),
            ({"client": "Nova Records"}, ["Night Drive Ada"]),
            ({"salesperson": "noor"}, ["Night Drive Ada"]),
            ({"search": "jazz"}, ["Day Break Ada"]),
            ({"search": "drive", "status": "active", "client": "nova"}, ["Night Drive Ada"]),
            ({"search": " "}, ["Night Drive Ada", "Day Break Ada"]),
        ],
    )
    def test_live_it_is_searched_and_filtered(self, root, query, found):
        shown = live(root, "campaigns.html", **query)
        assert names(shown) == found
        form = shown.one("form", class_="ask")
        assert (form.get("method"), form.get("action")) == ("get", "campaigns.html")

    def test_live_the_fields_keep_what_was_asked(self, root):
        shown = live(root, "campaigns.html", status="active", salesperson="Noor", search="drive")
        chosen = [o.get("value") for o in shown.all("option") if o.get("selected") is not None]
        assert chosen == ["active", "noor"]
        assert shown.one("input", id="search").get("value") == "drive"
        assert "1 of 2 campaigns." in shown.text

    def test_nothing_fits(self, root):
        shown = live(root, "campaigns.html", status="active", client="bruma")
        assert "No campaign fits." in shown.text

    @pytest.mark.parametrize(
        ("query", "says"),
        [
            ({"status": "runing"}, r"^status 'runing'"),
            ({"client": "brumo"}, r"did you mean Bruma \(bruma\)\?"),
            ({"vendor": "nobody"}, "no vendor 'nobody'"),
        ],
    )
    def test_a_filter_that_names_nothing_is_said(self, root, query, says):
        with pytest.raises(ConfigError, match=says):
            live(root, "campaigns.html", **query)

    def test_a_file_filters_by_what_its_rows_say(self, root):
        shown = page(root, "campaigns.html")
        form = shown.one("form", data_filters="campaigns")
        assert {e.get("name") for e in form.iter() if e.tag in ("input", "select")} == {
            "search", "status", "client", "salesperson",
        }  # fmt: skip
        night, day = shown.all("tr", data_status="active") + shown.all("tr", data_status="planned")
        assert (night.get("data-client"), night.get("data-salesperson")) == ("nova", "noor")
        assert (day.get("data-client"), day.get("data-salesperson")) == ("bruma", "mara")

    def test_only_live_it_is_changed(self, root):
        changes = {"add/campaigns", "edit/campaigns/night", "edit/campaigns/day"}
        assert changes <= set(live(root, "campaigns.html").links)
        for address, content in every_page(root).items():
            assert b"/add/" not in content.replace(b'"add/', b"/add/"), address
            assert b"edit/" not in content, address


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """More campaigns than one page has."""
    listed = [{**NIGHT, "id": f"c-{n}", "name": f"Campaign {n:03}"} for n in range(501)]
    return office(tmp_path_factory.mktemp("many"), campaigns=listed, placements=[])


class TestManyCampaigns:
    def test_they_are_parted(self, many):
        first = page(many, "campaigns.html")
        assert names(first)[0] == "Campaign 000 Ada"
        assert len(names(first)) == 200
        assert first.one("a", rel="next").get("href") == "campaigns-2.html"
        last = page(many, "campaigns-3.html")
        assert names(last)[-1] == "Campaign 500 Ada"
        assert not last.all("a", rel="next")
        assert "Page 3 of 3" in last.text
        assert last.title.startswith("Campaigns, page 3")

    @pytest.mark.heavy
    def test_all_of_them_are_frozen(self, many):
        made = every_page(many)
        listed = [a for a in made if a.startswith("campaigns") and "/" not in a]
        assert sorted(listed) == ["campaigns-2.html", "campaigns-3.html", "campaigns.html"]

    def test_live_the_next_page_keeps_the_filter(self, many):
        shown = live(many, "campaigns.html", status="active", page="2")
        assert "status=active" in shown.one("a", rel="next").get("href")
        assert names(shown)[0] == "Campaign 200 Ada"

    @pytest.mark.parametrize("number", ["0", "4", "-1", "two", "9" * 30, "٣"])
    def test_a_page_that_is_not_there(self, many, number):
        with pytest.raises(NotFoundError):
            live(many, "campaigns.html", page=number)

    def test_as_many_as_make_one_page_are_one(self, tmp_path):
        listed = [{**NIGHT, "id": f"c-{n}", "name": f"Campaign {n:03}"} for n in range(500)]
        root = office(tmp_path, campaigns=listed, placements=[])
        assert len(names(page(root, "campaigns.html"))) == 500


class TestClients:
    def test_what_each_spent_and_got(self, root):
        bruma, nova = page(root, "clients.html").table("Client", "Spent")
        assert (nova["Client"], nova["Campaigns"], nova["Active"]) == ("Nova Records", "1", "1")
        assert nova["Spent"].startswith("500.00")
        assert nova["Delivered"] == "3,700 known of 1 of 1 campaign"
        assert bruma["Spent"].startswith("—no budget")

    def test_one_with_all_campaigns(self, root):
        shown = page(root, "clients/nova.html")
        assert shown.heading == "Nova Records"
        (night,) = shown.table("Campaign", "Status")
        assert night["Delivered"] == "3,700"
        assert "../campaigns/night.html" in shown.links

    def test_live_the_search_looks_into_no_private_field(self, root):
        assert [r["Client"] for r in live(root, "clients.html", search="bruma").tables[0]] == [
            "Bruma"
        ]
        assert "No client fits." in live(root, "clients.html", search="whisper").text

    def test_live_a_campaign_is_added_for_a_client(self, root):
        assert "../add/campaigns?client=nova" in live(root, "clients/nova.html").links


PRIVATE = [*SECRETS.values(), *HERS.values()]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A label whose every private field says something."""
    root = tmp_path_factory.mktemp("private")
    return office(root, campaigns=[{**NIGHT, "notes": "ask Ida, whisper"}])


class TestPrivateFields:
    def test_no_frozen_page_has_any(self, told):
        made = every_page(told)
        assert {"clients/nova.html", "vendors/pulse.html", "campaigns/night.html"} <= set(made)
        for address, content in made.items():
            text = content.decode()
            assert [secret for secret in PRIVATE if secret in text] == [], address
            assert "whisper" not in text, address

    @pytest.mark.parametrize("address", ["clients/nova.html", "vendors/pulse.html"])
    def test_a_frozen_page_has_none_though_it_is_asked(self, told, address):
        shown = html(told, address, contacts="yes").decode()
        assert "whisper" not in shown
        assert "contacts=yes" not in shown

    @pytest.mark.parametrize("mode", [Mode.FROZEN, Mode.PUBLIC])
    def test_a_view_that_is_not_live_does_not_even_read_them(self, told, mode):
        parts, query = {"key": "nova"}, {"contacts": ["yes"]}
        library = Library(told, published=False)
        found = library.ask(
            lambda label: of_client(Visit(label, "clients/nova.html", parts, query, mode))
        )
        library.close()
        assert found["contacts"] is None

    @pytest.mark.parametrize(
        ("address", "theirs"), [("clients/nova.html", SECRETS), ("vendors/pulse.html", HERS)]
    )
    def test_live_they_are_shown_when_they_are_asked_for(self, told, address, theirs):
        without = live(told, address)
        assert "whisper" not in without.text
        link = next(e for e in without.all("a") if said(e) == "Show contact data")
        assert link.get("href") == f"../{address}?contacts=yes"
        shown = live(told, address, contacts="yes").under("Contact")
        assert all(value in shown for value in theirs.values())

    def test_live_a_list_shows_none(self, told):
        for address in ("clients.html", "vendors.html", "campaigns.html", "playlists.html"):
            assert "whisper" not in live(told, address, contacts="yes").text

    def test_a_campaigns_notes_are_live_only(self, told):
        assert "ask Ida, whisper" in live(told, "campaigns/night.html").text


class TestWithoutCampaigns:
    ADDRESSES = ("campaigns.html", "clients.html", "vendors.html", "playlists.html")

    @pytest.fixture
    def bare(self, tmp_path):
        (tmp_path / "roster.toml").write_text('label = "Night Shift"\n', encoding="utf-8")
        return tmp_path

    def test_each_page_says_how_to_begin(self, bare):
        for address in self.ADDRESSES:
            assert "scripts/campaigns.py add client" in page(bare, address).text
            assert "add/clients" in live(bare, address).links

    def test_no_page_leads_to_them(self, bare, root):
        assert not set(self.ADDRESSES) & set(page(bare, "about.html").links)
        assert set(self.ADDRESSES) <= set(page(root, "about.html").links)

    def test_nobody_is_there(self, bare):
        for address in ("campaigns/night.html", "clients/nova.html", "vendors/pulse.html"):
            with pytest.raises(NotFoundError):
                page(bare, address)

    def test_tables_with_no_row(self, tmp_path):
        root = office(tmp_path, clients=[], campaigns=[], vendors=[], placements=[], playlists=[])
        (root / "data" / "campaigns" / "clients.csv").write_text("id,name\n", encoding="utf-8")
        for address, one in zip(self.ADDRESSES[:3], ("campaign", "client", "vendor"), strict=True):
            assert f"There is no {one} yet." in page(root, address).text


def test_the_public_pages_lead_to_no_campaign(root):
    assert not [a for a in page(root, "about.html", Mode.PUBLIC).links if "campaigns" in a]


def test_what_is_not_for_everybody_is_not_in_a_public_navigation(root):
    class Label:
        pass

    label = Label()
    label.root = root
    public = navigation(Visit(label, "index.html", mode=Mode.PUBLIC))
    assert len(navigation(Visit(label, "index.html"))) == len(public) + 4


def test_names_are_text_and_stay_in_a_line(tmp_path):
    evil = "<img src=x onerror=alert(1)>\u202eevil " + "very long " * 1000
    root = office(
        tmp_path,
        clients=[{**CLIENT, "name": evil}],
        campaigns=[{**NIGHT, "name": evil, "artist": evil, "salesperson": evil}],
        vendors=[{**VENDOR, "name": evil}],
        placements=[{**PLACEMENT, "title": evil}],
    )
    for address, content in every_page(root).items():
        text = content.decode()
        assert "<img" not in text, address
        assert "\u202e" not in text, address
        assert "very long " * 30 not in text, address
    assert page(root, "campaigns/night.html").heading.startswith("<img src=x onerror=alert(1)>")
    chosen = page(root, "campaigns.html").one("tr", data_status="active").get("data-salesperson")
    assert len(names(live(root, "campaigns.html", salesperson=chosen))) == 1


def test_a_row_that_cannot_be_read_is_said_and_the_rest_is_shown(tmp_path):
    root = office(tmp_path, campaigns=[NIGHT, {**DAY, "client": "nova", "status": "sideways"}])
    shown = page(root, "campaigns.html")
    assert names(shown) == ["Night Drive Ada"]
    assert "status cannot be read, so the row is left out" in shown.text
    assert "campaigns/day.html" not in every_page(root)


def test_the_reports_beside_frozen_pages_are_of_their_moment(tmp_path):
    root = office(tmp_path)
    reports = root / "reports/campaigns"
    before = {path.name: path.read_bytes() for path in reports.glob("*.csv")}
    for name in before:
        (reports / name).write_text("of an earlier day\n")
    build(root, tmp_path / "site", public=False, told=lambda *_: None)
    beside = (tmp_path / "site/reports/campaigns").glob("*.csv")
    assert {path.name: path.read_bytes() for path in beside} == before


def test_a_song_that_is_not_out(tmp_path):
    root = office(tmp_path, placements=[{**PLACEMENT, "song": ""}])
    (night,) = page(root, "campaigns.html").table("Campaign", "Status")
    assert night["Delivered"] == "—no song is out"
    (placed,) = page(root, "campaigns/night.html").table("Song", "Vendor")
    assert placed["Delivered"] == "—the song is not out"


def test_a_song_that_no_scrape_tells_of(tmp_path):
    root = office(tmp_path, placements=[{**PLACEMENT, "song": OTHER}])
    (night,) = page(root, "campaigns.html").table("Campaign", "Status")
    assert night["Delivered"] == "—no scrape tells of it"
