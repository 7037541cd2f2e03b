"""Instagram's Graph API: ``business_discovery`` and ``debug_token``.

Rules from Meta's Graph API reference: the token may ride in ``Authorization: Bearer`` or in
``access_token``; every error is an HTTP 400 with one envelope; an unknown and a personal account
get the same answer; a version past its end is served by the oldest that is still usable.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.cast import Artist
from sandbox.failures import Failure
from sandbox.noise import DIGITS, HEX, code
from sandbox.wire import Platform, Refusal, RefusalError, Reply, Request, Scene, json_reply

OLDEST_USABLE = 21
"""Version 21 is the oldest that still answers in 2026; it ends on 2027-01-21."""

_DISCOVERY = re.compile(r"business_discovery\.username\(([^)]*)\)\{([^{}]*)\}")
_KNOWN_FIELDS = frozenset(
    [
        "id",
        "username",
        "name",
        "biography",
        "website",
        "profile_picture_url",
        "followers_count",
        "follows_count",
        "media_count",
    ]
)


def _error(code_number: int, message: str, subcode: int = 0, **more: Any) -> Reply:
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code_number}
    if subcode:
        error["error_subcode"] = subcode
    error |= more | {"fbtrace_id": "A" + code(HEX, 22, code_number, message)}
    return json_reply({"error": error}, 400, escape=True)


def _always(code_number: int, message: str, subcode: int = 0, **more: Any) -> Refusal:
    return lambda _request, _scene: _error(code_number, message, subcode, **more)


def _no_such_user(user: str) -> Reply:
    return _error(
        110,
        "Invalid user id",
        2207013,
        is_transient=False,
        error_user_title="Cannot find user",
        error_user_msg=f"The user with username {user} cannot be found.",
    )


def _limited(_request: Request, _scene: Scene) -> Reply:
    used = json.dumps({"call_count": 100, "total_cputime": 12, "total_time": 15})
    reply = _error(4, "(#4) Application request limit reached", is_transient=True)
    return reply.having(X_App_Usage=used)


def _limited_for_a_day(_request: Request, scene: Scene) -> Reply:
    account = scene.world.credentials()["INSTAGRAM_BUSINESS_ACCOUNT_ID"]
    minutes = {"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 1440}
    reply = _error(80002, "(#80002) Too many calls to this Instagram account", is_transient=True)
    return reply.having(X_Business_Use_Case_Usage=json.dumps({account: [minutes]}))


_BAD_TOKEN = (190, "Invalid OAuth access token - Cannot parse access token")


def _check_token(request: Request, scene: Scene) -> None:
    scheme, _, token = request.header("Authorization").partition(" ")
    token = token if scheme == "Bearer" else request.one("access_token")
    if not token:
        raise RefusalError(_error(104, "An access token is required to request this resource."))
    if token != scene.world.credentials()["INSTAGRAM_ACCESS_TOKEN"]:
        raise RefusalError(_error(*_BAD_TOKEN))
    # a token that has run out may still be asked about
    if _expired(scene) and not request.path.endswith("/debug_token"):
        ended = f"Error validating access token: Session has expired on {scene.token_expires}."
        raise RefusalError(_error(190, ended, 463))


def _expired(scene: Scene) -> bool:
    return scene.token_expires is not None and scene.day >= scene.token_expires


def _node(request: Request, scene: Scene, version: str, node: str) -> Reply:
    if node != scene.world.credentials()["INSTAGRAM_BUSINESS_ACCOUNT_ID"]:
        message = f"Unsupported get request. Object with ID '{node}' does not exist"
        return _error(100, message, 33)
    fields = request.one("fields")
    found = _DISCOVERY.search(fields)
    if not found:
        if "business_discovery" in fields:
            return _error(100, "(#100) The parameter username is required")
        return json_reply({"id": node}, escape=True)
    user, wanted = found[1].strip(), [f.strip() for f in found[2].split(",") if f.strip()]
    strange = next((f for f in wanted if f not in _KNOWN_FIELDS), None)
    if strange:
        return _error(100, f"(#100) Tried accessing nonexisting field ({strange})")
    artist = scene.world.on_instagram(user)
    if artist is None:
        return _no_such_user(user)
    document = {"business_discovery": _account(artist, wanted, scene), "id": node}
    served = f"v{max(int(version), OLDEST_USABLE)}.0"
    return json_reply(document, escape=True).having(facebook_api_version=served)


def _account(artist: Artist, wanted: list[str], scene: Scene) -> dict[str, Any]:
    numbers = scene.world.numbers(artist, scene.day)
    everything: dict[str, Any] = {
        "username": artist.instagram,
        "name": artist.name,
        "biography": f"Music by {artist.name}",
        "followers_count": numbers.instagram,
        "follows_count": 100 + numbers.posts % 90,
        "media_count": numbers.posts,
    }
    account = {name: everything[name] for name in wanted if name in everything}
    return account | {"id": "1784" + code(DIGITS, 13, artist.seed, "instagram")}


def _debug_token(request: Request, scene: Scene, _version: str) -> Reply:
    asked = request.one("input_token")
    if not asked:
        return _error(100, "(#100) The parameter input_token is required")
    if asked != scene.world.credentials()["INSTAGRAM_ACCESS_TOKEN"]:
        error = {"code": 190, "message": _BAD_TOKEN[1]}
        data: dict[str, Any] = {"error": error, "is_valid": False, "scopes": []}
        return json_reply({"data": data}, escape=True)
    expires = scene.token_expires
    access = scene.access_expires or (expires and expires + timedelta(days=30))
    data = {
        "app_id": code(DIGITS[1:], 15, scene.world.seed, "app"),
        "type": "USER" if expires else "SYSTEM_USER",
        "application": "Label numbers",
        "data_access_expires_at": _moment(access) if access else 0,
        "expires_at": _moment(expires) if expires else 0,
        "is_valid": not _expired(scene),
        "scopes": ["instagram_basic", "instagram_manage_insights", "pages_read_engagement"],
        "user_id": code(DIGITS[1:], 17, scene.world.seed, "user"),
    }
    return json_reply({"data": data}, escape=True)


def _moment(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


_COUNTS = frozenset({"followers_count", "follows_count", "media_count"})

INSTAGRAM = Platform(
    name="instagram",
    routes=(
        ("GET", re.compile(r"/v(\d{1,3})\.\d/debug_token"), _debug_token),
        ("GET", re.compile(r"/v(\d{1,3})\.\d/(\d+)"), _node),
    ),
    unknown=_always(2500, "Unknown path components"),
    guard=_check_token,
    counts=_COUNTS,
    parts=_COUNTS,
    refusals={
        Failure.RATE_LIMIT: _limited,
        Failure.RATE_LIMIT_LONG: _limited_for_a_day,
        Failure.QUOTA: _limited,
        Failure.PASSING: _always(
            2, "An unexpected error has occurred. Please retry.", is_transient=True
        ),
        Failure.UNAUTHORIZED: _always(*_BAD_TOKEN),
        Failure.FORBIDDEN: _always(
            10, "(#10) Application does not have permission for this action"
        ),
        Failure.NOT_FOUND: lambda request, _scene: _no_such_user(
            (_DISCOVERY.search(request.one("fields")) or ("", ""))[1]
        ),
        Failure.SERVER_ERROR: lambda _request, _scene: json_reply(
            {
                "error": {
                    "message": "An unknown error has occurred.",
                    "type": "OAuthException",
                    "code": 1,
                }
            },
            500,
        ),
        Failure.UNAVAILABLE: lambda _request, _scene: json_reply(
            {"error": {"message": "Service unavailable", "type": "OAuthException", "code": 2}}, 503
        ),
    },
)
