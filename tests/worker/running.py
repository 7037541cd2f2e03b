"""The Worker, asked as a test wants it, and what it may answer."""

from __future__ import annotations

import json

import requests

from sandbox.local_worker import PLENTY, LocalWorker

OFFICE_KEY = "an-office-key-of-enough-signs-0123456789"
KEYS = {
    "SPOTIFY_CLIENT_ID": "spotify-client-id-value",
    "SPOTIFY_CLIENT_SECRET": "spotify-client-secret-value",
    "YOUTUBE_API_KEY": "youtube-api-key-value",
    "INSTAGRAM_ACCESS_TOKEN": "instagram-access-token-value",
    "INSTAGRAM_BUSINESS_ACCOUNT_ID": "17841400000000001",
    "INSTAGRAM_API_VERSION": "v26.0",
    "DISCORD_BOT_TOKEN": "discord-bot-token-value",
    "DISCORD_GUILD_ID": "900000000000000001",
    "CHARTMETRIC_REFRESH_TOKEN": "chartmetric-refresh-token-value",
    "SOUNDCHARTS_APP_ID": "soundcharts-app-id-value",
    "SOUNDCHARTS_API_KEY": "soundcharts-api-key-value",
    "BACKLINE_ALERT_TEAM": "discord://alert-team-webhook/value",
}
"""A value for each name there is."""

REFUSAL = (
    403,
    '{"error":"refused"}',
    {
        "Content-Length": "19",
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    },
)


class Running(LocalWorker):
    """The Worker with short steps, and requests to it."""

    def deploy(self, variables, limits=PLENTY, stored=None):
        return super().deploy({"STEP_MS": "5", **variables}, limits, stored)

    def get(self, path="/api/credentials", key=None, method="GET", **headers):
        """One answer."""
        named = {"Accept-Encoding": "identity"}  # else the runtime would pack it
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named["Authorization"] = f"Bearer {key}"
        return requests.request(
            method, self.address + path, headers=named, timeout=20, allow_redirects=False
        )

    def audit(self, count=1) -> list[dict]:
        """The audit's lines, once there are as many."""
        self.wait(lambda: len(self.lines) >= count)
        assert len(self.lines) == count, self.lines
        return [json.loads(line) for line in self.lines]


def told(answer) -> tuple[int, str, dict[str, str]]:
    """All that an answer tells: its status, its text and its headers."""
    return answer.status_code, answer.text, dict(answer.headers)


def refused(answer) -> bool:
    """Whether it is the one refusal, to the letter."""
    assert told(answer) == REFUSAL
    return True
