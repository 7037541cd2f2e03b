"""What only a running program does: accept a correction, take files, share tables, ask a source."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from backline.collecting.audience.asks import PLATFORMS
from backline.errors import BusyError
from backline.imports.inbox.kinds import WORDS, Kind
from backline.imports.inbox.options import CHOICES
from backline.measure import PLATFORM_LABELS
from backline.sources.soundcharts.answers import SONGS
from backline.store import Store
from bot.library import Label
from web.accepting import accept, proposed
from web.answering import AnswerError, form_of, page, texts_of
from web.dropping import Drop, Handed, lying, put, take
from web.fetching import Fetching, Wanted, hindrance, wanted
from web.site import Site
from web.syncing import Choices, Outcome, choices_in, conflicts_shown, resolve, standing, sync
from web.views.asking import question_of, search_of
from web.visit import Mode, Visit
from web.waiting import when_free

_REMEMBERED = 20

_SELECTS = (
    ("frequency", "Rhythm of a chart", CHOICES["frequency"]),
    ("window", "Window of a song's playlists", CHOICES["window"]),
    ("dates", "Order of dates", CHOICES["dates"]),
)
"""Of the options of a file those that are one of a few words."""

_ASKED_OF = tuple(dict.fromkeys((*PLATFORMS, *SONGS)))
"""The platforms that the source can be asked about."""


class _Results:
    """What came of the last actions, for the page that a form leads to; it may be loaded again."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def keep(self, result: Any) -> str:
        """Keep one; the key that its address has."""
        key = secrets.token_urlsafe(9)
        self._kept[key] = result
        while len(self._kept) > _REMEMBERED:
            del self._kept[next(iter(self._kept))]
        return key

    def of(self, request: web.Request) -> Any:
        """The one that an address names; None where it names none, or one of long ago."""
        return self._kept.get(request.query.get("done", ""))


def add_to(app: web.Application, site: Site) -> None:
    """Let an application answer what is done on these pages."""
    for one in (_Accepting(site), _Inbox(site), _Sync(site), _Asking(site)):
        one.add_to(app)


def _led_to(address: str) -> web.Response:
    """The page that a form leads to; to load it again sends nothing again."""
    return web.Response(status=303, headers={"Location": address})


class _Accepting:
    """``corrections/accept``."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._done: dict[str, str] = {}
        self._one_at_a_time = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/corrections/accept", self.accept)

    async def accept(self, request: web.Request) -> web.Response:
        site = self._site
        key = texts_of(await form_of(request)).get("key", "").strip()
        if not key:
            raise AnswerError(400, "Nothing was accepted: the form names no finding.")
        async with self._one_at_a_time:
            if key in self._done:  # a second click
                return await self._told(request, ["That was accepted already.", self._done[key]])
            finding = await asyncio.to_thread(proposed, site.root, key)
            why = await when_free(lambda: accept(site.root, finding, site.environment))
            self._done[key] = why
        if why:
            return await self._told(request, [f"Accepted: {finding.sentence}", why])
        return _led_to("/quality.html")

    async def _told(self, request: web.Request, lines: Sequence[str]) -> web.Response:
        context = {
            "title": "Correction accepted",
            "lines": [line for line in lines if line],
            "back": ("quality.html", "Back to the quality of the numbers"),
        }
        return await page(self._site, request, "done.html", context)


class _Inbox:
    """``inbox.html``."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = Store(site.root)
        self._results = _Results()
        self._one_at_a_time = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/inbox.html", self.show)
        app.router.add_post("/inbox.html", self.take)

    async def show(self, request: web.Request) -> web.Response:
        context = {
            "title": "Inbox",
            "drop": self._results.of(request),
            "lying": await asyncio.to_thread(lying, self._store),
            "kinds": [words for kind, words in WORDS.items() if kind is not Kind.LABEL],
            "selects": _SELECTS,
        }
        return await page(self._site, request, "inbox.html", context)

    async def take(self, request: web.Request) -> web.Response:
        form = await form_of(request)
        several = [
            Handed(one.filename, one.file)
            for one in form.getall("files", [])
            if isinstance(one, web.FileField)
        ]
        if not several:
            raise AnswerError(400, "Nothing was taken: choose one file or several first.")
        made = Drop()
        async with self._one_at_a_time:
            there = await asyncio.to_thread(put, self._store, several, texts_of(form), made)
            if there:
                await self._gone_through(there, made)
        return _led_to(f"/inbox.html?done={self._results.keep(made)}")

    async def _gone_through(self, there: Sequence[str], made: Drop) -> None:
        try:
            await when_free(lambda: take(self._store, there, made))
        except BusyError:
            made.fault = "Another run is writing to this label's files just now."
        if made.fault:
            made.said.append("What was put into data/inbox is there, and the next run takes it.")


class _Sync:
    """``sync.html``."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._results = _Results()
        self._one_at_a_time = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/sync.html", self.show)
        app.router.add_post("/sync.html", self.share)

    async def show(self, request: web.Request) -> web.Response:
        site = self._site
        outcome, choices = self._results.of(request) or (None, Choices())
        context = {
            "title": "Share the campaign tables",
            "standing": await asyncio.to_thread(standing, site.root, site.environment),
            "outcome": outcome,
            "open": conflicts_shown(outcome, choices) if outcome else [],
            "left": 0 if outcome is None else len(outcome.open),
        }
        return await page(site, request, "sync.html", context)

    async def share(self, request: web.Request) -> web.Response:
        site = self._site
        fields = texts_of(await form_of(request))
        choices = choices_in(fields)
        work = resolve if fields.get("what") == "resolve" else sync
        async with self._one_at_a_time:
            outcome: Outcome = await when_free(lambda: work(site.root, site.environment, choices))
        return _led_to(f"/sync.html?done={self._results.keep((outcome, choices))}")


class _Asking:
    """``fetch.html``."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._fetching = Fetching(site.root, site.environment)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/fetch.html", self.show)
        app.router.add_post("/fetch.html", self.start)
        app.router.add_post("/fetch/cancel", self.cancel)
        app.on_cleanup.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        await asyncio.to_thread(self._fetching.close)

    async def show(self, request: web.Request) -> web.Response:
        site, fetching = self._site, self._fetching
        asks = "artist" in request.query and not fetching.under_way
        context = {
            "title": "Ask Soundcharts",
            "fetch": None if asks else fetching.now,
            "hindrance": await asyncio.to_thread(hindrance, site.root, site.environment),
            "asked": {name: request.query.getall(name) for name in request.query},
            "platforms": [(name, PLATFORM_LABELS[name]) for name in _ASKED_OF],
        }
        return await page(site, request, "fetch.html", context)

    async def start(self, request: web.Request) -> web.Response:
        form = await form_of(request)
        query = {
            name: [text for text in form.getall(name) if isinstance(text, str)] for name in form
        }
        self._fetching.start(await self._site.ask(lambda label: _wanted(label, query)))
        return _led_to("/fetch.html")

    async def cancel(self, _request: web.Request) -> web.Response:
        self._fetching.cancel()
        return _led_to("/fetch.html")


def _wanted(label: Label, query: Mapping[str, Sequence[str]]) -> Wanted:
    """What a form asks for.

    Raises:
        AnswerError: it names no artist, or nothing of it can be asked.
        ConfigError: a field holds what cannot be.
    """
    visit = Visit(label, "fetch.html", {}, query, Mode.LIVE)
    search = search_of(visit, label.warehouse.latest_day or label.today)
    if not search.artists:
        raise AnswerError(400, "Say which artist is to be asked for.")
    asked = question_of(label, search)
    songs = visit.asked("songs") or ("yes" if len(asked.artists) == 1 else "no")
    return wanted(asked, f"analytics.html?{search.query}", tracks=songs == "yes")
