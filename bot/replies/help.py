"""``/help``: the commands there are, each with what it is for and an example."""

from __future__ import annotations

from backline.people.bot_groups import GROUPS
from bot.library import Label
from bot.replies.reply import Reply, Section, reply
from bot.table import Row, switched_on

ALWAYS = "About the bot"

_ABOUT = (
    "Names and numbers are proposed while you type, also without accents. Below each answer stands "
    "which day it is from."
)


def help_reply(label: Label) -> Reply:
    """The commands of the groups that the label has switched on."""
    rows = switched_on(label.warehouse.roster.settings.bot_commands)
    sections = [
        Section(heading, tuple(_line(row) for row in rows if row.group == group))
        for group, heading in (*GROUPS.items(), ("", ALWAYS))
    ]
    return reply("Commands", [_ABOUT], sections, label.notices)


def _line(row: Row) -> str:
    example = "" if row.example == f"/{row.name}" else f": {row.example}"
    return f"**/{row.name}** {row.line}{example}"
