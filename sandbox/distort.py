"""Turning a platform's honest answer into a failed one."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import cache
from typing import Any

from sandbox.failures import Failure
from sandbox.wire import Manner, Platform, Reply, Request, Scene, html_reply, json_reply

_PORTAL = (
    "<!doctype html><html><head><title>One moment</title></head>"
    "<body><h1>Please sign in to this network</h1></body></html>"
)
_BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
_STATUS = {
    Failure.RATE_LIMIT: 429,
    Failure.RATE_LIMIT_LONG: 429,
    Failure.QUOTA: 429,
    Failure.PASSING: 408,
    Failure.SERVER_ERROR: 500,
    Failure.UNAVAILABLE: 503,
    Failure.UNAUTHORIZED: 401,
    Failure.FORBIDDEN: 403,
    Failure.NOT_FOUND: 404,
}
_DATA = {"Content-Type": "application/json"}
_FIXED = {
    Failure.ENDLESS: Reply(200, b'{"a": "' + b"a" * 2**16, _DATA, Manner.FLOOD),
    Failure.RESET: Reply(0, b"", manner=Manner.NEVER),
    Failure.HTML: html_reply(_PORTAL),
    Failure.HTML_ERROR: html_reply(_BAD_GATEWAY, 502),
}
_MANNERS = {
    Failure.SLOW: Manner.LATE,
    Failure.TRUNCATED: Manner.CUT,
    Failure.DRIPPING: Manner.DRIP,
}
_RETRY_AFTER = {Failure.RATE_LIMIT: "1", Failure.RATE_LIMIT_LONG: "86400"}


def failed(platform: Platform, failure: Failure, request: Request, scene: Scene) -> Reply:
    """What ``platform`` answers to ``request`` while it fails this way."""
    if failure in _FIXED:
        return _FIXED[failure]
    if failure is Failure.LOOP:
        return Reply(302, b"", {"Location": f"{request.base}{request.path}"})
    if failure is Failure.BOMB:
        return Reply(200, _bomb(), {**_DATA, "Content-Encoding": "gzip"})
    return _told(platform, failure, request, scene)


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 100_000_000)


def _told(platform: Platform, failure: Failure, request: Request, scene: Scene) -> Reply:
    """The platform's own refusal, or its honest answer spoiled."""
    if failure in _STATUS:
        return _refusal(platform, failure, request, scene)
    honest = platform.answer(request, scene)
    if failure in _MANNERS:
        return replace(honest, manner=_MANNERS[failure])
    if failure is Failure.EMPTY:
        return replace(honest, status=200, body=b"")
    if platform.distort:
        return platform.distort(honest, failure)
    return _without_numbers(platform, failure, honest)


def _refusal(platform: Platform, failure: Failure, request: Request, scene: Scene) -> Reply:
    make = platform.refusals.get(failure)
    if make is None and failure is Failure.RATE_LIMIT_LONG:
        make = platform.refusals.get(Failure.RATE_LIMIT)
    status = _STATUS[failure]
    reply = make(request, scene) if make else json_reply({"message": f"{failure}"}, status)
    if reply.status == 429 and failure in _RETRY_AFTER:
        return reply.having(Retry_After=_RETRY_AFTER[failure])
    return reply


def _without_numbers(platform: Platform, failure: Failure, honest: Reply) -> Reply:
    document = json.loads(honest.body)
    if failure is Failure.MISSING_FIELDS:
        changed = _dropped(document, platform.parts)
    else:
        changed = _worded(document, platform)
    return replace(honest, body=json_reply(changed).body)


def _dropped(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {k: _dropped(v, keys) for k, v in value.items() if k not in keys}
    return [_dropped(v, keys) for v in value] if isinstance(value, list) else value


def _worded(value: Any, platform: Platform) -> Any:
    if isinstance(value, list):
        return [_worded(v, platform) for v in value]
    if not isinstance(value, dict):
        return value
    return {
        k: platform.wrong
        if k in platform.counts and not isinstance(v, dict | list)
        else _worded(v, platform)
        for k, v in value.items()
    }
