"""A stand-in for the credential endpoint, where its own runtime is not: its answers to the letter.

It knows one caller, who shows the world's key and may have all of its values. The Worker itself is
in :mod:`sandbox.local_worker`; one set of tests holds both to the same.
"""

from __future__ import annotations

import re

from backline.measure import PLATFORM_LABELS
from backline.sources.standing import ALSO, KEYS
from sandbox.failures import Failure
from sandbox.wire import Platform, RefusalError, Reply, Request, Scene, json_reply

KEYS_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys([*PLATFORM_LABELS, "alerts"], ()),
    **{platform: (*names, *ALSO.get(platform, ())) for platform, names in KEYS.items()},
}
"""What each platform is asked with, by the words that ``?only=`` knows."""

_NAMES = frozenset(name for names in KEYS_OF.values() for name in names)


def _closed(reply: Reply) -> Reply:
    return reply.having(Cache_Control="no-store", X_Content_Type_Options="nosniff")


def _refusal(*_: object) -> Reply:
    """The one refusal, whatever was wrong."""
    return _closed(json_reply({"error": "refused"}, 403).having(Content_Type="application/json"))


def _alive(_request: Request, _scene: Scene) -> Reply:
    return _closed(Reply(200, b"ok\n", {"Content-Type": "text/plain; charset=utf-8"}))


def _credentials(request: Request, scene: Scene) -> Reply:
    if request.header("Authorization") != f"Bearer {scene.world.worker_key}":
        raise RefusalError(_refusal())
    values = scene.world.credentials()
    names = _wanted(request) if request.query else set(values)
    told = {name: values[name] for name in sorted(names) if name in values}
    return _closed(json_reply(told).having(Content_Type="application/json"))


def _wanted(request: Request) -> set[str]:
    """The names that ``?only=`` asks for."""
    words = request.one("only").split(",")
    is_one = list(request.query) == ["only"] and len(request.query["only"]) == 1
    if not is_one or not KEYS_OF.keys() >= {*words}:
        raise RefusalError(_refusal())
    return {name for word in words for name in KEYS_OF[word]}


WORKER = Platform(
    name="worker",
    routes=(
        ("GET", re.compile(r"/healthz"), _alive),
        ("GET", re.compile(r"/api/credentials"), _credentials),
    ),
    unknown=_refusal,
    counts=_NAMES,
    parts=_NAMES,
    wrong=12345,
    refusals=dict.fromkeys((Failure.UNAUTHORIZED, Failure.FORBIDDEN, Failure.NOT_FOUND), _refusal),
)
