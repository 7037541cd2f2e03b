"""Real Chromium in front of the pages, with an eye on what it asks for and complains of.

Only for modules without an asynchronous test: while the browser is open, this thread has a running
loop, and each asynchronous test of the module would stumble over it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

DESKTOP, PHONE = 1280, 360
WAYS = [(width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")]
"""Each width in pixels with each scheme of colours."""

OPPOSITE = [(DESKTOP, "light"), (PHONE, "dark")]
"""Two of them that have each width and each scheme."""

_PATIENCE = 20_000
"""Milliseconds that a page may take on a machine that does other things beside."""

_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; the test is skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not on this machine; .ci/run installs it")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Person:
    """Somebody at a browser of their own.

    Attributes:
        home: what every address that is asked for must begin with.
        context: the browser: cookies and downloads are in it.
        page: the tab.
        asked: every address it asked for.
        faults: what the browser complained of, and whom else it wanted to ask.
    """

    home: str
    context: BrowserContext
    page: Page
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def goes(self, address: str) -> Page:
        """Open an address below home."""
        answer = self.page.goto(f"{self.home}/{address}")
        assert answer is not None and (answer.status == 200 or self.home.startswith("file:"))
        return self.page

    def was_refused(self, status: int) -> None:
        """Forget the one complaint of the browser about an answer that was meant to say no."""
        assert len(self.faults) == 1 and f"status of {status}" in self.faults[0], self.faults
        self.faults.clear()

    def looks(self, width: int, scheme: str) -> None:
        """Have another screen, without loading the page anew."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


@contextmanager
def at_a_browser(
    browser: Browser,
    home: str,
    *,
    start: str = "",
    width: int = DESKTOP,
    scheme: str = "light",
    javascript: bool = True,
) -> Iterator[Person]:
    """Somebody who reads the pages at home, from their start address.

    Raises:
        AssertionError: the browser complained, or wanted to ask somebody else.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=javascript,
    )
    context.set_default_timeout(_PATIENCE)
    person = Person(home, context, context.new_page())

    def elsewhere(route: Route) -> None:
        person.faults.append(f"it wanted {route.request.url}")
        route.abort()

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            person.faults.append(f"{message.text} ({message.location.get('url')})")

    context.route(lambda url: not url.startswith((f"{home}/", "blob:", "data:")), elsewhere)
    context.on("request", lambda request: person.asked.append(request.url))
    context.on("console", said)
    context.on("weberror", lambda error: person.faults.append(str(error.error)))
    try:
        if start:
            person.page.goto(start)
        yield person
        assert person.faults == []
        assert [url for url in person.asked if not url.startswith(home)] == []
    finally:
        context.close()


def axe_finds(page: Page) -> list[str]:
    """What axe has against a page: the rule, where, and what it says.

    Of a long table or list the rows in the middle, which are like the others, are taken out first:
    axe looks at each element for each rule.
    """
    page.evaluate(
        """() => document.querySelectorAll('tbody, ul, datalist').forEach(
            one => [...one.children].slice(10, -2).forEach(row => row.remove()))"""
    )
    found = Axe().run(page, options=_RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} "
        + " ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
        for one in found
        for node in one["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    """What is wider than the screen, where the page as a whole can be pushed sideways."""
    return page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const wide = [...document.body.querySelectorAll('*')]
                .filter(e => e.getBoundingClientRect().right > room + 0.5 && !e.closest('.wide'))
                .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 60)}`);
            return wide.length ? wide : ['the body'];
        }"""
    )
