"""Roots for the bot's tests: a small label, a large one with hostile names, and odd ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from backline.measure import Measurement, State
from backline.names import slug
from backline.people import parse_roster
from backline.store import Day, Store, Subject, Subjects
from tests.roots import DAY, before, row

HOSTILE = (
    "@everyone",
    "<@123456789012345678>",
    "**x**",
    "[a](http://evil.example) [b](http://worse.example)",
    "https://evil.example/path",
    "=cmd()",
    "..",
    "# heading",
    "> quote",
    "- item",
    "`code` ~~gone~~ ||spoiler||",
    "\u202eright to left\u202c",
    "שלום עולם",
    "مرحبا بالعالم",
    "宇多田ヒカル",
    "🎸🔥",
    "Rock 🎸 Band",
    "A" * 300,
    "*" * 299 + "!",
    "🎸" * 290 + " end",
    "https://x.example/" + "/".join("ab" for _ in range(90)),
    "\\*not bold\\*",
    "</stats:123456789012345678> <t:1:R> <#123456789012345678> <:a:123456789012345678>",
    "[markup]red[/markup]",
    "Zalgo \u0301\u0301\u0301\u0301e",
)


def names(count: int) -> list[str]:
    """``count`` names, hostile ones first, then long ones that differ at the end only."""
    return [*HOSTILE, *(f"{'The Very Long Name ' * 15}{n}" for n in range(count))][:count]


def roster_of(artists: Iterable[str | tuple[str, str]], label: str = "Night Shift") -> str:
    """A roster's text from names, or names with further TOML lines."""
    parts = [f"label = {json.dumps(label, ensure_ascii=False)}"]
    for n, artist in enumerate(artists):
        name, more = artist if isinstance(artist, tuple) else (artist, "")
        key = slug(name, "artist")[:50].strip("-") + f"-{n}"
        quoted = json.dumps(name, ensure_ascii=False)
        parts.append(f"[[artist]]\nkey = {json.dumps(key)}\nname = {quoted}\n{more}")
    return "\n\n".join(parts) + "\n"


def save(root: Path, rows: Iterable[Measurement], text: str, subjects: Subjects | None = None):
    """Write a roster and rows as the days of a root."""
    root.mkdir(parents=True, exist_ok=True)
    store = Store(root)
    store.roster_file.write_text(text, encoding="utf-8")
    days: dict[date, Day] = {}
    for m in rows:
        days.setdefault(m.date, Day(m.date)).measurements.append(m)
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(text), subjects or Subjects())
    return root


SERIES = {
    "spotify/followers": 1_000,
    "spotify/monthly_listeners": 20_000,
    "spotify/popularity": 40,
    "youtube/subscribers": 12_300,
    "youtube/views": 1_234_567,
    "youtube/videos": 30,
    "instagram/followers": 4_000,
    "instagram/posts": 200,
    "deezer/fans": 90,
}


def series_rows(
    artist: str, days: Sequence[date], scale: float = 1, series: Iterable[str] = SERIES
) -> list[Measurement]:
    """Rows of every series on every day, growing by one hundredth of the start a day."""
    found = []
    for name in series:
        start = int(SERIES[name] * scale)
        for day in days:
            value = start - (DAY - day).days * max(1, start // 1000)
            step = 100 if name == "youtube/subscribers" else 1
            found.append(row(day, max(0, value), artist=artist, series=name, resolution=step))
    return found


def small_label(root: Path, days: int = 40) -> Path:
    """Eight artists; the last one was measured nowhere but on Instagram."""
    listed = [f"Artist {n}" for n in range(1, 9)]
    text = roster_of(listed)
    roster = parse_roster(text)
    every = [before(n) for n in range(days)]
    rows = []
    for place, artist in enumerate(roster.artists):
        only = SERIES if place < 7 else ("instagram/followers", "instagram/posts")
        rows += series_rows(artist.key, every, 1 + place / 10, only)
        if place == 7:
            rows += [
                row(d, None, artist=artist.key, state=State.NOT_CONFIGURED, detail="no account")
                for d in every
            ]
    rows += [row(d, 60, artist="", series="discord/members") for d in every]
    rows += [row(d, 9, artist="", series="discord/online") for d in every]
    subjects = Subjects()
    rows += _best(roster.artists[0].key, every, subjects)
    return save(root, rows, text, subjects)


def _best(artist: str, days: Sequence[date], subjects: Subjects) -> list[Measurement]:
    found = []
    for n in range(3):
        track = f"{n}" * 22
        video = f"video{n:06}"
        keys = (
            subjects.place(Subject("", "track", artist, f"Song [{n}] *live*", spotify=track)),
            subjects.place(Subject("", "video", artist, f"@everyone look {n}", youtube=video)),
        )
        for day in days:
            age = (DAY - day).days
            values = {"spotify/popularity": 50 - n, "youtube/views": 900 * (n + 1) - age}
            for key, (series, value) in zip(keys, values.items(), strict=True):
                found.append(row(day, value, artist=artist, series=series, subject=key))
    return found


def large_label(root: Path, artists: int = 200) -> Path:
    """Many artists with the longest and most hostile names, measured on a few days."""
    text = roster_of(names(artists), label="**Label** @everyone " + "L" * 170)
    days = [before(n) for n in (0, 1, 7, 14, 28, 29, 30, 60, 90)]
    rows = []
    for place, artist in enumerate(parse_roster(text).artists):
        rows += series_rows(artist.key, days, 1 + place / 50)
        rows.append(
            row(DAY, None, artist=artist.key, series="deezer/fans", detail="timed out " * 30)
        )
    return save(root, rows, text)
