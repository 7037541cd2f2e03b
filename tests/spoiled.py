"""Honest answers of the sandbox, spoiled on the way: by their bytes, fields, lists and headers."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from backline.net.bounds import _Bounded
from backline.net.pace import LIMITS, Limit

HUGE = "@huge@"
DEEP = "@deep@"
HALF = "@half@"
_SPELLED = {
    b'"@huge@"': b"9" * 5000,
    b'"@deep@"': b"[" * 5000 + b"]" * 5000,
    b"@half@": b"\\ud83d",
}
"""What no ``json.dumps`` writes."""

HOSTILE = st.sampled_from(
    [
        *(None, True, False, -1, 0, 2**63, 10**39, 1e300, 1.5, HUGE, DEEP, HALF, "", " ", "x"),
        *(float("nan"), float("inf"), "-5", "1_000", "12,5", "9" * 5000, "\u0663", "a\0b\r\nc"),
        *([], {}, [[]], {"id": {}}, [None], "=1+1", "::stop-commands::x", "\u202e\u2028", "@all"),
        *("z" * 200_000, [["x"] * 3] * 30),
    ]
)
"""Values where another belongs."""

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")

HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("Retry-After", "X-RateLimit-Reset-After", "X-RateLimit-Limit", "X-RateLimit-Reset"),
            *("X-RateLimit-Remaining", "Date", "X-Business-Use-Case-Usage", "Content-Type"),
            *("Location", "Content-Encoding"),
        ]
    ),
    st.sampled_from(
        [
            *("", "9" * 5000, "-1", "nan", "inf", "\xe9", "0", "1", "application/json; charset=x"),
            *("Mon, 01 Jan 99999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2300", "[]", "{}"),
            *('{"1": [{"estimated_time_to_regain_access": 1e400}]}', "[" * 5000, "http://[", "/"),
            *('{"1": [{"estimated_time_to_regain_access": ' + "9" * 5000 + "}]}", "text/html"),
        ]
    ),
    max_size=2,
)


def encoded(name):
    """The answer in another form of Unicode."""
    return lambda body: body.decode().encode(name)


def cut(at):
    """The answer without its end; ``at`` in thousandths."""
    return lambda body: body[: len(body) * at // 1000]


def broken(at, byte):
    """The answer with one byte changed."""

    def change(body):
        place = (len(body) - 1) * at // 1000
        return body[:place] + bytes([byte]) + body[place + 1 :]

    return change


def field(at, value):
    """The answer with one value, the ``at``-th thousandth of all, replaced."""

    def change(body):
        try:
            document = json.loads(body)
        except ValueError:
            return body  # a page, or nothing
        places = list(_places(document))
        if not places:
            return body
        inside, key = places[(len(places) - 1) * at // 1000]
        inside[key] = value
        written = json.dumps(document).encode()
        for sign, spelled in _SPELLED.items():
            written = written.replace(sign, spelled)
        return written

    return change


def _places(value):
    """Every place in a document that holds a value, as its container and key."""
    pairs = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)


def lists(change: Callable):
    """The answer with every list in it changed."""

    def changed(value):
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        return change([changed(inner) for inner in value]) if isinstance(value, list) else value

    def spoil(body):
        try:
            return json.dumps(changed(json.loads(body))).encode()
        except ValueError:
            return body

    return spoil


def stuck():
    """A cache that gives its first answer of each form to everybody."""
    first = {}

    def spoil(body):
        try:
            document = json.loads(body)
        except ValueError:
            return first.setdefault("page", body)
        form = (document.get("kind"), document.get("id") is None, *sorted(document)[:2])
        return first.setdefault(form, body)

    return spoil


PLACE = st.integers(0, 1000)
BODIES = st.one_of(
    st.builds(field, PLACE, HOSTILE),
    st.builds(cut, PLACE),
    st.builds(broken, PLACE, st.integers(0, 255)),
    st.builds(lambda body: lambda _: body, st.binary(max_size=8)),
)
"""What may happen to a body."""


@contextmanager
def spoiling(box, platform, spoil, headers=(), status=None):
    """Every answer of one platform is spoiled; nothing travels over a socket, no pace is kept."""

    def send(_, request, **kwargs):
        parts = urlsplit(request.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        given = {name.lower(): value for name, value in request.headers.items()}
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        reply = box.handle(request.method, target, given, body)
        response = requests.Response()
        response.request, response.url = request, request.url
        response.status_code = reply.status
        response.headers = CaseInsensitiveDict(reply.headers)
        response._content = reply.body
        if target.startswith(f"/{platform}/"):
            response._content = spoil(reply.body)
            response.headers.update(headers)
            response.status_code = status or reply.status
        for hook in request.hooks["response"]:
            assert callable(hook)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Bounded, "send", send)
        for name, limit in LIMITS.items():
            patch.setitem(LIMITS, name, Limit(100_000, 1, limit.in_flight))
        yield
