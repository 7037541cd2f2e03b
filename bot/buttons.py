"""The buttons below a reply: which there are, and the question that each carries in its id.

A button needs nothing that the bot remembers: its id is the whole question, so that it works after
a restart, and below a reply of long ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from backline.errors import BacklineError
from bot.asked import Question
from bot.replies import growth, tracks
from bot.replies.metrics import METRICS, key_of
from bot.replies.pages import Page
from bot.replies.reply import size

LONGEST = 100
"""So long an id of a button may be, by Discord."""

_FORM = "1"
"""What an id begins with: the form it is written in."""

_UNKNOWN = "This button is not one I know: ask with the command again."


class UnknownButtonError(BacklineError):
    """An id is of no button that the bot makes; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button to be.

    Attributes:
        label: what stands on it, in words.
        id: the question it asks; see :func:`id_of`.
        is_present: whether its answer is the one above it, so that it cannot be pressed.
    """

    label: str
    id: str
    is_present: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a command's buttons may ask.

    Attributes:
        periods: the days there is a button for.
        parts: of a question, in the order of the id; an artist comes last, since a name may hold
            the sign between them.
        also: days that a question may have beside those.
    """

    periods: tuple[int, ...]
    parts: tuple[str, ...]
    also: tuple[int, ...] = ()


_KINDS: Mapping[str, _Kind] = {
    "growth": _Kind(growth.PERIODS, ("days", "artist")),
    "leaderboard": _Kind(growth.PERIODS, ("days", "page", "metric"), also=(0,)),
    "predict": _Kind((7, 30, 60, 90), ("days", "metric", "artist")),
    "tracks": _Kind(tracks.PERIODS, ("days", "page", "platform", "country", "artist")),
    "milestones": _Kind((), ("page", "artist"), also=(0,)),
    "coverage": _Kind((), ("page", "artist"), also=(0,)),
}
"""The commands whose replies have buttons. None of a campaign: those are for one role's eyes."""

_NAMED = frozenset({"predict", "tracks"})
"""Those that are always about one artist."""

_WORTH: Mapping[str, re.Pattern[str]] = {
    "days": re.compile(r"0|[1-9][0-9]?"),
    "page": re.compile(r"[1-9][0-9]{0,3}"),
    "metric": re.compile("|".join(["", *(re.escape(key_of(metric)) for metric in METRICS)])),
    "platform": re.compile(r"[^:]{1,60}"),
    "country": re.compile(r"(?:[A-Za-z]{2})?"),
    "artist": re.compile(r".*"),
}
"""What each part of an id may be."""


def has_buttons(command: str) -> bool:
    """Whether a command's replies have buttons."""
    return command in _KINDS


def rows_of(asked: Question, page: Page | None = None) -> list[list[Button]]:
    """The buttons below a reply, in rows.

    Args:
        asked: the question it answers, its artist and its number by their keys.
        page: of the reply's long list, where it has one.

    Returns:
        No button where a question does not fit into an id.
    """
    if not has_buttons(asked.command):
        return []
    asked = replace(asked, page=page.number if page else 1)
    rows = (list(_periods(asked)), list(_pages(asked, page)) if page else [])
    return [row for row in rows if row]


def _periods(asked: Question) -> Iterator[Button]:
    if not asked.days:
        return  # the numbers themselves, which are of no period
    for days in _KINDS[asked.command].periods:
        present = days == asked.days
        # Another period has other first places.
        found = id_of(asked if present else replace(asked, days=days, page=1))
        if found is not None:
            yield Button(f"{days} days", found, present)


def _pages(asked: Question, page: Page) -> Iterator[Button]:
    before = id_of(replace(asked, page=page.number - 1))
    after = id_of(replace(asked, page=page.number + 1))
    if page.first and before is not None:
        yield Button(f"Previous {page.each}", before)
    if page.left and after is not None:
        yield Button(f"Next {min(page.left, page.each)}", after)


def id_of(asked: Question) -> str | None:
    """A question as the id of a button; None where it does not fit into one."""
    text = _written(asked)
    return text if size(text) <= LONGEST and _read(text) == asked else None


def question_in(text: str) -> Question:
    """The question of a button.

    Raises:
        UnknownButtonError: the text is no id that :func:`id_of` gives.
    """
    found = _read(text)
    if found is None or id_of(found) != text:
        raise UnknownButtonError(_UNKNOWN)
    return found


def _written(asked: Question) -> str:
    kind = _KINDS.get(asked.command)
    parts = (getattr(asked, part) for part in kind.parts) if kind else ()
    return ":".join([_FORM, asked.command, *("" if one is None else str(one) for one in parts)])


def _read(text: str) -> Question | None:
    form, command, values = (*text.split(":", 2), "", "")[:3]
    kind = _KINDS.get(command)
    if kind is None or form != _FORM:
        return None
    said = dict(zip(kind.parts, values.split(":", len(kind.parts) - 1), strict=False))
    if set(said) != set(kind.parts):
        return None
    if not all(_WORTH[part].fullmatch(one) for part, one in said.items()):
        return None
    days, artist = int(said.get("days", 0)), said.get("artist") or None
    if days not in (*kind.periods, *kind.also) or (command in _NAMED and artist is None):
        return None
    return Question(
        command,
        artist,
        days,
        metric=said.get("metric", ""),
        platform=said.get("platform", ""),
        country=said.get("country", ""),
        page=int(said.get("page", 1)),
    )
