"""The credentials worker: one route that tells a bearer of its key all names and values."""

from __future__ import annotations

import re

from sandbox.failures import Failure
from sandbox.wire import Platform, Refusal, RefusalError, Reply, Request, Scene, json_reply

_NAMES = frozenset(
    (
        "SPOTIFY_CLIENT_ID",
        "SPOTIFY_CLIENT_SECRET",
        "YOUTUBE_API_KEY",
        "INSTAGRAM_ACCESS_TOKEN",
        "INSTAGRAM_BUSINESS_ACCOUNT_ID",
        "INSTAGRAM_API_VERSION",
        "DISCORD_BOT_TOKEN",
        "DISCORD_GUILD_ID",
        "CHARTMETRIC_REFRESH_TOKEN",
    )
)


def _always(status: int, word: str) -> Refusal:
    return lambda _request, _scene: json_reply({"error": word}, status)


def _check_key(request: Request, scene: Scene) -> None:
    if request.header("Authorization") != f"Bearer {scene.world.worker_key}":
        raise RefusalError(
            json_reply({"error": "unauthorized"}, 401).having(WWW_Authenticate="Bearer")
        )


def _credentials(_request: Request, scene: Scene) -> Reply:
    return json_reply(scene.world.credentials()).having(Cache_Control="no-store")


WORKER = Platform(
    name="worker",
    routes=(("GET", re.compile(r"/api/credentials"), _credentials),),
    unknown=_always(404, "not_found"),
    guard=_check_key,
    counts=_NAMES,
    parts=_NAMES,
    wrong=12345,
    refusals={
        Failure.UNAUTHORIZED: _always(401, "unauthorized"),
        Failure.FORBIDDEN: _always(403, "forbidden"),
        Failure.NOT_FOUND: _always(404, "not_found"),
    },
)
