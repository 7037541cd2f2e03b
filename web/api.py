"""The same answers as JSON for people's own programs, and their way to the campaign tables.

``/api/analysis`` and ``/api/track-breakdown`` take the query of ``analytics.html``;
``/api/artists`` proposes names; ``/api/TABLE`` lists rows (GET), adds one or changes one (POST).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from aiohttp import web

from backline.analysis.audience import Asked, analyse, document_of
from backline.analysis.audience.known import is_known
from backline.campaigns.book import Book, read_book
from backline.campaigns.editing.lists import Filters, matching, record
from backline.campaigns.kinds import Many
from backline.campaigns.tables import CAMPAIGNS, TABLES, Field, Table
from backline.errors import ConfigError, DataError
from backline.names import shown, slug
from backline.people.roster import NOBODY
from backline.people.saved import parse_json
from backline.store import Store
from backline.words import listed
from bot.choosing import Names
from bot.library import Label, utc_today
from web.answering import AnswerError, json_response
from web.live_forms import SAVER
from web.saving import Intent, Saved
from web.sent import Operation, Sent, added, edited
from web.site import Site
from web.suggesting import MOST, heard_like
from web.views.analytics import answer_to
from web.views.asking import question_of, search_of
from web.visit import Mode, NotFoundError, Visit
from web.whole_campaign import GROUPS, campaign_added

MOST_BYTES = 2_000_000
"""What a row may have that is sent; one with every field at its longest has a tenth of it."""

_FILTERS = tuple(field.name for field in fields(Filters))
_YES = ("yes", "true", "1", "on")


def add_to(app: web.Application, site: Site) -> None:
    """Give an app the addresses."""
    api = _Api(site)
    app.router.add_get("/api/analysis", api.analysis)
    app.router.add_get("/api/track-breakdown", api.track_breakdown)
    app.router.add_get("/api/artists", api.artists)
    tables = f"/api/{{table:{'|'.join(TABLES)}}}"
    app.router.add_get(tables, api.rows)
    app.router.add_post(tables, api.save)


class _Api:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = Store(site.root)
        self._names = Names(site.root, utc_today)

    async def analysis(self, request: web.Request) -> web.Response:
        every = {f"all_{what}": _says_yes(request, f"all_{what}") for what in ("tracks", "cities")}
        query = _query(request)

        def answer(label: Label) -> dict[str, Any]:
            search = search_of(*_asked(label, query))
            _refuse_unknown(label, question_of(label, search))
            return document_of(answer_to(label, search), **every)

        return json_response(await self._site.ask(answer))

    async def track_breakdown(self, request: web.Request) -> web.Response:
        query = _query(request)
        found = await self._site.ask(lambda label: _breakdowns(label, query))
        success = any(one["tracks"] for one in found)
        return json_response({"success": success, "track_breakdowns": found})

    async def artists(self, request: web.Request) -> web.Response:
        typed = request.query.get("q", "")
        found = (await asyncio.to_thread(self._names.like, typed))[:MOST]
        heard = await self._site.ask(lambda label: heard_like(label, typed, found))
        artists = [{"key": one.key, "name": shown(one.name, 90) or one.key} for one in found]
        artists += [{"key": slug(name, "artist"), "name": shown(name, 90)} for name in heard]
        return json_response({"artists": artists})

    async def rows(self, request: web.Request) -> web.Response:
        name, contacts = request.match_info["table"], _says_yes(request, "contacts")
        if unknown := sorted(set(request.query) - {*_FILTERS, "contacts"}):
            raise AnswerError(
                400,
                f"There is no filter {shown(unknown[0], 40)!r}; there are "
                f"{', '.join(_FILTERS)}, and contacts=yes.",
            )
        wanted = Filters(**{one: request.query.get(one, "") for one in _FILTERS})

        def read() -> dict[str, Any]:
            book = read_book(self._store)
            rows = matching(book, name, wanted, contacts=contacts)
            return {
                "table": name,
                "rows": [record(book, name, row, contacts=contacts) for row in rows],
                "problems": [fault.sentence for fault in book.unreadable],
            }

        return json_response(await asyncio.to_thread(read))

    async def save(self, request: web.Request) -> web.Response:
        table, body = TABLES[request.match_info["table"]], await _body(request)
        contacts = _says_yes(request, "contacts")
        key = body.pop("id", None)
        was = _typed(table, _object(body.pop("was", {}), "was"))
        once = request.headers.get("Idempotency-Key", "")
        if key is None:
            operation, content = _adding(table, body), str(sorted(body.items()))
            intent = Intent(table, "added", {}, once, {"body": content})
        else:
            await self._known(table, key)
            typed = _typed(table, body)
            operation = edited(table, key, Sent(typed, was))
            intent = Intent(table, "changed", was, once, {"id": key, **typed})
        saved = await request.app[SAVER].save(operation, intent)
        book = await asyncio.to_thread(read_book, self._store)
        return json_response(_told(saved, book, contacts), 200 if key is not None else 201)

    async def _known(self, table: Table, key: object) -> None:
        book = await asyncio.to_thread(read_book, self._store)
        if not isinstance(key, str) or key not in book.rows[table.name]:
            raise NotFoundError(f"There is no {table.one} {shown(str(key), 80)!r}.")


def _told(saved: Saved, book: Book, contacts: bool) -> dict[str, Any]:
    name = saved.table.name
    row = book.rows[name].get(saved.row)
    return {
        "id": saved.row,
        "row": None if row is None else record(book, name, row, contacts=contacts),
        "changed": bool(saved.rows),
        "meanwhile": list(saved.meanwhile),
        "committed": not saved.uncommitted,
        "note": saved.uncommitted,
    }


def _says_yes(request: web.Request, name: str) -> bool:
    return request.query.get(name, "").strip().lower() in _YES


def _query(request: web.Request) -> dict[str, list[str]]:
    return {name: request.query.getall(name) for name in request.query}


def _asked(label: Label, query: Mapping[str, Sequence[str]]) -> tuple[Visit, Any]:
    """What :func:`search_of` takes.

    Raises:
        AnswerError: nobody is there to ask about.
    """
    if not label.warehouse.roster.artists and not any(map(str.strip, query.get("artist", ()))):
        raise AnswerError(409, NOBODY)
    visit = Visit(label, "analytics.html", {}, query, Mode.LIVE)
    return visit, label.warehouse.latest_day or label.today


def _refuse_unknown(label: Label, question: Asked) -> None:
    """Say no to a question about nobody who is known.

    Raises:
        NotFoundError: the sentence.
    """
    if not any(is_known(label.warehouse, whom) for whom in question.artists):
        names = listed([shown(whom.name, 60) for whom in question.artists], 5)
        raise NotFoundError(f"Neither the roster nor anything stored knows {names}.")


def _breakdowns(label: Label, query: Mapping[str, Sequence[str]]) -> list[Any]:
    """Every song of each artist and platform of a question."""
    question = question_of(label, search_of(*_asked(label, query)))
    _refuse_unknown(label, question)
    answer = analyse(label.warehouse, question, tracks=True)
    found: list[Any] = document_of(answer, all_tracks=True)["track_breakdowns"]
    return found


async def _body(request: web.Request) -> dict[str, Any]:
    """The object that was sent.

    Raises:
        AnswerError: it is no JSON, no object, or too large.
    """
    if request.content_type != "application/json":
        raise AnswerError(415, "Send a JSON object, with the header Content-Type application/json.")
    content = await request.read()
    if len(content) > MOST_BYTES:
        raise AnswerError(
            413, f"A row has at most {MOST_BYTES // 1_000_000} MB; nothing was saved."
        )
    try:
        found = parse_json(content.decode())
    except UnicodeDecodeError:
        raise AnswerError(400, "What was sent is no UTF-8; nothing was saved.") from None
    except DataError as error:
        raise AnswerError(400, f"What was sent: {error}; nothing was saved.") from None
    return _object(found, "what was sent")


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise AnswerError(400, f"{what[0].upper()}{what[1:]} must be a JSON object.")
    return value


def _adding(table: Table, body: Mapping[str, Any]) -> Operation:
    """Add a row; a campaign perhaps with its songs and vendors."""
    extra = (*GROUPS, "new_client", "new_vendors") if table is CAMPAIGNS else ()
    typed = _typed(table, {name: value for name, value in body.items() if name not in extra})
    if not any(name in body for name in extra):
        return added(table, typed)
    placements = TABLES["placements"]
    rows = {
        group: [
            _typed(placements, _object(one, group)) for one in _list(body.get(group, []), group)
        ]
        for group in GROUPS
    }
    new = {name: body.get(name) is True for name in ("new_client", "new_vendors")}
    return campaign_added(typed, rows, **new)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise AnswerError(400, f"{what} must be a list.")
    return value


def _typed(table: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """Values of JSON as somebody would type them, by column.

    Raises:
        AnswerError: one is of a kind that no column has.
    """
    columns = {field.name: field for field in table.fields}
    wrong = {}
    typed = {}
    for name, value in values.items():
        try:
            typed[name] = _text(columns.get(name), value)
        except ConfigError as error:
            wrong[name] = str(error)
    if wrong:
        first, why = next(iter(wrong.items()))
        raise AnswerError(422, f"Nothing was saved: {shown(first, 40)}: {why}", {"fields": wrong})
    return typed


def _text(column: Field | None, value: Any) -> str:
    if isinstance(value, list) and column is not None and isinstance(column.kind, Many):
        return "; ".join(
            _text(None, one).replace("\\", "\\\\").replace(";", "\\;") for one in value
        )
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value) if whole else value)
    kind = "a list" if isinstance(value, list) else "an object"
    raise ConfigError(f"It cannot be {kind}.")
