"""``/campaign`` and ``/vendor``: for one role alone, seen by nobody else."""

from __future__ import annotations

import logging

from discord import app_commands

from backline.errors import BacklineError
from bot.allowed import RefusedError
from bot.asked import Question, campaign_question
from bot.client import Interaction
from bot.table import line

log = logging.getLogger(__name__)

_Name = app_commands.Range[str, 1, 300]


async def _choices(
    interaction: Interaction, table: str, current: str
) -> list[app_commands.Choice[str]]:
    """Up to 25 rows that fit; none for who may not ask, and while they cannot be read."""
    try:
        found = await interaction.client.rows_like(interaction, table, current)
    except RefusedError:
        return []
    except BacklineError as error:
        # Discord shows no sentence here; the command itself will.
        log.warning("No %s to propose: %s", table, error)
        return []
    return [app_commands.Choice(name=label, value=key) for label, key in found]


async def campaign_choices(
    interaction: Interaction, current: str
) -> list[app_commands.Choice[str]]:
    """Campaigns that fit."""
    return await _choices(interaction, "campaigns", current)


async def vendor_choices(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Vendors that fit."""
    return await _choices(interaction, "vendors", current)


async def client_choices(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Clients that fit."""
    return await _choices(interaction, "clients", current)


@app_commands.command(description=line("campaign"))
@app_commands.guild_only()
@app_commands.describe(
    name="The campaign's name or id",
    client="Instead of it a client: what they spent and got, each campaign in a line",
)
@app_commands.autocomplete(name=campaign_choices, client=client_choices)
async def campaign(
    interaction: Interaction, name: _Name | None = None, client: _Name | None = None
) -> None:
    """Answer ``/campaign``."""
    await interaction.client.answer_in_private(interaction, campaign_question(name, client))


@app_commands.command(description=line("vendor"))
@app_commands.guild_only()
@app_commands.describe(name="The vendor's name or id")
@app_commands.autocomplete(name=vendor_choices)
async def vendor(interaction: Interaction, name: _Name) -> None:
    """Answer ``/vendor``."""
    await interaction.client.answer_in_private(interaction, Question("vendor", name=name))
