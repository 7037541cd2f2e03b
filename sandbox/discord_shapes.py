"""The shapes of what Discord sends: as much of each as its own library reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

APPLICATION = "77"
ME = {
    "id": APPLICATION, "username": "backline", "discriminator": "0", "avatar": None, "bot": True,
}  # fmt: skip
SOMEBODY = {"id": "99", "username": "ada", "discriminator": "0", "avatar": None}

_BEGUN = "2026-01-01T00:00:00+00:00"

_ERRORS = {
    10008: "Unknown Message",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    40060: "Interaction has already been acknowledged.",
    50027: "Invalid Webhook Token",
}


def error(code: int) -> dict[str, Any]:
    """The body of an answer that is none."""
    return {"message": _ERRORS.get(code, "no"), "code": code}


def application() -> dict[str, Any]:
    """The bot's own."""
    return {
        "id": APPLICATION, "name": "Backline", "description": "", "icon": None, "flags": 0,
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "x",
        "owner": ME, "summary": "", "rpc_origins": None, "team": None,
    }  # fmt: skip


def ready(url: str, guilds: Iterable[str]) -> dict[str, Any]:
    """What begins a session; the servers follow one by one."""
    return {
        "v": 10, "user": ME, "session_id": "s", "shard": [0, 1], "resume_gateway_url": url,
        "guilds": [{"id": one, "unavailable": True} for one in guilds],
        "application": {"id": APPLICATION, "flags": 0},
    }  # fmt: skip


def guild(place: int) -> dict[str, Any]:
    """A server with one channel."""
    own = str(200_000_000_000_000_000 + place)
    role = {
        "id": own, "name": "@everyone", "permissions": "2147483648", "position": 0, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip
    channel = {
        "id": str(300_000_000_000_000_000 + place), "type": 0, "name": "numbers", "position": 0,
        "permission_overwrites": [], "parent_id": None, "nsfw": False, "guild_id": own,
    }  # fmt: skip
    return {
        "id": own, "name": f"Server {place}", "owner_id": SOMEBODY["id"], "member_count": 2,
        "roles": [role], "channels": [channel], "members": [], "threads": [], "emojis": [],
        "stickers": [], "features": [], "stage_instances": [], "guild_scheduled_events": [],
        "voice_states": [], "presences": [], "soundboard_sounds": [], "premium_tier": 0,
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0,
        "mfa_level": 0, "nsfw_level": 0, "system_channel_flags": 0, "preferred_locale": "en-US",
        "afk_timeout": 300, "premium_progress_bar_enabled": False, "large": False,
        "joined_at": _BEGUN,
    }  # fmt: skip


def interaction(
    own: str, token: str, kind: int, data: Mapping[str, Any], where: Mapping[str, Any]
) -> dict[str, Any]:
    """Somebody's command, press or typing in a server."""
    channel = where["channels"][0]
    member = {
        "user": SOMEBODY, "roles": [], "joined_at": _BEGUN, "deaf": False, "mute": False,
        "flags": 0, "permissions": "2147483648", "nick": None, "avatar": None, "pending": False,
    }  # fmt: skip
    return {
        "id": own, "application_id": APPLICATION, "type": kind, "token": token, "version": 1,
        "data": dict(data), "guild_id": where["id"], "guild": {"id": where["id"], "features": []},
        "channel_id": channel["id"], "channel": channel, "member": member, "locale": "en-US",
        "guild_locale": "en-US", "app_permissions": "2147483648", "entitlements": [],
        "authorizing_integration_owners": {}, "context": 0, "attachment_size_limit": 10_485_760,
    }  # fmt: skip


def message(own: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """A message of the bot's; what is attached has the names it was given."""
    return {
        "id": own, "channel_id": "300000000000000000", "author": ME, "timestamp": _BEGUN,
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [],
        "mention_roles": [], "pinned": False, "type": 0, "flags": 0, "attachments": [],
        "content": shown.get("content") or "", "embeds": shown.get("embeds") or [],
        "components": shown.get("components") or [], "files": shown.get("files") or {},
    }  # fmt: skip
