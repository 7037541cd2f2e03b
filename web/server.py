"""The pages live: any address of the table, any question, and what only a running program does."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.http import HttpProcessingError

from backline.campaigns.reports import campaign_files
from backline.errors import BacklineError, place_of
from backline.names import shown
from web import actions, api, live_forms
from web.answering import API, AnswerError, json_response, sentence, status_of
from web.guard import HEADERS, Handler, entrance, refusal
from web.pages import beside_at, page_at
from web.render import STATIC
from web.site import Site
from web.views.campaign_numbers import FILES
from web.visit import Mode, NotFoundError, Visit

log = logging.getLogger(__name__)

MOST = 32_000_000
"""Bytes a request may have: as many as a file that is handed in."""

LONGEST = 60_000
"""Signs of an address with its query: a question about 2,000 artists has as many."""

LINE = LONGEST + 8_000
"""The longest first line of a request that a server lets in, so that a long one gets a sentence."""


class _OneLine(logging.Filter):
    """What no server can read is told in a line: anybody may send it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
            record.msg, record.args = "What was sent cannot be read and was refused.", ()
            record.exc_info = record.exc_text = None
        return True


log.addFilter(_OneLine())

LISTENING: Mapping[str, Any] = {"access_log": None, "max_line_size": LINE, "logger": log}
"""How a server of these pages is started: no line for each request, long addresses let in."""

SITE: web.AppKey[Site] = web.AppKey("site", Site)


def make_app(site: Site) -> web.Application:
    """The application of one root."""
    app = web.Application(client_max_size=MOST, middlewares=[_guarded, _told])
    app[SITE] = site
    actions.add_to(app, site)
    api.add_to(app, site)
    app.router.add_get("/static/{file}", _static)
    app.router.add_get("/reports/{file:.+}", _report)
    live_forms.add_to(app, site)
    app.router.add_get("/export.xlsx", _export)
    app.router.add_get("/{address:.*}.{ending:csv|xlsx}", _beside)
    app.router.add_get("/{address:.*}", _page)
    return app


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await _answered(request, handler)
    response.headers.update(HEADERS)
    if response.content_type.startswith(("text/", "application/json")):
        response.enable_compression()
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    site = request.app[SITE]
    if refused := refusal(site, request):
        status, why = refused
        if request.path.startswith(API):
            return json_response({"error": why}, status)
        return web.Response(status=status, text=f"{why}\n")
    if len(request.raw_path) > LONGEST:
        long = f"An address has at most {LONGEST:,} signs: ask for fewer artists at once."
        return await sentence(site, request, 414, long)
    return entrance(site, request) or await handler(request)


@web.middleware
async def _told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error as one sentence with the right status."""
    site = request.app[SITE]
    try:
        return await handler(request)
    except BacklineError as error:
        more = error.more if isinstance(error, AnswerError) else None
        return await sentence(site, request, status_of(error), str(error), more)
    except web.HTTPRequestEntityTooLarge:
        most = f"At most {MOST // 1_000_000} MB can be sent at once; nothing was taken."
        return await sentence(site, request, 413, most)
    except web.HTTPMethodNotAllowed as error:
        allowed = " and ".join(sorted(error.allowed_methods - {"HEAD"}))
        answer = await sentence(site, request, 405, f"This address answers {allowed} only.")
        answer.headers["Allow"] = error.headers["Allow"]
        return answer
    except web.HTTPException as error:
        return await sentence(site, request, error.status, f"{error.reason}.")
    except Exception as error:  # noqa: BLE001 (its message may hold other people's text)
        fault = f"This is a fault in Backline: {place_of(error)}."
        log.error("%s was not answered. %s", shown(request.path, 200), fault)  # noqa: TRY400
        return await sentence(site, request, 500, fault)


async def _page(request: web.Request) -> web.StreamResponse:
    address = request.match_info["address"] or "index.html"
    page, parts = page_at(address)
    query = {name: request.query.getall(name) for name in request.query}
    status, body = await request.app[SITE].ask(
        lambda label: page.answer(Visit(label, address, parts, query, Mode.LIVE))
    )
    return web.Response(status=status, body=body, content_type="text/html", charset="utf-8")


async def _beside(request: web.Request) -> web.StreamResponse:
    """A file beside a page, of the same question."""
    named = request.match_info
    return await _attached(request, f"{named['address']}.{named['ending']}")


async def _export(request: web.Request) -> web.StreamResponse:
    """The workbook of the search that the query asks."""
    return await _attached(request, "analytics.xlsx")


async def _attached(request: web.Request, address: str) -> web.StreamResponse:
    """A file beside a page, to be saved under the name it was asked by.

    Raises:
        NotFoundError: there is no such file.
    """
    page, parts, suffix = beside_at(address)
    query = {name: request.query.getall(name) for name in request.query}
    stem = address.removesuffix(suffix)
    body = await request.app[SITE].ask(
        lambda label: page.beside[suffix](
            page.view(Visit(label, f"{stem}.html", parts, query, Mode.LIVE))
        )
    )
    name = request.path.rpartition("/")[2]
    if body is None:
        raise NotFoundError(f"Nothing is stored that {shown(name)} could hold.")
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    return web.Response(
        body=body,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{quote(name)}"'},
    )


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(STATIC, request.match_info["file"])


async def _report(request: web.Request) -> web.StreamResponse:
    """A file of ``reports/``; those of campaigns as a run would write them now."""
    site, name = request.app[SITE], request.match_info["file"]
    path = f"reports/{name}"
    if path in FILES.values():
        files = await site.ask(lambda label: campaign_files(label.campaigns()))
        return web.Response(body=files[path], content_type="text/csv")
    return _file(site.root / "reports", name)


def _file(folder: Path, name: str) -> web.StreamResponse:
    """A file below a folder, never one that a name leads out to.

    Raises:
        NotFoundError: there is none.
    """
    try:
        path = (folder / name).resolve()
        found = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long a name, or one with a sign that no name has
        found = False
    if not found:
        raise NotFoundError(f"There is no file {shown(name)}.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return web.Response(body=path.read_bytes(), content_type=kind)
