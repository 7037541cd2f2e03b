"""``python -m bot --check``: what is well and what is to be mended, with nothing started."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from backline.errors import BacklineError, ConfigError
from backline.net import Credentials, Endpoints, load_settings
from backline.store import Store
from bot.check.discord_side import Wanted, discord_findings, invitation
from bot.check.finding import Finding, show
from bot.check.posting import channel_findings
from bot.check.this_side import data_findings, env_findings, font_findings, state_findings
from bot.commands import commands_of
from bot.keys import guild_of, id_of, keys_of, token_of, variables_of
from bot.log import form_of
from bot.posts.channels import channels_of
from bot.run import settings_of
from bot.state import FOLDER_VARIABLE, State, folder_of


def check_bot(root: Path, environment: Mapping[str, str]) -> int:
    """Say it all.

    Returns:
        The exit code: 0 where all is well, 1 where something must be mended, 2 where something is
        not set up or set wrongly.

    Raises:
        ConfigError: a file of keys is no text, or the credentials worker refuses.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    logging.getLogger().addHandler(logging.NullHandler())  # what is to be said is a finding
    credentials = keys_of(root, environment)
    settings = load_settings(variables_of(root, environment), root / ".env")
    return show(_findings(root, credentials, settings), credentials.redactor)


def _findings(
    root: Path, credentials: Credentials, settings: Mapping[str, str]
) -> Iterator[Finding]:
    wanted = client = None
    try:
        client = id_of(credentials, "DISCORD_CLIENT_ID")
        commands = tuple(one.name for one in commands_of(settings_of(Store(root)).bot_commands))
        wanted = Wanted(token_of(credentials), guild_of(credentials), client, commands)
        form_of(settings.get("BACKLINE_LOG", ""))
    except ConfigError as error:
        yield Finding.of(error, "Settings")
        if client is not None and wanted is None:
            yield invitation(client)
    state = State(folder_of(root, settings.get(FOLDER_VARIABLE, "")))
    if wanted is not None:
        try:
            endpoints = Endpoints.from_environment(settings)
        except BacklineError as error:
            yield Finding.of(error, "Settings")
        else:
            yield from discord_findings(wanted, endpoints.discord, state)
            told = _channels(Store(root), state)
            yield from channel_findings(wanted.token, endpoints.discord, told)
    yield from env_findings(root)
    yield from data_findings(Store(root))
    yield from state_findings(state, folder_of(root, settings.get(FOLDER_VARIABLE, "")))
    yield from font_findings(Store(root))


def _channels(store: Store, state: State) -> list[int]:
    """The channels that are told anything; none while the roster is wrong, which is said."""
    try:
        return list(channels_of(store.roster(), state))
    except BacklineError:
        return []
