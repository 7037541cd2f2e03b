"""The addresses of the forms: shown, sent, and saved or shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from aiohttp import web

from backline.campaigns.book import Book, read_book
from backline.campaigns.settling import refuse_algorithmic
from backline.campaigns.tables import CAMPAIGNS, PLAYLISTS, Table
from backline.errors import BacklineError, ConfigError
from backline.people import Roster
from backline.store import Store
from bot.library import Label
from web import settled as answers
from web.answering import AnswerError, page, status_of
from web.refusals import RefusedError
from web.saving import Intent, Saved, Saver
from web.sent import Sent, added, edited, ended
from web.site import Site
from web.views import editing, settling, whole_campaign
from web.views.editing import Again, table_of
from web.visit import NotFoundError
from web.whole_campaign import GROUPS, campaign_added, rows_in

SAVER: web.AppKey[Saver] = web.AppKey("saver", Saver)

MOST_BYTES = 2_000_000
"""What a form may have; one with every field at its longest has a tenth of it."""

_MOST_FIELDS = 3000

Context = Callable[[Book, Label], Mapping[str, Any]]


class Forms:
    """The forms of one site.

    Args:
        site: what they stand on.
        saver: saves.
    """

    def __init__(self, site: Site, saver: Saver) -> None:
        self._site = site
        self._saver = saver

    def add_to(self, app: web.Application) -> None:
        """Give an app their addresses."""
        for address, shown, sent in (
            ("/add/{table}", self._add, self._add_sent),
            ("/edit/{table}/{key}", self._edit, self._edit_sent),
            ("/end/{table}/{key}", self._end, self._end_sent),
            ("/settle", self._settle, self._settle_sent),
        ):
            app.router.add_get(address, shown)
            app.router.add_post(address, sent)
        app.router.add_get("/saved/{key}", self._saved)

    async def _add(self, request: web.Request) -> web.Response:
        table = table_of(request.match_info["table"])
        given = {name: request.query[name] for name in table.header if name in request.query}
        return await self._shown(request, "edit.html", _adding(table, given))

    async def _add_sent(self, request: web.Request) -> web.Response:
        table, fields = table_of(request.match_info["table"]), await _fields(request)
        typed = {name: fields[name] for name in table.header[1:] if name in fields}
        more = fields.get("more", "")
        if table is CAMPAIGNS and more in GROUPS:
            return await self._shown(request, "edit.html", _adding(table, {}, Again(fields), more))
        operation = added(table, typed)
        if table is CAMPAIGNS:
            operation = campaign_added(
                typed,
                rows_in(fields),
                new_client=fields.get("new_client") == "yes",
                new_vendors=fields.get("new_vendors") == "yes",
            )
        intent = Intent(table, "added", {}, fields.get("form", ""), fields)
        try:
            saved = await self._saver.save(operation, intent)
        except BacklineError as error:
            context = _adding(table, {}, Again(fields, error))
            return await self._shown(request, "edit.html", context, status_of(error))
        return _on(saved)

    async def _edit(self, request: web.Request) -> web.Response:
        table, key = table_of(request.match_info["table"]), request.match_info["key"]

        def context(book: Book, label: Label) -> Mapping[str, Any]:
            return editing.edit(book, label.warehouse.roster, table, key)

        return await self._shown(request, "edit.html", context)

    async def _edit_sent(self, request: web.Request) -> web.Response:
        table, key = table_of(request.match_info["table"]), request.match_info["key"]
        fields = await _fields(request)
        sent = Sent(*(_named(table, fields, before) for before in ("", "was.", "take.", "open.")))
        intent = Intent(table, "changed", sent.was, fields.get("form", ""), fields)
        try:
            saved = await self._saver.save(edited(table, key, sent), intent)
        except BacklineError as error:
            again = Again(fields, error)

            def context(book: Book, label: Label) -> Mapping[str, Any]:
                return editing.edit(book, label.warehouse.roster, table, key, again)

            # What was typed of a row that is gone can be saved as a new one.
            form = _adding(table, {}, again) if again.refused.gone else context
            return await self._shown(request, "edit.html", form, status_of(error))
        return _on(saved)

    async def _end(self, request: web.Request) -> web.Response:
        table, key = table_of(request.match_info["table"]), request.match_info["key"]
        return await self._shown(request, "end.html", lambda book, _: editing.end(book, table, key))

    async def _end_sent(self, request: web.Request) -> web.Response:
        table, key = table_of(request.match_info["table"]), request.match_info["key"]
        fields = await _fields(request)
        if "end" not in table.header:
            raise NotFoundError(f"A {table.one} has no end.")
        today = await self._site.ask(lambda label: label.today)
        operation = ended(table, key, fields.get("on", ""), fields.get("status", ""), today)
        intent = Intent(table, "ended", {}, fields.get("form", ""), fields)
        try:
            saved = await self._saver.save(operation, intent)
        except BacklineError as error:
            again = Again(fields, error)
            if again.refused.gone:
                raise
            return await self._shown(
                request,
                "end.html",
                lambda book, _: editing.end(book, table, key, again),
                status_of(error),
            )
        return _on(saved)

    async def _settle(self, request: web.Request) -> web.Response:
        alike, wanted = request.query.get("alike") == "1", request.query.get("playlist", "")
        return await self._shown(
            request,
            "settle.html",
            lambda _, label: settling.view(label, alike=alike, wanted=wanted),
        )

    async def _settle_sent(self, request: web.Request) -> web.Response:
        fields = await _fields(request)
        said = answers.answers_in(fields)
        intent = Intent(PLAYLISTS, "settled", {}, fields.get("form", ""), fields)
        try:
            await self._site.ask(lambda label: _refuse_made_by_spotify(label, said))
            saved = await self._saver.save(answers.settled(said), intent)
        except BacklineError as error:
            again = Again(fields, error)
            return await self._shown(
                request,
                "settle.html",
                lambda _, label: settling.view(label, again),
                status_of(error),
            )
        return _on(saved)

    async def _saved(self, request: web.Request) -> web.Response:
        one = self._saver.told(request.match_info["key"])
        if one is None:
            raise NotFoundError("Nothing is remembered of this save any more; the tables have it.")
        return await self._shown(request, "saved.html", lambda book, _: editing.saved(book, one))

    async def _shown(
        self, request: web.Request, template: str, context: Context, status: int = 200
    ) -> web.Response:
        """A page that is made from the tables as they are now."""
        found = await self._site.ask(lambda label: context(_book(label), label))
        template = found.get("template", template)
        if status != 200:
            found = {**found, "heading": found["title"], "title": f"Not saved: {found['title']}"}
        return await page(self._site, request, template, found, status)


def add_to(app: web.Application, site: Site) -> None:
    """Give an app the forms, and :data:`SAVER` to whoever else saves."""
    app[SAVER] = Saver(site.root, site.environment)
    Forms(site, app[SAVER]).add_to(app)


def _adding(
    table: Table, given: Mapping[str, str], again: Again | None = None, more: str = ""
) -> Context:
    """The form of a new row; a campaign's has its songs and vendors, too."""

    def context(book: Book, label: Label) -> Mapping[str, Any]:
        roster: Roster = label.warehouse.roster
        if table is CAMPAIGNS:
            whole = whole_campaign.view(book, roster, given, again, more)
            return {**whole, "template": "add_campaign.html"}
        return editing.add(book, roster, table, given, again)

    return context


def _book(label: Label) -> Book:
    """The tables; none of them where a file cannot be read, so that a form can still be shown."""
    try:
        return read_book(Store(label.root))
    except BacklineError:
        return Book()


def _named(table: Table, fields: Mapping[str, str], before: str) -> dict[str, str]:
    """The fields of a row whose names begin in a way, by column."""
    names = table.header[1:]
    return {name: fields[f"{before}{name}"] for name in names if f"{before}{name}" in fields}


def _refuse_made_by_spotify(label: Label, said: list[answers.Answer]) -> None:
    """Let no list that Spotify makes be given to a vendor.

    Raises:
        RefusedError: that is wanted.
    """
    errors = {}
    for one in said:
        if one.given and one.choice != answers.NOBODY:
            try:
                refuse_algorithmic(label.campaigns(), one.playlist)
            except ConfigError as error:
                errors[f"answer.{one.number}"] = str(error)
    if errors:
        raise RefusedError(errors)


async def _fields(request: web.Request) -> dict[str, str]:
    """What a form sent, its lines ended by line feeds; the first of several values of one name.

    Raises:
        AnswerError: it is no form, or too large for one.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise AnswerError(415, "A form sends its fields as application/x-www-form-urlencoded.")
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise AnswerError(413, f"A form has at most {most} MB; nothing was saved.")
    text = body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise AnswerError(400, f"A form has at most {_MOST_FIELDS:,} fields.") from None
    return {name: value.replace("\r\n", "\n") for name, value in reversed(pairs)}


def _on(saved: Saved) -> web.Response:
    """On to the page that tells what was saved, so that loading it again saves nothing."""
    return web.Response(status=303, headers={"Location": f"/saved/{quote(saved.key)}"})
