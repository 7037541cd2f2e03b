"""Who may read and change the live pages: whoever was given the address they start at.

The pages are on a machine that others use, in a browser that shows other sites. A foreign name for
this machine (DNS rebinding), a form of another site (CSRF) and whoever has no token are refused
before any file is looked at.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from web.site import Site

COOKIE = "backline"
"""What the name of the cookie begins with; the port follows."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # no-referrer would turn the Origin of our own forms into null
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Server": "Backline",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def refusal(site: Site, request: web.Request) -> tuple[int, str] | None:
    """Why a request is not answered, as a status and a sentence; None where it is."""
    if foreign := _foreign(site, request):
        return foreign
    if _shows_token(site, request):
        return None  # :func:`entrance` answers
    if not _knows(site, request):
        return 403, (
            "Open the address that scripts/serve.py printed when it started: it holds the token."
        )
    if "Origin" not in request.headers and _changes(request) and not _bearer(site, request):
        return 403, "A change must say where it comes from: the header Origin is missing."
    return None


def _foreign(site: Site, request: web.Request) -> tuple[int, str] | None:
    """Why a request is none of these pages' own, whatever it knows."""
    hosts = {urlsplit(origin).netloc for origin in site.origins}
    if request.headers.get("Host", "").lower() not in hosts:
        return 421, f"These pages are at {site.origins[0]} only."
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in site.origins:
        return 403, "Another site may not ask here."
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and _changes(request):
        return 403, "Another site may not change anything here."
    return None


def _changes(request: web.Request) -> bool:
    return request.method not in ("GET", "HEAD")


def cookie_name(site: Site) -> str:
    """What the cookie is called: browsers give it to every port, so that each has its own."""
    port = urlsplit(site.origins[0]).port
    return f"{COOKIE}-{port}"


def _knows(site: Site, request: web.Request) -> bool:
    return _bearer(site, request) or _same(request.cookies.get(cookie_name(site), ""), site.token)


def _bearer(site: Site, request: web.Request) -> bool:
    """Whether a person's own tool shows the token, which no other site can make a browser do."""
    return _same(request.headers.get("Authorization", ""), f"Bearer {site.token}")


def _shows_token(site: Site, request: web.Request) -> bool:
    """Whether a request is for the start address."""
    given = request.query.get("token")
    return given is not None and request.method == "GET" and _same(given, site.token)


def _same(given: str, wanted: str) -> bool:
    # A header may hold any bytes, which come as halves of surrogate pairs.
    return hmac.compare_digest(given.encode(errors="surrogatepass"), wanted.encode())


def entrance(site: Site, request: web.Request) -> web.StreamResponse | None:
    """The answer to the start address, which gives the cookie; None for any other address.

    It leads on to an address without the token, so that no list of visited pages has it at its end.
    """
    if not _shows_token(site, request):
        return None
    response = web.Response(status=303, headers={"Location": "/index.html"})
    response.set_cookie(cookie_name(site), site.token, httponly=True, samesite="Strict", path="/")
    return response
