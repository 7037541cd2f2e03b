"""Spotify's public artist page, the only place of its that tells monthly listeners.

The count stands in ``og:description``, shortened to one decimal and a suffix, in the words of the
language asked for. Some pages come as a shell without that tag: the normal failure.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from sandbox.cast import Artist, Quirk
from sandbox.failures import Failure
from sandbox.wire import Platform, Refusal, Reply, Request, Scene, html_reply

_SUFFIXES = ((10**3, "K"), (10**6, "M"), (10**9, "B"))
_DESCRIPTION = re.compile(r'<meta property="og:description" content="[^"]*"/>')


def shortened(count: int) -> str:
    """``278249`` as ``278.2K``: rounded to one decimal of its suffix, a bare number below 1,000."""
    if count < 1000:
        return str(count)
    # 999,950 is 1M and not 1000K, so the suffix is chosen after rounding
    fitting = (pair for pair in _SUFFIXES if _tenths(count, pair[0]) < 10_000)
    size, suffix = next(fitting, _SUFFIXES[-1])
    whole, tenth = divmod(_tenths(count, size), 10)
    return f"{whole}.{tenth}{suffix}" if tenth else f"{whole}{suffix}"


def _tenths(count: int, size: int) -> int:
    return (count * 10 + size // 2) // size


def _description(artist: Artist, listeners: int, language: str) -> str:
    count = f"{listeners:,}" if Quirk.COMMA_PAGE in artist.quirks else shortened(listeners)
    if language.startswith("de"):
        return f"Künstler*in · {count.replace('.', ';').replace(',', '.').replace(';', ',')} " + (
            "monatliche Hörer*innen."
        )
    noun = "listener" if listeners == 1 else "listeners"
    return f"Artist · {count} monthly {noun}."


def _page(request: Request, scene: Scene, spotify_id: str) -> Reply:
    artist = scene.world.on_spotify(spotify_id)
    if artist is None:
        return _plain(404, "Page not found")
    tags = ""
    if Quirk.SHELL_PAGE not in artist.quirks:
        listeners = scene.world.numbers(artist, scene.day).listeners
        language = request.header("Accept-Language").strip().lower()
        described = html.escape(_description(artist, listeners, language))
        tags = (
            f'<meta property="og:title" content="{html.escape(artist.name)}"/>'
            f'<meta property="og:description" content="{described}"/>'
            '<meta property="og:type" content="profile"/>'
            f'<meta property="og:url" content="https://open.spotify.com/artist/{artist.spotify}"/>'
        )
    return html_reply(
        '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/>'
        f"<title>{html.escape(artist.name) if tags else 'Web Player'}</title>{tags}</head>"
        '<body><div id="main"></div></body></html>'
    )


def _plain(status: int, words: str) -> Reply:
    return html_reply(f"<!DOCTYPE html><html><body><h1>{words}</h1></body></html>", status)


def _always(status: int, words: str) -> Refusal:
    return lambda _request, _scene: _plain(status, words)


def _distort(honest: Reply, failure: Failure) -> Reply:
    tag = ""
    if failure is Failure.WRONG_TYPES:
        tag = '<meta property="og:description" content="Artist · abc monthly listeners."/>'
    return replace(honest, body=_DESCRIPTION.sub(tag, honest.body.decode()).encode())


PAGE = Platform(
    name="spotify_page",
    routes=(("GET", re.compile(r"/artist/([^/]+)"), _page),),
    unknown=_always(404, "Page not found"),
    counts=frozenset(),
    parts=frozenset(),
    distort=_distort,
    refusals={
        Failure.RATE_LIMIT: _always(429, "Too many requests"),
        Failure.QUOTA: _always(429, "Too many requests"),
        Failure.SERVER_ERROR: _always(500, "Something went wrong"),
        Failure.UNAVAILABLE: _always(503, "Back soon"),
        Failure.UNAUTHORIZED: _always(401, "Please log in"),
        Failure.FORBIDDEN: _always(403, "Forbidden"),
        Failure.NOT_FOUND: _always(404, "Page not found"),
    },
)
