"""Where the platforms are: themselves, or a sandbox on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from backline.errors import ConfigError

SANDBOX_VARIABLE = "BACKLINE_SANDBOX_URL"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The base address of each platform, without a slash at the end."""

    spotify_api: str = "https://api.spotify.com/v1"
    spotify_accounts: str = "https://accounts.spotify.com"
    spotify_page: str = "https://open.spotify.com"
    youtube: str = "https://youtube.googleapis.com"
    instagram: str = "https://graph.facebook.com"
    discord: str = "https://discord.com/api/v10"
    deezer: str = "https://api.deezer.com"
    chartmetric: str = "https://api.chartmetric.com"
    soundcharts: str = "https://customer.api.soundcharts.com"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Endpoints:
        """The real platforms, or the sandbox where ``BACKLINE_SANDBOX_URL`` names one.

        Each platform of the sandbox lies under a path of its field's name,
        e.g. ``http://127.0.0.1:8800/spotify_api``.

        Raises:
            ConfigError: the sandbox's address is not on this machine: keys must not be sent to
                a stranger by a variable.
        """
        sandbox = environment.get(SANDBOX_VARIABLE, "").rstrip("/")
        if not sandbox:
            return cls()
        parts = urlsplit(sandbox)
        if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ConfigError(
                f"{SANDBOX_VARIABLE} must be an http address of this machine, "
                "such as http://127.0.0.1:8800."
            )
        return cls(**{f.name: f"{sandbox}/{f.name}" for f in fields(cls)})
