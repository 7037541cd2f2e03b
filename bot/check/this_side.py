"""What this machine says: of the files of keys, the numbers, the checkout, the state, the fonts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from backline.errors import BacklineError
from backline.exports.pictures.drawing import drawable
from backline.exports.pictures.engine import engine
from backline.names import shown
from backline.net.env_file import others_can_read, would_be_committed
from backline.store import Store
from backline.words import many
from bot.check.finding import NOTE, Finding
from bot.checkout import Checkout
from bot.keys import own_env
from bot.library import utc_today
from bot.state import State

_OLDEST = 3
"""Days after which the newest numbers are so old that the daily job or the pull must be stuck."""

_SCRIPTS = {
    "Latin": "Aé",
    "Greek": "Ωδ",
    "Cyrillic": "Жя",
    "Hebrew": "אב",
    "Arabic": "عر",
    "Devanagari": "नम",
    "Tamil": "அக",
    "Georgian": "აბ",
    "Armenian": "աբ",
    "Thai": "กข",
    "Chinese": "漢字",
    "Japanese": "かナ",
    "Korean": "한글",
}
"""By name, two letters of each."""

_ELSE = "|another name|"

_PACKAGES = "fonts-noto-core and fonts-noto-cjk"


def env_findings(root: Path) -> Iterator[Finding]:
    """Whether the files of keys are for their owner alone."""
    for path in (own_env(root), root / ".env"):
        name = path.relative_to(root).as_posix()
        if not path.is_file():
            continue
        well = True
        if would_be_committed(path):
            well = False
            yield Finding(
                "Keys",
                f"git would commit {name}: add a line .env to .gitignore and run: "
                f"git rm --cached {name}.",
                1,
            )
        if others_can_read(path):
            well = False
            yield Finding(
                "Keys", f"Other users of this machine can read {name}: run chmod 600 {name}.", 1
            )
        if well:
            yield Finding("Keys", f"{name} is its owner's alone.")


def data_findings(store: Store) -> Iterator[Finding]:
    """Whether there is something to answer from, and how it is kept fresh."""
    try:
        roster = store.roster()
    except BacklineError as error:
        yield Finding.of(error, "Roster")
        minutes = None
    else:
        minutes = roster.settings.bot_pull_minutes
        count = len(roster.artists)
        if count:
            yield Finding("Roster", f"{shown(roster.label, 60)} has {many(count, 'artist')}.")
        else:
            yield Finding("Roster", "It holds nobody: add artists with scripts/artists.py add.", 1)
    yield _newest(store)
    yield _checkout(store.root, minutes)


def _newest(store: Store) -> Finding:
    try:
        newest = store.newest_day()
    except (BacklineError, OSError) as error:
        return Finding("Numbers", f"The data folder cannot be read: {error}", 1)
    if newest is None:
        return Finding("Numbers", "None are measured yet: run scripts/collect.py.", 1)
    age = (utc_today() - newest).days
    if age < 0:
        return Finding(
            "Numbers", f"The newest day is {newest}, which is to come: set this machine's clock.", 1
        )
    days = "today" if age == 0 else "yesterday" if age == 1 else f"{age} days ago"
    if age > _OLDEST:
        return Finding(
            "Numbers",
            f"The newest day is {newest}, {days}: see whether the daily run (update-data) ends "
            "well and whether this checkout is pulled.",
            1,
        )
    return Finding("Numbers", f"The newest day is {newest}, {days}.")


def _checkout(root: Path, minutes: float | None) -> Finding:
    if minutes == 0:
        return Finding("Checkout", "It is not pulled: bot_pull_minutes is 0 in roster.toml.", NOTE)
    checkout = Checkout(root)
    if checkout.is_read_only():
        return Finding("Checkout", "It is read-only here: pull it from outside.", NOTE)
    if not checkout.can_be_pulled():
        return Finding(
            "Checkout", "It has no remote, so that new days come only by themselves.", NOTE
        )
    why = checkout.unreachable()
    if why:
        return Finding(
            "Checkout",
            f"It cannot be pulled ({why.rstrip('.')}): run git pull --ff-only there and mend "
            "what it says.",
            1,
        )
    often = f", every {minutes:g} minutes" if minutes else ""
    return Finding("Checkout", f"It can be pulled{often}.")


def state_findings(state: State, folder: Path) -> Iterator[Finding]:
    """Whether the bot can remember what it told Discord."""
    why = state.fault()
    if why:
        yield Finding(
            "State",
            f"{folder} cannot be written ({why}): name a folder that can be in BACKLINE_BOT_STATE.",
            1,
        )
    else:
        yield Finding("State", "Its folder can be written.")


def font_findings(store: Store) -> Iterator[Finding]:
    """Which scripts charts can be drawn in, and whose names are not."""
    drawn = [name for name, letters in _SCRIPTS.items() if drawable(letters, "") == letters]
    others = [name for name in _SCRIPTS if name not in drawn]
    why = _cannot_draw()
    if why:
        yield Finding(
            "Charts",
            f"None can be drawn ({why}), so that replies come without: run make install again.",
            1,
        )
        return
    lacking = f", not in {_listed(others, 'or')}" if others else ""
    yield Finding("Charts", f"They are drawn, in {_listed(drawn)}{lacking}.")
    try:
        artists = store.roster().artists
    except BacklineError:
        return  # said already
    told = [
        f"{shown(one.name, 40)} ({one.key})"
        for one in artists
        if drawable(one.name, _ELSE) == _ELSE
    ]
    if told:
        more = f" and {len(told) - 5} more" if len(told) > 5 else ""
        whose = "This name is drawn as its key" if len(told) == 1 else "Names drawn as their keys"
        yield Finding(
            "Charts",
            f"{whose}: {', '.join(told[:5])}{more}. No font here has all the letters: install "
            f"Debian's {_PACKAGES} and start the bot again. Replies have every name whole.",
            NOTE,
        )


def _cannot_draw() -> str:
    """Why no chart can be drawn, or the empty string."""
    try:
        spec = {"mark": "point", "data": {"values": [{}]}, "width": 10, "height": 10}
        engine().vegalite_to_png(spec)
    except (ImportError, ValueError, OSError) as error:
        return type(error).__name__
    return ""


def _listed(names: list[str], last: str = "and") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
