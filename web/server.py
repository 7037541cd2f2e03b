"""The pages live: any address of the table, any question, and what only a running program does."""

from __future__ import annotations

import logging
import mimetypes
from pathlib import Path

from aiohttp import web

from backline.errors import BacklineError, ConfigError
from web.guard import HEADERS, Handler, entrance, refusal
from web.pages import page_at
from web.render import STATIC, rendered
from web.site import Site
from web.visit import Mode, NotFoundError, Visit

log = logging.getLogger(__name__)

MOST = 32_000_000
"""Bytes a request may have: as many as a file that is handed in."""

SITE: web.AppKey[Site] = web.AppKey("site", Site)


def make_app(site: Site) -> web.Application:
    """The application of one root."""
    app = web.Application(client_max_size=MOST, middlewares=[_guarded, _told])
    app[SITE] = site
    app.router.add_get("/static/{file}", _static)
    app.router.add_get("/reports/{file:.+}", _report)
    app.router.add_get("/{address:.*}", _page)
    return app


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    site = request.app[SITE]
    refused = refusal(site, request)
    if refused and refused[0] == 403 and (opened := entrance(site, request)):
        response: web.StreamResponse = opened
    elif refused:
        response = web.Response(status=refused[0], text=refused[1] + "\n")
    else:
        response = await handler(request)
    response.headers.update(HEADERS)
    if response.content_type.startswith(("text/", "application/json")):
        response.enable_compression()
    return response


@web.middleware
async def _told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error as a page with one sentence and the right status."""
    try:
        return await handler(request)
    except NotFoundError as error:
        return await _sentence(request, 404, str(error))
    except ConfigError as error:
        return await _sentence(request, 400, str(error))
    except BacklineError as error:
        return await _sentence(request, 503, str(error))
    except web.HTTPException:
        raise
    except Exception:
        log.exception("A page could not be made")
        return await _sentence(
            request, 500, "This is a fault in Backline; the terminal says where. Nothing changed."
        )


async def _sentence(request: web.Request, status: int, sentence: str) -> web.Response:
    """A page that says one thing, whatever state the files are in."""
    html = f"<!doctype html><title>Backline</title><p>{_escaped(sentence)}</p>"
    try:
        body = await request.app[SITE].ask(
            lambda label: rendered(
                "sentence.html",
                Visit(label, request.path.lstrip("/"), mode=Mode.LIVE),
                {"title": "Not done" if status >= 500 else "Not found", "sentence": sentence},
            )
        )
    except BacklineError:
        body = html.encode()
    return web.Response(status=status, body=body, content_type="text/html", charset="utf-8")


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


async def _page(request: web.Request) -> web.StreamResponse:
    address = request.match_info["address"] or "index.html"
    page, parts = page_at(address)
    query = {name: request.query.getall(name) for name in request.query}
    body = await request.app[SITE].ask(
        lambda label: page.html(Visit(label, address, parts, query, Mode.LIVE))
    )
    return web.Response(body=body, content_type="text/html", charset="utf-8")


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(STATIC, request.match_info["file"])


async def _report(request: web.Request) -> web.StreamResponse:
    return _file(request.app[SITE].root / "reports", request.match_info["file"])


def _file(folder: Path, name: str) -> web.StreamResponse:
    """A file below a folder, never one that a name leads out to.

    Raises:
        NotFoundError: there is none.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise NotFoundError(f"There is no file {name}.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return web.Response(body=path.read_bytes(), content_type=kind)
