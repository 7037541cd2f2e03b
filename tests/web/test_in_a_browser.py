"""What the label's people do in their browsers, from the search to two of them at one form."""

from __future__ import annotations

import csv
import json
import re
import tomllib

import pytest
from playwright.sync_api import expect

from backline.campaigns.book import read_book
from backline.store import Store
from tests.test_scripts import run
from tests.web.browser import OPPOSITE, WAYS, at_a_browser, axe_finds
from tests.web.conftest import copy_of
from tests.web.threaded import Threaded, kept_in_git
from tests.workbooks import sheets_of
from tests.workflow import git


def in_ways(*light):
    """Each width with each scheme; those that are not named are heavy."""
    return pytest.mark.parametrize(
        ("width", "scheme"),
        [pytest.param(*way, marks=[] if way in light else pytest.mark.heavy) for way in WAYS],
    )


def to_page(page, name):
    """Choose a page of the menu."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()


# The search


@pytest.fixture(scope="module")
def charts(italy):
    with Threaded(italy) as live:
        yield live


@pytest.fixture(scope="module")
def told(italy):
    """What analyze.py says of the same question."""
    done = run(
        "analyze", "--root", italy, "--artist", "Achille Lauro", "--platform", "spotify",
        "--platform", "youtube", "--from", "2025-08-01", "--to", "2025-08-31", "--country", "IT",
        "--all-tracks", "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@in_ways(*OPPOSITE)
def test_achille_lauro_in_italy_in_august(browser, charts, told, tmp_path, width, scheme):
    with at_a_browser(
        browser, charts.address, start=charts.start, width=width, scheme=scheme
    ) as person:
        page = person.page
        to_page(page, "Analytics")
        page.get_by_label("Artist", exact=False).first.fill("Achille Lauro")
        page.get_by_label("From", exact=True).fill("2025-08-01")
        page.get_by_label("To", exact=True).fill("2025-08-31")
        page.get_by_label("Country").fill("it")
        page.get_by_role("button", name="Search", exact=True).click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Achille Lauro")
        expect(page.get_by_text("2025-08-01 to 2025-08-31 (31 days)").first).to_be_visible()
        for breakdown in told["track_breakdowns"]:
            name = f"Songs of Achille Lauro on {breakdown['platform_name']}"
            region = page.get_by_role("region", name=name, exact=True)
            streams = {
                row.get_by_role("rowheader").get_by_role("link").inner_text(): row.locator(
                    "data"
                ).first.get_attribute("value")
                for row in region.get_by_role("row").all()[1:]
            }
            assert streams == {
                one["track_name"]: str(one["total_streams"]) for one in breakdown["tracks"]
            }
        assert "AMOR" in streams

        with page.expect_download() as waiting:
            page.get_by_role("link", name=re.compile(r"\.xlsx$")).click()
        book = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(book)
        cells = [cell for sheet in sheets_of(book).values() for row in sheet for cell in row]
        for breakdown in told["track_breakdowns"]:
            for one in breakdown["tracks"]:
                assert one["track_name"] in cells
                assert one["total_streams"] in cells

        page.get_by_role("link", name="AMOR", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("AMOR"))


def test_a_search_without_a_script_gives_the_same_page(browser, charts, told):
    with at_a_browser(browser, charts.address, start=charts.start, javascript=False) as person:
        page = person.goes("analytics.html")
        page.get_by_label("Artist", exact=False).first.fill("Achille Lauro")
        page.get_by_label("From", exact=True).fill("2025-08-01")
        page.get_by_label("To", exact=True).fill("2025-08-31")
        page.get_by_label("Country").fill("IT")
        page.get_by_role("button", name="Search", exact=True).click()
        total = told["track_breakdowns"][0]["summary"]["total_streams"]
        expect(page.locator(f"data[value='{total}']").first).to_be_visible()


def test_a_name_is_proposed_with_its_accents_and_without_a_mouse(browser, office):
    with at_a_browser(browser, office.address, start=office.start) as person:
        page = person.goes("analytics.html")
        field = page.get_by_role("combobox", name=re.compile("Artist"))
        field.press_sequentially("orsa vintr")
        expect(page.get_by_role("option", name="Ørsa Vinter")).to_be_visible()
        assert axe_finds(page) == []
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("Ørsa Vinter")
        field.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ørsa Vinter")


# Campaigns


@pytest.fixture(scope="module")
def office(played, tmp_path_factory):
    """The label's own checkout, shown live."""
    with Threaded(kept_in_git(copy_of(played, tmp_path_factory.mktemp("office") / "root"))) as live:
        yield live


def table(live, name):
    """The rows of a table as they stand on the disk, by id."""
    return {row["id"]: row for row in read_book(Store(live.root)).all(name)}


@in_ways(OPPOSITE[0])
def test_a_client_a_campaign_and_two_people_who_edit_it(browser, office, width, scheme):
    client, name = f"Bruma {width} {scheme}", f"Winter Lights {width} {scheme}"
    with at_a_browser(
        browser, office.address, start=office.start, width=width, scheme=scheme
    ) as mara:
        page = mara.page
        to_page(page, "Clients")
        page.get_by_role("link", name="Add a client").click()
        page.get_by_label("Name").fill(client)
        page.get_by_label("E-mail").fill("office@bruma.example")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("It is saved and committed.")

        to_page(page, "Campaigns")
        page.get_by_role("link", name="Add a campaign").click()
        page.get_by_label("Client").first.fill(client)
        page.get_by_label("Artist").fill("pip & co.")
        page.get_by_label("Name").first.fill(name)
        page.get_by_label("Stream goal").fill("60000")
        page.get_by_label("Start").fill("2026-09-01")
        page.get_by_label("Status").first.select_option("active")
        for place, song in enumerate(("Snowlight", "Lanterns"), 1):
            page.get_by_label(f"Title of song {place}").first.fill(song)
        for place, vendor in enumerate(("Harbour Playlists", "Steady Streams", "Aurora"), 1):
            page.get_by_label(f"Vendor {place}", exact=True).first.fill(vendor)
            page.get_by_label(f"Streams wanted of vendor {place}").first.fill("10000")
            page.get_by_label(f"Price of vendor {place}").first.fill("65.50")
        page.get_by_label("Add vendors, where nobody is called so").check()
        page.get_by_role("button", name="Save all of it").click()
        expect(page.get_by_role("status")).to_have_text("It is saved and committed.")
        page.get_by_role("link", name=f"Show {name}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        for vendor in ("Harbour Playlists", "Steady Streams", "Aurora"):
            assert page.get_by_role("link", name=vendor).count() >= 2
        edit = page.get_by_role("link", name="Edit this campaign").get_attribute("href")
        key = edit.rpartition("/")[2]
        placed = [p for p in table(office, "placements").values() if p["campaign"] == key]
        assert len(placed) == 6
        assert {(p["title"], p["goal"], p["price_paid"]) for p in placed} == {
            ("Snowlight", "10000", "65.50"),
            ("Lanterns", "10000", "65.50"),
        }
        assert git(office.root, "status", "--porcelain", "data") == ""
        assert git(office.root, "log", "-1", "--format=%an").startswith("Mara")

        with at_a_browser(browser, office.address, start=office.start) as noor:
            _two_at_once(office, mara, noor, key)


def _two_at_once(office, mara, noor, key):
    """Different fields are put together; of one field both values are shown, and one is chosen."""
    for person in (mara, noor):
        person.goes(f"edit/campaigns/{key}")
    mara.page.get_by_label("Budget").fill("1500.00")
    mara.page.get_by_role("button", name="Save").click()
    expect(mara.page.get_by_role("status")).to_have_text("It is saved and committed.")
    noor.page.get_by_label("Salesperson").fill("Noor")
    noor.page.get_by_role("button", name="Save").click()
    expect(noor.page.get_by_role("status")).to_have_text("It is saved and committed.")
    row = table(office, "campaigns")[key]
    assert (row["budget"], row["salesperson"]) == ("1500.00", "Noor")

    for person in (mara, noor):
        person.goes(f"edit/campaigns/{key}")
    mara.page.get_by_label("Stream goal").fill("70000")
    mara.page.get_by_role("button", name="Save").click()
    expect(mara.page.get_by_role("status")).to_have_text("It is saved and committed.")
    noor.page.get_by_label("Stream goal").fill("80000")
    noor.page.get_by_label("Notes").fill("Asked for more on the phone.")
    noor.page.get_by_role("button", name="Save").click()
    alert = noor.page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was saved")
    whose = noor.page.get_by_role("group", name="Whose counts?")
    expect(whose).to_contain_text("70000")
    expect(whose).to_contain_text("80000")
    expect(noor.page.get_by_label("Notes")).to_have_value("Asked for more on the phone.")
    assert axe_finds(noor.page) == []
    assert table(office, "campaigns")[key]["stream_goal"] == "70000"
    noor.page.get_by_label("Yours").check()
    noor.page.get_by_role("button", name="Save").click()
    expect(noor.page.get_by_role("status")).to_have_text("It is saved and committed.")
    row = table(office, "campaigns")[key]
    assert (row["stream_goal"], row["notes"]) == ("80000", "Asked for more on the phone.")
    assert git(office.root, "status", "--porcelain", "data") == ""
    noor.was_refused(409)


def test_a_playlist_is_settled_and_its_streams_count_for_the_vendor(browser, office):
    with at_a_browser(browser, office.address, start=office.start) as person:
        page = person.page
        to_page(page, "Playlists")
        page.get_by_role("link", name="Settle whose they are").click()
        one = page.get_by_role("group", name="Rainy Kitchen")
        one.get_by_label("Whose it is").select_option(label="Tomorrow Media (tomorrow-media)'s")
        page.get_by_role("button", name="Save the answers").click()
        expect(page.get_by_role("status")).to_have_text("It is saved and committed.")
        assert any(
            row["name"] == "Rainy Kitchen" and row["vendor"] == "tomorrow-media"
            for row in table(office, "playlists").values()
        )
        person.goes("settle")
        expect(page.get_by_text("Nothing is to be settled")).to_be_visible()


def test_a_correction_is_accepted_and_the_finding_goes(browser, office):
    with at_a_browser(browser, office.address, start=office.start) as person:
        page = person.page
        to_page(page, "Quality")
        page.get_by_text("The proposed correction").first.click()
        page.get_by_role("button", name="Accept this correction").first.click()
        expect(page.get_by_text("corrections.toml").first).to_be_visible()
        accepted = tomllib.loads((office.root / "corrections.toml").read_text(encoding="utf-8"))
        assert [one["artist"] for one in accepted["correction"]] == ["marlow-tide"]
        page = person.goes("quality.html")
        assert page.get_by_role("button", name="Accept this correction").count() == 0
        assert "corrections.toml" in git(office.root, "log", "-1", "--name-only", "--format=")


# From the disk


@in_ways(*OPPOSITE)
def test_from_the_disk_every_page_is_found_by_its_links(browser, site, width, scheme):
    with at_a_browser(browser, site.as_uri(), width=width, scheme=scheme) as person:
        page = person.goes("index.html")
        for name in ("Analytics", "Weekly", "Campaigns", "Quality", "About"):
            to_page(page, name)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        to_page(page, "Campaigns")
        page.get_by_role("link", name="Overcoat, autumn").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Overcoat, autumn")
        assert page.get_by_role("button", name="Save").count() == 0


def test_a_file_from_the_disk_is_the_report(site):
    with (site / "reports/growth.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file))
