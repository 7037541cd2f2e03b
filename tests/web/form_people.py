"""People at forms: a live site in a thread of its own, and browsers that have its cookie.

Each person sends a form as a browser does: the fields that stand on the page, some typed over, with
the cookie of the start address and the page's Origin, so that the guard is in front of everything.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import requests
from aiohttp import web

from backline.campaigns.book import Book, read_book
from backline.store import Store
from tests.campaigns.campaign_roots import rows, write_book
from tests.roots import root_of
from tests.web.pages_read import Page, read
from tests.workflow import git
from web.live_forms import SAVER
from web.server import make_app
from web.site import Site


def label(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """A root with a client, a vendor with a playlist, and a campaign of one song."""
    return write_book(root_of(folder, []), rows(**tables))


def in_git(root: Path, name: str = "Mara Office") -> Path:
    """The root as somebody's checkout, all of it committed."""
    (root / ".gitignore").write_text(".backline.lock\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", name)
    git(root, "config", "user.email", "mara@office.example")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    return root


def book(root: Path) -> Book:
    """The tables as they stand on the disk."""
    return read_book(Store(root))


def tables_of(root: Path) -> dict[str, bytes]:
    """Every byte of the tables, and whatever else lies beside them."""
    return {p.name: p.read_bytes() for p in (root / "data/campaigns").iterdir() if p.is_file()}


@dataclass(frozen=True)
class Came:
    """A page that came: its status, and the page itself."""

    status: int
    url: str
    page: Page

    @property
    def fields(self) -> dict[str, str]:
        """What its form would send as it stands."""
        return fields_of(self.page)

    def of(self, name: str) -> Element:
        """The field of a name."""
        return next(
            e for e in self.page.all("input", "select", "textarea") if e.get("name") == name
        )

    def why(self, name: str) -> str:
        """What stands beside a field that is wrong; it must be tied to the field."""
        field = self.of(name)
        assert field.get("aria-invalid") == "true", f"{name} is not marked as wrong"
        ids = field.get("aria-describedby", "").split()
        found = [e for e in self.page.all("p", class_="why") if e.get("id") in ids]
        return " ".join("".join(e.itertext()) for e in found)

    @property
    def wrong(self) -> set[str]:
        """The fields that are marked as wrong."""
        return {e.get("name", "") for e in self.page.all(aria_invalid="true")}


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, home: str, start: str) -> None:
        self.home = home
        self.browser = requests.Session()
        self.browser.get(start).raise_for_status()

    def goes(self, address: str) -> Came:
        return self._came(self.browser.get(f"{self.home}/{address}"))

    def sends(self, form: Came | Mapping[str, str], address: str, /, **typed: str) -> Came:
        """Send a form with some of its fields typed over; a name has ``__`` for a dot."""
        fields = dict(form.fields if isinstance(form, Came) else form)
        fields |= {name.replace("__", "."): text for name, text in typed.items()}
        headers = {"Origin": self.home}
        return self._came(self.browser.post(f"{self.home}/{address}", fields, headers=headers))

    def _came(self, answer: requests.Response) -> Came:
        return Came(answer.status_code, answer.url, read(answer.content))


def fields_of(page: Page) -> dict[str, str]:
    """What a browser sends of a page's form when its last button is pressed."""
    found = {}
    form = page.one("form", method="post")
    for element in form.iter():
        name, kind = element.get("name"), element.get("type", "")
        if not name or element.tag == "button":
            continue
        if element.tag == "select":
            options = list(element.iter("option"))
            chosen = next((o for o in options if "selected" in o.attrib), options[0])
            found[name] = chosen.get("value", "")
        elif element.tag == "textarea":
            found[name] = "".join(element.itertext()).removeprefix("\n").replace("\n", "\r\n")
        elif kind not in ("radio", "checkbox") or "checked" in element.attrib:
            found[name] = element.get("value", "").replace("\n", "\r\n")
    return found


@contextmanager
def at_work(root: Path, *, patience: float = 20.0) -> Iterator[Place]:
    """The site of a root, live."""
    site, ready, loop = Site(root, []), threading.Event(), asyncio.new_event_loop()
    stop, place = asyncio.Event(), Place(site)

    async def serve() -> None:
        app = make_app(site)
        app[SAVER]._patience = patience
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            place.home = f"http://127.0.0.1:{runner.addresses[0][1]}"
            site.origins = [place.home]
            ready.set()
            await stop.wait()
        finally:
            await runner.cleanup()
            site.close()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(30)
        assert place.home, "the server could not start"
        yield place
    finally:
        for one in place.people:
            one.browser.close()
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


class Place:
    """Where the site is."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.home = ""
        self.people: list[Person] = []

    def person(self) -> Person:
        """Somebody who opens the start address."""
        self.people.append(Person(self.home, f"{self.home}/?token={self.site.token}"))
        return self.people[-1]
