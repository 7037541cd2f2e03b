"""Discord's guild endpoint: the label's server and, when asked for, its two counts.

Beside it what a bot asks of itself: who it is, its application, and which commands stand where.

Rules from Discord's developer documentation: ``with_counts=true`` adds the approximate counts;
errors are ``{"message", "code"}``; a 429 tells ``retry_after`` in its body as well.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from sandbox.failures import Failure
from sandbox.noise import HEX, code
from sandbox.wire import Platform, Refusal, RefusalError, Reply, Request, Scene, json_reply


def _error(status: int, code_number: int, message: str) -> Reply:
    return _json({"message": message, "code": code_number}, status)


def _json(document: dict[str, Any], status: int = 200) -> Reply:
    # discord.py reads a body as JSON only where the type is written exactly like this
    return json_reply(document, status).having(Content_Type="application/json")


def _always(status: int, code_number: int, message: str) -> Refusal:
    return lambda _request, _scene: _error(status, code_number, message)


def _limited(seconds: float) -> Refusal:
    def reply(_request: Request, _scene: Scene) -> Reply:
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        return _json(body, 429).having(
            Retry_After=str(int(seconds)),
            X_RateLimit_Limit="5",
            X_RateLimit_Remaining="0",
            X_RateLimit_Reset_After=f"{seconds:.3f}",
            X_RateLimit_Scope="user",
        )

    return reply


def _check_token(request: Request, scene: Scene) -> None:
    if request.header("Authorization") != f"Bot {scene.world.credentials()['DISCORD_BOT_TOKEN']}":
        raise RefusalError(_error(401, 0, "401: Unauthorized"))


def _guild(request: Request, scene: Scene, guild_id: str) -> Reply:
    world = scene.world
    if not guild_id.isdecimal():
        return _error(400, 50035, "Invalid Form Body")
    if guild_id != world.credentials()["DISCORD_GUILD_ID"]:
        return _error(404, 10004, "Unknown Guild")
    document: dict[str, Any] = {
        "id": guild_id,
        "name": f"{world.label} 🏮",
        "icon": code(HEX, 32, world.seed, "icon"),
        "description": None,
        "splash": None,
        "discovery_splash": None,
        "features": ["COMMUNITY", "NEWS"],
        "emojis": [],
        "stickers": [],
        "banner": None,
        "owner_id": str(int(guild_id) + 17),
        "afk_timeout": 300,
        "verification_level": 1,
        "roles": [],
        "mfa_level": 0,
        "max_members": 500000,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "nsfw": False,
    }
    if request.one("with_counts").lower() in ("true", "1"):
        members, online = world.discord(scene.day)
        document["approximate_member_count"] = members
        document["approximate_presence_count"] = online
    return _json(document).having(X_RateLimit_Limit="5", X_RateLimit_Remaining="4")


def _application_id(scene: Scene) -> str:
    return str(int(scene.world.credentials()["DISCORD_GUILD_ID"]) + 29)


def _me(_request: Request, scene: Scene) -> Reply:
    document = {"id": _application_id(scene), "username": "backline", "bot": True}
    now = scene.clock or datetime.now(UTC)
    return _json(document).having(Date=format_datetime(now, usegmt=True))


def _application(_request: Request, scene: Scene) -> Reply:
    document = {
        "id": _application_id(scene),
        "name": "Backline",
        "bot_public": True,
        "bot_require_code_grant": False,
        "interactions_endpoint_url": None,
        "flags": 0,
    }
    return _json(document)


def _commands(_request: Request, scene: Scene, application: str, guild: str | None = None) -> Reply:
    if application != _application_id(scene):
        return _error(
            403, 20012, "You are not authorized to perform this action on this application"
        )
    if guild not in (None, scene.world.credentials()["DISCORD_GUILD_ID"]):
        return _error(403, 50001, "Missing Access")
    return Reply(200, b"[]", {"Content-Type": "application/json"})


def _messages(_request: Request, scene: Scene, channel: str) -> Reply:
    """The one channel of the server, in which nobody has written."""
    if int(channel) != int(scene.world.credentials()["DISCORD_GUILD_ID"]) + 1:
        return _error(404, 10003, "Unknown Channel")
    return Reply(200, b"[]", {"Content-Type": "application/json"})


_COUNTS = frozenset({"approximate_member_count", "approximate_presence_count"})

DISCORD = Platform(
    name="discord",
    routes=(
        ("GET", re.compile(r"/guilds/([^/]+)"), _guild),
        ("GET", re.compile(r"/users/@me"), _me),
        ("GET", re.compile(r"/applications/@me"), _application),
        ("GET", re.compile(r"/channels/(\d{1,20})/messages"), _messages),
        ("GET", re.compile(r"/applications/(\d+)/commands"), _commands),
        ("GET", re.compile(r"/applications/(\d+)/guilds/(\d+)/commands"), _commands),
    ),
    unknown=_always(404, 0, "404: Not Found"),
    guard=_check_token,
    counts=_COUNTS,
    parts=_COUNTS,
    refusals={
        Failure.RATE_LIMIT: _limited(1.0),
        Failure.RATE_LIMIT_LONG: _limited(86400.0),
        Failure.PASSING: _always(400, 130000, "API resource is currently overloaded."),
        Failure.UNAUTHORIZED: _always(401, 0, "401: Unauthorized"),
        Failure.FORBIDDEN: _always(403, 50001, "Missing Access"),
        Failure.NOT_FOUND: _always(404, 10004, "Unknown Guild"),
        Failure.SERVER_ERROR: _always(500, 0, "500: Internal Server Error"),
        Failure.UNAVAILABLE: _always(503, 0, "503: Service Unavailable"),
    },
)
