"""What the one script does: it sorts, filters and opens, and no page needs it for anything else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from backline.campaigns.book import read_book
from backline.store import Store
from tests.web.browser import at_a_browser, axe_finds
from tests.web.conftest import copy_of
from tests.web.threaded import Threaded, kept_in_git


@pytest.fixture(scope="module")
def office(played, tmp_path_factory):
    """The label's own checkout, shown live."""
    with Threaded(kept_in_git(copy_of(played, tmp_path_factory.mktemp("tables") / "root"))) as live:
        yield live


def column(page, region, place, *, value=True):
    """A column of a table: its numbers, None where one is missing; or its words."""
    cells = page.get_by_role("region", name=region).locator(f"tbody tr > :nth-child({place + 1})")
    if not value:
        return cells.all_inner_texts()
    return [
        float(cell.locator("data").first.get_attribute("value"))
        if cell.locator("data").count()
        else None
        for cell in cells.all()
    ]


def falls(values):
    known = [one for one in values if one is not None]
    return values == sorted(known, reverse=True) + [None] * (len(values) - len(known))


def test_a_table_is_sorted_by_its_headings_with_what_is_missing_last(browser, site):
    with at_a_browser(browser, site.as_uri()) as person:
        page = person.goes("artists.html")
        heading = page.get_by_role("columnheader").nth(1)
        sort = heading.get_by_role("button")
        sort.click()
        expect(heading).to_have_attribute("aria-sort", "descending")
        first = column(page, "Artists", 1)
        assert len(first) == 8 and falls(first)
        sort.press("Enter")
        expect(heading).to_have_attribute("aria-sort", "ascending")
        known = [one for one in first if one is not None]
        assert column(page, "Artists", 1)[: len(known)] == sorted(known)
        assert None not in column(page, "Artists", 1)[: len(known)]
        name = page.get_by_role("columnheader").first
        name.get_by_role("button").click()
        expect(name).to_have_attribute("aria-sort", "ascending")
        assert page.locator("th[aria-sort]").count() == 1
        names = column(page, "Artists", 0, value=False)
        places = [names.index(one) for one in ("Luna 🌙 Parade", "Marlow Tide", "VOLT/HOLLOW")]
        assert places == sorted(places)


def test_a_list_from_the_disk_is_filtered_in_the_browser(browser, site):
    with at_a_browser(browser, site.as_uri()) as person:
        page = person.goes("playlists.html")
        form = page.get_by_role("search")
        rows = page.locator("#playlists > tbody > tr:visible")
        whole = rows.count()
        form.get_by_label("Search").fill("NIGHT bus")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("Night Bus Home")
        form.get_by_label("Search").fill("")
        form.get_by_label("Vendor").select_option(label="Harbour Playlists")
        expect(rows).to_have_count(2)
        form.get_by_label("Vendor").select_option(index=0)
        expect(rows).to_have_count(whole)


def test_a_live_list_is_filtered_by_the_server_without_a_script(browser, office):
    with at_a_browser(browser, office.address, start=office.start, javascript=False) as person:
        page = person.goes("campaigns.html")
        form = page.get_by_role("search")
        form.get_by_label("Search").fill("nothing of this name")
        form.get_by_role("button", name="Show").click()
        expect(page.get_by_role("link", name="Overcoat, autumn")).to_have_count(0)
        form.get_by_label("Search").fill("overcoat")
        form.get_by_role("button", name="Show").click()
        expect(page.get_by_role("link", name="Overcoat, autumn").first).to_be_visible()


def test_a_row_opens_to_the_songs_and_closes_again(browser, office):
    with at_a_browser(browser, office.address, start=office.start) as person:
        page = person.goes("analytics.html?period=28-days")
        link = page.get_by_role("link", name="Songs of Marlow Tide on Spotify").first
        link.click()
        opened = page.locator("tr.opened")
        expect(opened.get_by_role("link", name="Overcoat").first).to_be_visible()
        expect(link).to_have_attribute("aria-expanded", "true")
        assert axe_finds(page) == []
        link.press("Enter")
        expect(opened).to_have_count(0)
        expect(link).to_have_attribute("aria-expanded", "false")


def test_a_form_is_filled_in_without_a_script(browser, office):
    with at_a_browser(browser, office.address, start=office.start, javascript=False) as person:
        page = person.goes("add/vendors")
        page.get_by_label("Name").fill("Northern Ear")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("It is saved and committed.")
        page.get_by_role("link", name=re.compile("Northern Ear")).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Northern Ear")
    assert "Northern Ear" in {row["name"] for row in read_book(Store(office.root)).all("vendors")}
