"""The commands there are: what each is for, its options, an example, and its group.

What Discord shows of a command, ``/help`` and the sentences of ``scripts/ask.py`` come from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One command.

    Attributes:
        name: as it is typed, without its slash.
        group: of :data:`backline.people.bot_groups.GROUPS`; empty for one that is always there.
        line: what it is for, at most the 100 signs that Discord shows.
        example: how it is typed.
        options: in Discord's order.
        needed: those of them without which there is no answer.
        also: other names of options that are understood where a command is typed as text.
    """

    name: str
    group: str
    line: str
    example: str
    options: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)


ROWS = (
    Row(
        "stats",
        "numbers",
        "The label's totals per platform and its most heard artists",
        "/stats",
    ),
    Row(
        "growth",
        "numbers",
        "What changed over a period, for the label or one artist",
        "/growth period:30 artist:NAME",
        ("period", "artist"),
        ("period",),
    ),
    Row(
        "artist",
        "numbers",
        "An artist's numbers, best tracks and videos, and links",
        "/artist artist:NAME",
        ("artist",),
        ("artist",),
        {"name": "artist"},
    ),
    Row(
        "weekly",
        "numbers",
        "The weekly tracking report: its main rows, and the sheet as a CSV",
        "/weekly artist:NAME",
        ("artist",),
    ),
    Row(
        "coverage",
        "numbers",
        "What was measured on the newest day, what was not and why, and when runs are",
        "/coverage artist:NAME",
        ("artist",),
    ),
    Row(
        "leaderboard",
        "rankings",
        "The artists by one number, or by how much it grew over a period",
        "/leaderboard metric:Spotify followers period:30",
        ("metric", "period"),
    ),
    Row(
        "compare",
        "rankings",
        "Two artists' one number beside each other, as lines from a common day",
        "/compare artist:NAME artist2:NAME metric:Spotify followers",
        ("artist", "artist2", "metric"),
        ("artist", "artist2"),
    ),
    Row(
        "predict",
        "forecasts",
        "What to expect of an artist's number, and how sure that is",
        "/predict artist:NAME metric:Spotify followers days:30",
        ("artist", "metric", "days"),
        ("artist",),
    ),
    Row(
        "milestones",
        "forecasts",
        "The next round numbers and when to expect them, and those reached",
        "/milestones artist:NAME",
        ("artist",),
    ),
    Row(
        "tracks",
        "audience",
        "With which songs an artist was heard, by streams",
        "/tracks artist:NAME period:30",
        ("artist", "platform", "period", "country"),
        ("artist",),
    ),
    Row(
        "analyze",
        "audience",
        "An artist's numbers over a period, with every day as a workbook",
        "/analyze artist:NAME from:2026-08-01 to:2026-08-31",
        ("artist", "from", "to", "country"),
        ("artist",),
    ),
    Row(
        "campaign",
        "campaigns",
        "A campaign's goal, delivered streams, playlists and pace, or a client's campaigns",
        "/campaign name:NAME",
        ("name", "client"),
    ),
    Row(
        "vendor",
        "campaigns",
        "A vendor's record, what it rests on, and playlists; for one role only",
        "/vendor name:NAME",
        ("name",),
        ("name",),
    ),
    Row(
        "settings",
        "",
        "What the bot tells a channel by itself; for those who may manage the server",
        "/settings",
        ("channel", "daily", "weekly", "alerts", "time_zone", "quiet"),
    ),
    Row("help", "", "The commands there are, each with an example", "/help"),
)
"""In the order people read them."""

TABLE: Mapping[str, Row] = {row.name: row for row in ROWS}
"""The same by name."""

MOST = 15
"""So many commands a person still looks through; there are never more."""

USAGE = f"{', '.join(row.example for row in ROWS[:-1])} or {ROWS[-1].example}"
"""How each is typed, in a sentence."""


def line(name: str) -> str:
    """What a command is for, as Discord shows it."""
    return TABLE[name].line


def switched_on(groups: Iterable[str]) -> list[Row]:
    """The commands of these groups and those that are always there."""
    on = {"", *groups}
    return [row for row in ROWS if row.group in on]
