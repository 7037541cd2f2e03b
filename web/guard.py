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
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def refusal(site: Site, request: web.Request) -> tuple[int, str] | None:
    """Why a request is not answered, as a status and a sentence; None where it is."""
    hosts = {urlsplit(origin).netloc for origin in site.origins}
    if request.headers.get("Host", "").lower() not in hosts:
        return 421, f"These pages are at {site.origins[0]} only."
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in site.origins:
        return 403, "Another site may not ask here."
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method != "GET":
        return 403, "Another site may not change anything here."
    if not _knows(site, request):
        return 403, (
            "Open the address that scripts/serve.py printed when it started: it holds the token."
        )
    if request.method not in ("GET", "HEAD") and origin is None and not _bearer(site, request):
        return 403, "A change must say where it comes from: the header Origin is missing."
    return None


def _knows(site: Site, request: web.Request) -> bool:
    cookie = request.cookies.get(COOKIE, "")
    return _bearer(site, request) or hmac.compare_digest(cookie.encode(), site.token.encode())


def _bearer(site: Site, request: web.Request) -> bool:
    """Whether a person's own tool shows the token, which no other site can make a browser do."""
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {site.token}".encode())


def entrance(site: Site, request: web.Request) -> web.StreamResponse | None:
    """The answer to the start address, which gives the cookie; None for any other address."""
    given = request.query.get("token")
    if given is None or request.method != "GET":
        return None
    if not hmac.compare_digest(given.encode(), site.token.encode()):
        return None
    response = web.HTTPSeeOther("/index.html")
    response.set_cookie(COOKIE, site.token, httponly=True, samesite="Strict", path="/")
    return response
