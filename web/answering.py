"""How a live request is answered: a page, one sentence with its status, or JSON for tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError
from multidict import MultiDictProxy

from backline.errors import BacklineError, ConfigError
from web.render import rendered
from web.site import Site
from web.visit import Mode, NotFoundError, Visit

API = "/api/"
"""What the addresses begin with that answer programs."""

_TITLES = {
    404: "Not found",
    405: "Not possible here",
    413: "Too large",
    500: "A fault",
    503: "Not now",
}
_QUIT = "Not done"


class AnswerError(BacklineError):
    """What was asked for is not done, and the status says why to programs.

    Attributes:
        status: of HTTP.
        more: what a program gets beside the sentence.
    """

    def __init__(self, status: int, sentence: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.more = dict(more or {})


def status_of(error: BacklineError) -> int:
    """The status that an error has."""
    if isinstance(error, AnswerError):
        return error.status
    if isinstance(error, NotFoundError):
        return 404
    return 400 if isinstance(error, ConfigError) else 503


Form = MultiDictProxy[str | bytes | bytearray | web.FileField]
"""What a form sent, by name; a name may stand there several times."""


async def form_of(request: web.Request) -> Form:
    """The fields of a form that was sent, as aiohttp reads them: texts, and files.

    Raises:
        AnswerError: it is no form, or cannot be read.
    """
    if request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise AnswerError(415, "What was sent is no form.")
    try:
        return await request.post()
    except (ValueError, LookupError, AssertionError, HttpProcessingError):
        raise AnswerError(400, "What was sent cannot be read as a form.") from None


def texts_of(form: Form) -> dict[str, str]:
    """The fields of a form that are texts; of several of one name the first."""
    return {name: text for name, text in form.items() if isinstance(text, str)}


def json_response(document: Any, status: int = 200) -> web.Response:
    """A document for a program."""
    return web.Response(
        status=status,
        text=json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json",
    )


async def page(
    site: Site,
    request: web.Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> web.Response:
    """A page that only the live site has.

    Args:
        site: whose it is.
        request: by it links are relative.
        template: its file's name in ``web/templates``.
        context: what it shows.
        status: of HTTP.

    Raises:
        BacklineError: the files cannot be read.
    """
    body = await site.ask(
        lambda label: rendered(template, Visit(label, _address(request), mode=Mode.LIVE), context)
    )
    return web.Response(status=status, body=body, content_type="text/html", charset="utf-8")


async def sentence(
    site: Site, request: web.Request, status: int, text: str, more: Mapping[str, Any] | None = None
) -> web.Response:
    """One sentence, whatever state the files are in: a page, or JSON where a program asked."""
    if request.path.startswith(API):
        return json_response({"error": text, **(more or {})}, status)
    title = _TITLES.get(status, _QUIT)
    try:
        return await page(
            site, request, "sentence.html", {"title": title, "sentence": text}, status
        )
    except Exception:  # noqa: BLE001 (the last page there is; the sentence says what is wrong)
        html = f"<!doctype html><html lang=en><title>{title}</title><p>{escape(text)}</p></html>"
        return web.Response(status=status, text=html, content_type="text/html")


def _address(request: web.Request) -> str:
    """As the browser counts its slashes, so that relative links hold."""
    return request.rel_url.raw_path.lstrip("/") or "index.html"
