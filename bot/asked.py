"""What a command asks, as a value, and the command text people type for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backline.errors import ConfigError
from backline.names import shown
from bot.library import Label
from bot.replies.artist import artist_profile
from bot.replies.growth import PERIODS, growth_of_label
from bot.replies.growth_artist import growth_of_artist
from bot.replies.reply import Reply
from bot.replies.stats import stats
from bot.replies.weekly import WeeklyFile, weekly_with_file


@dataclass(frozen=True, slots=True)
class Question:
    """A command with its options; equal ones have equal answers while the files are the same.

    Attributes:
        command: a name of :data:`COMMANDS`.
        artist: as it was typed; None for the label.
        days: the window, where the command has one.
    """

    command: str
    artist: str | None = None
    days: int = 0

    def __call__(self, label: Label) -> Reply:
        """The reply.

        Raises:
            UnknownArtistError: nobody has this name.
        """
        return self.with_file(label, wanted=False)[0]

    def with_file(self, label: Label, *, wanted: bool = True) -> tuple[Reply, WeeklyFile | None]:
        """The reply and the file that goes with it, where the command has one.

        Raises:
            UnknownArtistError: nobody has this name.
        """
        if self.command == "weekly":
            return weekly_with_file(label, self.artist, with_file=wanted)
        if self.command == "growth":
            if self.artist:
                return growth_of_artist(label, self.days, self.artist), None
            return growth_of_label(label, self.days), None
        if self.command == "artist":
            return artist_profile(label, self.artist or ""), None
        return stats(label), None

    @property
    def is_report(self) -> bool:
        """Whether it takes far longer than others."""
        return self.command == "weekly"

    @property
    def is_small(self) -> bool:
        """Whether it is answered before others of its kind: a few lines, or one artist's."""
        return self.command == "stats" or (self.is_report and self.artist is not None)


@dataclass(frozen=True, slots=True)
class _Command:
    """A command's options, and what it asks with their values."""

    options: tuple[str, ...]
    needed: tuple[str, ...]
    question: Callable[[Mapping[str, str]], Question]


def _growth(options: Mapping[str, str]) -> Question:
    text = options["period"].removesuffix("days").strip()
    if text not in {str(days) for days in PERIODS}:
        choices = ", ".join(str(days) for days in PERIODS)
        raise ConfigError(f"period must be one of {choices} days, not {shown(text, 40)!r}.")
    return Question("growth", options.get("artist") or None, int(text))


COMMANDS = {
    "stats": _Command((), (), lambda _: Question("stats")),
    "growth": _Command(("period", "artist"), ("period",), _growth),
    "artist": _Command(("name",), ("name",), lambda given: Question("artist", given["name"])),
    "weekly": _Command(
        ("artist",), (), lambda given: Question("weekly", given.get("artist") or None)
    ),
}
"""The commands by name, as Discord has them."""

USAGE = "/stats, /growth period:30, /growth period:30 artist:NAME, /artist name:NAME or /weekly"


def question_of(text: str) -> Question:
    """What a command text such as ``/growth period:30 artist:Casa 24`` asks.

    Raises:
        ConfigError: there is no such command or option, one is missing, or a value is none of
            the choices.
    """
    words = text.strip().removeprefix("/").split(maxsplit=1)
    name = words[0].lower() if words else ""
    command = COMMANDS.get(name)
    if command is None:
        raise ConfigError(f"There is no command {shown(name, 40)!r}: try {USAGE}.")
    options = _options(words[1] if len(words) > 1 else "", name, command)
    for needed in command.needed:
        if not options.get(needed):
            raise ConfigError(f"/{name} needs {needed}: try {USAGE}.")
    return command.question(options)


def _options(text: str, name: str, command: _Command) -> dict[str, str]:
    """The options by name; a value goes on until the next option of the command."""
    if not text.strip():
        return {}
    known = "|".join(command.options) or r"(?!)"
    parts = re.split(rf"(?:^|\s)({known}):", text)
    if parts[0].strip():
        stray = parts[0].split()[0].split(":")[0]
        there = " and ".join(command.options) or "none"
        raise ConfigError(
            f"/{name} has no option {shown(stray, 40)!r}; its options: {there}. Try {USAGE}."
        )
    return {key: value.strip() for key, value in zip(parts[1::2], parts[2::2], strict=True)}
