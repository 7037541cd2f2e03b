"""The text that people type for a command, as the question it asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from backline.analysis.forecast.answer import LONGEST_AHEAD, SHORTEST_AHEAD
from backline.errors import ConfigError
from backline.names import shown
from bot.asked import (
    Question,
    analysis_question,
    campaign_question,
    compare_question,
    leaderboard_question,
    predict_question,
    tracks_question,
)
from bot.replies import tracks
from bot.replies.growth import PERIODS
from bot.table import TABLE, USAGE, Row

_FORMER: Mapping[str, Row] = {
    "client": Row("client", "campaigns", "", "/campaign client:NAME", ("name",), ("name",))
}
"""Commands of before, which are options of others now and are still understood."""


def _days(text: str, periods: Sequence[int]) -> int:
    text = text.removesuffix("days").strip()
    if text not in {str(days) for days in periods}:
        choices = ", ".join(str(days) for days in periods)
        raise ConfigError(f"period must be one of {choices} days, not {shown(text, 40)!r}.")
    return int(text)


def _of_name(command: str) -> Callable[[Mapping[str, str]], Question]:
    return lambda given: Question(command, name=given["name"])


def _of_artist(command: str) -> Callable[[Mapping[str, str]], Question]:
    return lambda given: Question(command, given.get("artist") or None)


def _growth(options: Mapping[str, str]) -> Question:
    days = _days(options["period"], PERIODS)
    return Question("growth", options.get("artist") or None, days)


def _tracks(options: Mapping[str, str]) -> Question:
    period = options.get("period")
    days = _days(period, tracks.PERIODS) if period else None
    return tracks_question(options["artist"], options.get("platform"), days, options.get("country"))


def _settings(options: Mapping[str, str]) -> Question:
    if options:
        raise ConfigError(
            "What the bot tells by itself is set on its server with /settings, or in roster.toml "
            "under [bot_channels.ID]; /settings alone shows it here."
        )
    return Question("settings")


def _predict(options: Mapping[str, str]) -> Question:
    text = options.get("days", "").removesuffix("days").strip()
    whole = text.isascii() and text.isdigit() and len(text) < 3
    if text and not (whole and SHORTEST_AHEAD <= int(text) <= LONGEST_AHEAD):
        raise ConfigError(
            f"days must be a whole number from {SHORTEST_AHEAD} to {LONGEST_AHEAD}, "
            f"not {shown(text, 40)!r}."
        )
    return predict_question(options["artist"], options.get("metric"), int(text) if text else None)


def _analyze(options: Mapping[str, str]) -> Question:
    said = (options.get(name) for name in ("from", "to", "country"))
    return analysis_question(options["artist"], *said)


def _leaderboard(options: Mapping[str, str]) -> Question:
    period = options.get("period")
    days = _days(period, PERIODS) if period else None
    return leaderboard_question(options.get("metric"), days)


def _compare(options: Mapping[str, str]) -> Question:
    return compare_question(options["artist"], options["artist2"], options.get("metric"))


_QUESTIONS: Mapping[str, Callable[[Mapping[str, str]], Question]] = {
    "growth": _growth,
    "leaderboard": _leaderboard,
    "compare": _compare,
    "tracks": _tracks,
    "analyze": _analyze,
    "predict": _predict,
    "campaign": lambda given: campaign_question(given.get("name"), given.get("client")),
    "vendor": _of_name("vendor"),
    "client": _of_name("client"),
    "settings": _settings,
}
"""What a command asks with its options' values; of those not here the artist is all."""


def question_of(text: str) -> Question:
    """What a command text such as ``/growth period:30 artist:Casa 24`` asks.

    Raises:
        ConfigError: there is no such command or option, one is missing, or a value is none of
            the choices.
    """
    words = text.strip().removeprefix("/").split(maxsplit=1)
    name = words[0].lower() if words else ""
    row = TABLE.get(name) or _FORMER.get(name)
    if row is None:
        raise ConfigError(f"There is no command {shown(name, 40)!r}: try {USAGE}.")
    options = _options(words[1] if len(words) > 1 else "", row)
    for needed in row.needed:
        if not options.get(needed):
            raise ConfigError(f"/{name} needs {needed}: try {row.example}.")
    return _QUESTIONS.get(name, _of_artist(name))(options)


def _options(text: str, row: Row) -> dict[str, str]:
    """The options by name; a value goes on until the next option of the command."""
    if not text.strip():
        return {}
    known = "|".join((*row.options, *row.also)) or r"(?!)"
    parts = re.split(rf"(?:^|\s)({known}):", text)
    if parts[0].strip():
        stray = parts[0].split()[0].split(":")[0]
        there = " and ".join(row.options) or "none"
        raise ConfigError(
            f"/{row.name} has no option {shown(stray, 40)!r}; its options: {there}. "
            f"Try {row.example}."
        )
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {row.also.get(key, key): value.strip() for key, value in pairs}
