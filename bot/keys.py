"""The bot's own keys: from the environment, ``bot/.env``, the root's ``.env`` or the worker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backline.errors import ConfigError
from backline.net import Credentials, load_credentials, load_settings
from backline.net.credentials import NAMES

OF_THE_BOT = ("DISCORD_BOT_TOKEN", "DISCORD_CLIENT_ID", "DISCORD_GUILD_ID")
"""What may stand in ``bot/.env``, of which a host can be given nothing else."""

_NO_ID = {
    "DISCORD_GUILD_ID": (
        "DISCORD_GUILD_ID must be the server's id, a number of 17 to 20 digits: "
        "copy it from the server's menu with developer mode on."
    ),
    "DISCORD_CLIENT_ID": (
        "DISCORD_CLIENT_ID must be the application's id, a number of 17 to 20 digits: "
        "copy it from the developer portal, under General Information."
    ),
}


def own_env(root: Path) -> Path:
    """The bot's own file of keys."""
    return root / "bot" / ".env"


def variables_of(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, and what of :data:`OF_THE_BOT` it leaves to ``bot/.env``.

    Raises:
        ConfigError: the file is no text.
    """
    try:
        own = load_settings({}, own_env(root))
    except ConfigError as error:
        raise ConfigError(f"bot/{error}") from None  # which names the file alone
    kept = {name: own[name] for name in OF_THE_BOT if name in own}
    return {**kept, **{name: value for name, value in environment.items() if value.strip()}}


def keys_of(root: Path, environment: Mapping[str, str]) -> Credentials:
    """Every key the bot may have, and the redactor that knows them.

    Raises:
        ConfigError: a file is no text, or the credentials worker refuses.
    """
    variables = variables_of(root, environment)
    return load_credentials(variables, root / ".env", names=(*NAMES, "DISCORD_CLIENT_ID"))


def setting_of(root: Path, environment: Mapping[str, str], name: str) -> str:
    """A variable that is no key, e.g. ``BACKLINE_LOG``; empty where it is unset.

    Raises:
        ConfigError: the ``.env`` is no text.
    """
    return load_settings(environment, root / ".env").get(name, "")


def token_of(credentials: Credentials) -> str:
    """The bot's token.

    Raises:
        ConfigError: there is none.
    """
    token = credentials.get("DISCORD_BOT_TOKEN")
    if not token:
        why = f" ({credentials.unavailable})" if credentials.unavailable else ""
        raise ConfigError(
            f"DISCORD_BOT_TOKEN is missing{why}: set it in the environment, bot/.env or .env; "
            "Discord's developer portal gives it, under Bot."
        )
    return token


def guild_of(credentials: Credentials) -> int | None:
    """The one server the commands are for, or None.

    Raises:
        ConfigError: it is no number.
    """
    return id_of(credentials, "DISCORD_GUILD_ID")


def id_of(credentials: Credentials, name: str) -> int | None:
    """The number of a variable, or None.

    Raises:
        ConfigError: it is no number.
    """
    text = credentials.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise ConfigError(_NO_ID[name])
    return int(text)
