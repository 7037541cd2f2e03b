"""A root with campaigns and what the bot says of it, without a server."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bot.asked import Question
from bot.library import Library
from bot.replies.reply import Reply
from bot.replies.text import plain
from tests.campaigns.campaign_roots import ride, rows, seen, write_book, write_scrapes
from tests.campaigns.scraped import added
from tests.test_bot_words import within_limits

TODAY = date(2026, 9, 11)
AUGUST = added("2026-08-05")
COUNTS = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650, "2026-09-10": 3700}
ASKED = [("campaign", "night"), ("vendor", "pulse"), ("client", "nova")]


def roster(root: Path, role: int | None = None) -> Path:
    """A root's roster, with the role that is answered."""
    setting = f"[settings]\nbot_campaign_role = {role}\n" if role else ""
    root.mkdir(parents=True, exist_ok=True)
    (root / "roster.toml").write_text(f'label = "Night Shift"\n{setting}')
    return root


def scrapes():
    return [
        seen(
            day,
            w7day=[ride(count // 10, AUGUST)],
            w28day=[ride(count // 2, AUGUST)],
            w12months=[
                ride(count, AUGUST),
                ride(70, "Sep 1, 2024", "Drift"),
                ("Radio", "Spotify", 300, "—"),
            ],
        )
        for day, count in COUNTS.items()
    ]


def label(root: Path, **tables) -> Path:
    """Four weekly scrapes of one song at one vendor."""
    return write_scrapes(write_book(roster(root), rows(**tables)), *scrapes())


def ask(root, command, name, today=TODAY) -> Reply:
    reply = Library(root, today=lambda: today).ask(Question(command, name=name))
    within_limits(reply)
    return reply


def text_of(reply: Reply) -> str:
    return plain(json.dumps(reply.to_dict(), ensure_ascii=False))


def section(reply: Reply, begins: str) -> str:
    return next(value for name, value in reply.fields if name.startswith(begins))
