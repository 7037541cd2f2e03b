"""Whether somebody may ask about campaigns: whoever has the one role that the roster names."""

from __future__ import annotations

import discord

from backline.errors import BacklineError

NO_ROLE = (
    "Campaigns are answered to one role alone, and none is set: write bot_campaign_role = ID under "
    "[settings] of roster.toml, with the role's id."
)
NOT_HERE = "Campaigns are answered on the server alone, where it can be seen who has the role."
NOT_YOU = "Campaigns are answered to a role that you do not have."


class RefusedError(BacklineError):
    """Somebody may not ask this; the message says why."""


def check(user: discord.User | discord.Member, role: int | None) -> None:
    """Let somebody pass who has the role, on the server of the role.

    Args:
        user: who asks, as Discord sent them with this very interaction.
        role: the role's id; None where none is set, so that nobody passes.

    Raises:
        RefusedError: they may not ask.
    """
    if role is None:
        raise RefusedError(NO_ROLE)
    if not isinstance(user, discord.Member):
        raise RefusedError(NOT_HERE)
    # Everybody has a server's first role; that it was set by its id opens nothing.
    if not any(one.id == role and not one.is_default() for one in user.roles):
        raise RefusedError(NOT_YOU)
