"""Every page for everybody: axe, the keyboard, a phone, paper, a dark room, no script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.library import Library
from tests.web.browser import OPPOSITE, PHONE, WAYS, at_a_browser, axe_finds, sticks_out
from tests.web.conftest import NEWEST, copy_of
from tests.web.pages_read import told
from tests.web.threaded import Threaded, kept_in_git
from web.pages import PAGES

KINDS = [page.address for page in PAGES if "{page}" not in page.address]
"""Every kind of page; the second page of a long list is like its first."""

LIVE_ONLY = [
    "add/campaigns",
    "add/clients",
    "edit/campaigns/autumn",
    "edit/vendors/steady-streams",
    "edit/placements/autumn-steady-streams",
    "settle",
    "inbox.html",
    "sync.html",
    "fetch.html",
    "analytics.html?artist=marlow-tide&platform=spotify&from=2026-09-05&to=2026-09-20",
]
"""What only the live pages have."""

MOST_STOPS = 150
"""So many of a page's first stops of the tab key are walked."""


@pytest.fixture(scope="module")
def live(played, tmp_path_factory):
    """The pages of a copy of the label."""
    with Threaded(kept_in_git(copy_of(played, tmp_path_factory.mktemp("live") / "root"))) as shown:
        yield shown


@pytest.fixture(scope="module")
def addresses(played):
    """One address for each kind of page."""
    library = Library(played, today=lambda: NEWEST, published=False)
    try:
        first = {
            page.address: library.ask(lambda label, page=page: next(iter(page.every(label)), None))
            for page in PAGES
        }
    finally:
        library.close()
    return {
        page.address: page.at(first[page.address])
        for page in PAGES
        if first[page.address] is not None
    }


@pytest.fixture(scope="module")
def visitor(browser, live):
    with at_a_browser(browser, live.address, start=live.start) as person:
        yield person


@pytest.fixture
def person(visitor):
    """Somebody on the live pages, of whom this test alone is to have no complaint."""
    visitor.faults.clear()
    visitor.looks(*WAYS[0])
    yield visitor
    assert visitor.faults == []


@pytest.mark.few(10)
@pytest.mark.parametrize(("place", "kind"), list(enumerate(KINDS + LIVE_ONLY)))
def test_axe_has_nothing_against_any_page(person, addresses, place, kind):
    """In one of two opposite ways, page by page; all four ways are minutes, and below."""
    person.goes(addresses.get(kind, kind))
    told(found_in(person, [OPPOSITE[place % 2]]))


@pytest.mark.heavy
@pytest.mark.parametrize("way", WAYS)
def test_axe_has_nothing_against_any_page_in_any_way(person, addresses, way):
    faults = []
    for kind in KINDS + LIVE_ONLY:
        person.goes(addresses.get(kind, kind))
        faults += found_in(person, [way])
    told(faults)


def found_in(person, ways):
    """What axe has against the page in front of somebody, and where it does not fit."""
    found: dict[str, list[str]] = {}
    for width, scheme in ways:
        person.looks(width, scheme)
        for fault in axe_finds(person.page) + sticks_out(person.page):
            found.setdefault(fault, []).append(f"{width} {scheme}")
    return [f"{person.page.url} {', '.join(ways)}: {fault}" for fault, ways in found.items()]


def test_axe_has_nothing_against_a_form_that_is_all_wrong(person):
    page = person.goes("add/campaigns")
    for label, typed in (("Stream goal", "many"), ("Budget", "cheap")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.locator("[aria-invalid=true]").count() >= 4
    told(found_in(person, WAYS))
    person.was_refused(422)


def test_axe_has_nothing_against_a_page_that_is_not_there(person):
    person.page.goto(f"{person.home}/nothing.html")
    told(found_in(person, WAYS))
    person.was_refused(404)


STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({
        visibilityProperty: true, contentVisibilityAuto: true}))
    .filter(e => e.type !== 'radio' || e.checked || !document.querySelector(
        `input[type=radio][name="${e.name}"]:checked`))
    .map((e, n) => { e.dataset.stop = n; return e.outerHTML.slice(0, 120); })"""

HERE = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const middle = document.elementFromPoint(
        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
        Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1));
    return {
        stop: e.dataset.stop === undefined ? null : Number(e.dataset.stop),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: box.bottom > 0 && box.top < innerHeight && !!middle &&
            (e.contains(middle) || middle.contains(e)),
        what: e.outerHTML.slice(0, 120),
    };
}"""


WALKED = {"index.html", "artists/{key}.html", "quality.html", "add/campaigns", "settle"}
"""Pages of each make: a table, charts, findings, a form, rows with buttons; the rest is heavy."""


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=[] if kind in WALKED else pytest.mark.heavy)
        for kind in KINDS + LIVE_ONLY
    ],
)
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(person, addresses, kind):
    page = person.goes(addresses.get(kind, kind))
    stops = page.evaluate(STOPS)[:MOST_STOPS]
    reached, faults = [], []
    for _ in range(3 * len(stops)):  # a field for a day is several stops
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here["stop"] == len(stops) - 1:
            break
        reached.append(here["stop"])
        faults += [f"{here['what']}: {w}" for w in ("ring", "seen") if not here[w]]
    told(faults)
    told([f"not reached: {stops[n]}" for n in range(len(stops) - 1) if n not in reached])
    assert reached == sorted(reached)


def test_the_first_stop_skips_to_the_content(person, addresses):
    page = person.goes("index.html")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("e => e === document.activeElement")
    box = skip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('main')")


def _background(page):
    return page.evaluate("() => getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_it_is_black_on_white_without_what_only_a_screen_needs(person, addresses, kind):
    page = person.goes(addresses.get(kind, kind))
    page.emulate_media(media="print", color_scheme="dark")
    try:
        assert _background(page) == "rgb(255, 255, 255)"
        assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        seen = page.evaluate(
            """() => [...document.querySelectorAll('form, button, header nav, .skip')]
                .filter(e => e.checkVisibility() && !e.closest('th'))
                .map(e => e.outerHTML.slice(0, 100))"""
        )
        assert seen == []
        headings = page.evaluate(
            """() => [...document.querySelectorAll('thead th')]
                .filter(e => e.checkVisibility()).map(e => e.innerText.trim())"""
        )
        assert all(re.search(r"\w", heading) for heading in headings), headings
        assert page.get_by_role("heading", level=1).is_visible()
    finally:
        page.emulate_media(media="screen")


def test_a_dark_room_has_dark_pages(person, addresses):
    page = person.goes("index.html")
    grounds = {}
    for scheme in ("light", "dark"):
        person.looks(PHONE, scheme)
        grounds[scheme] = _background(page)
    assert grounds["light"] == "rgb(255, 255, 255)"
    brightness = [int(part) for part in grounds["dark"][4:-1].split(",")]
    assert max(brightness) < 60


@pytest.mark.few(6)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_from_the_disk_is_whole(browser, site, addresses, kind):
    """With its style, without a complaint, and with nothing fetched from anywhere else."""
    with at_a_browser(browser, site.as_uri()) as person:
        page = person.goes(addresses.get(kind, kind))
        assert page.evaluate(
            "() => getComputedStyle(document.querySelector('.skip')).position"
        ) == ("absolute")
        assert page.get_by_role("heading", level=1).is_visible()
        assert len(person.asked) <= 3


def test_without_javascript_a_page_lacks_only_what_needs_it(browser, site, live, addresses):
    with at_a_browser(browser, live.address, start=live.start, javascript=False) as person:
        for address in addresses.values():
            page = person.goes(address)
            hidden = page.locator("main [hidden]")
            assert hidden.count() == 0, f"{address} hides what only a script can show"
            assert page.locator(".scripted:visible").count() == 0, address


def test_a_cold_artist_page_is_three_requests_and_thirty_kilobytes(browser, live, addresses):
    """A count of bytes over the wire, headers and all, with nothing kept from before."""
    with at_a_browser(browser, live.address, start=live.start) as person:
        wire = person.context.new_cdp_session(person.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        loaded: list[float] = []
        wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
        person.asked.clear()
        person.goes(addresses["artists/{key}.html"]).wait_for_load_state("networkidle")
        assert 1 <= len(person.asked) <= 3, person.asked
        assert len(loaded) == len(person.asked)
        assert sum(loaded) <= 30_000, loaded
