"""The Worker in workerd on this machine, deployed as a test wants it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from pathlib import Path
from threading import Thread

import requests

WORKER = Path(__file__).resolve().parents[2] / "worker"
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

PLENTY = {"ADDRESS_LIMIT": 100_000, "CALLER_LIMIT": 100_000}


def hashed(key: str) -> str:
    """What of a key the Worker is told."""
    return hashlib.sha256(key.encode()).hexdigest()


class Running:
    """One process; each :meth:`deploy` begins anew with nothing remembered.

    Attributes:
        address: where it answers.
        lines: what it wrote into its log.
    """

    def __init__(self) -> None:
        self.address = ""
        self.lines: list[str] = []
        self._ports: list[int] = []
        self._process = subprocess.Popen(
            ["node", "serve.mjs"],
            cwd=WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8",
        )  # fmt: skip
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            if line.startswith('{"port":'):
                self._ports.append(json.loads(line)["port"])
            else:
                self.lines.append(line.rstrip("\n"))

    def deploy(self, vars, limits=PLENTY, kv=None) -> str:
        """Its address, once it answers with these settings."""
        self._ports.clear()
        self.lines.clear()
        written = {"vars": {"STEP_MS": "5", **vars}, "limits": limits}
        written |= {"kv": kv} if kv is not None else {}
        self._process.stdin.write(json.dumps(written) + "\n")
        self._process.stdin.flush()
        until(lambda: self._ports or self._process.poll() is not None, seconds=60)
        assert self._ports, "\n".join(self.lines)
        self.address = f"http://127.0.0.1:{self._ports[0]}"
        return self.address

    def get(self, path="/api/credentials", key=None, method="GET", **headers):
        """One answer."""
        named = {"Accept-Encoding": "identity"}  # a stranger's server would pack it
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named["Authorization"] = f"Bearer {key}"
        return requests.request(
            method, self.address + path, headers=named, timeout=20, allow_redirects=False
        )

    def audit(self, count=1) -> list[dict]:
        """The audit's lines, once there are as many."""
        until(lambda: len(self.lines) >= count)
        assert len(self.lines) == count, self.lines
        return [json.loads(line) for line in self.lines]

    def close(self) -> None:
        self._process.stdin.close()
        assert self._process.wait(20) == 0
        self._reader.join(20)
        self._process.stdout.close()


def until(there, seconds=5) -> None:
    """Wait for something that comes from another process, and no longer than it may take."""
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        time.sleep(0.005)


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


def told(answer) -> tuple[int, str, dict[str, str]]:
    """All that an answer tells: its status, its text and its headers."""
    return answer.status_code, answer.text, dict(answer.headers)


def refused(answer) -> bool:
    """Whether it is the one refusal, to the letter."""
    assert told(answer) == REFUSAL
    return True
