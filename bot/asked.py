"""What a command asks, as a value, and the command text people type for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.forecast.answer import LONGEST_AHEAD, SHORTEST_AHEAD
from backline.errors import ConfigError
from backline.names import shown
from bot.library import Label
from bot.replies import tracks
from bot.replies.analysis import analysis_of_artist
from bot.replies.artist import artist_profile
from bot.replies.campaign import campaign_reply
from bot.replies.client import client_reply
from bot.replies.compare import compare_artists
from bot.replies.coverage import coverage_of
from bot.replies.growth import PERIODS, growth_of_label
from bot.replies.growth_artist import growth_of_artist
from bot.replies.help import help_reply
from bot.replies.leaderboard import leaderboard
from bot.replies.milestones import milestones_reply
from bot.replies.predict import DAYS, forecast_of_artist
from bot.replies.reply import Attachment, Reply
from bot.replies.stats import stats
from bot.replies.vendor import vendor_reply
from bot.replies.weekly import weekly_with_file
from bot.table import TABLE, USAGE, Row

CAMPAIGNING: Mapping[str, Callable[[Label, str], Reply]] = {
    "campaign": campaign_reply,
    "vendor": vendor_reply,
    "client": client_reply,
}
"""The commands about campaigns, which are answered to one role alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A command with its options; equal ones have equal answers while the files are the same.

    Attributes:
        command: a name of :data:`bot.table.TABLE`.
        artist: as it was typed; None for the label.
        other: a second artist, likewise; empty where there is none.
        metric: as it was typed, where the command has one; empty for the usual one.
        days: the window, where the command has one; 0 for none.
        platform: as it was typed, where the command has one.
        country: as it was typed; empty for worldwide.
        first: the first day of a period, where one was said.
        last: its last day, likewise.
        name: of a campaign, a vendor or a client, as it was typed.
        page: of a list that is long, from 1 on.
    """

    command: str
    artist: str | None = None
    days: int = 0
    other: str = ""
    metric: str = ""
    platform: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    name: str = ""
    page: int = 1

    def __call__(self, label: Label) -> Reply:
        """The reply.

        Raises:
            UnknownArtistError: nobody has this name.
        """
        return self.with_file(label, wanted=False)[0]

    def with_file(self, label: Label, *, wanted: bool = True) -> tuple[Reply, Attachment | None]:
        """The reply and the file that goes with it, where the command has one.

        Raises:
            UnknownArtistError: nobody has this name.
        """
        if self.command == "weekly":
            return weekly_with_file(label, self.artist, with_file=wanted)
        if self.command == "analyze":
            name, period = self.artist or "", (self.first, self.last)
            return analysis_of_artist(label, name, *period, self.country, with_file=wanted)
        return self._alone(label), None

    def _alone(self, label: Label) -> Reply:
        """The reply of a command that has no file."""
        if self.command in CAMPAIGNING:
            return CAMPAIGNING[self.command](label, self.name)
        return _ANSWERS[self.command](label, self)

    @property
    def is_report(self) -> bool:
        """Whether it takes far longer than others."""
        slow = "weekly", "analyze", "tracks", "predict", "milestones"
        return self.command in (*slow, *CAMPAIGNING)

    @property
    def is_small(self) -> bool:
        """Whether it is answered before others of its kind: a few lines, or one artist's."""
        one = self.artist is not None or self.command in CAMPAIGNING
        return self.command in ("stats", "help") or (self.is_report and one)


def _growth_reply(label: Label, asked: Question) -> Reply:
    if asked.artist:
        return growth_of_artist(label, asked.days, asked.artist)
    return growth_of_label(label, asked.days)


def _tracks_reply(label: Label, asked: Question) -> Reply:
    name = asked.artist or ""
    return tracks.tracks_of_artist(label, name, asked.platform, asked.days, asked.country)


_ANSWERS: Mapping[str, Callable[[Label, Question], Reply]] = {
    "stats": lambda label, _: stats(label),
    "growth": _growth_reply,
    "artist": lambda label, asked: artist_profile(label, asked.artist or ""),
    "coverage": lambda label, asked: coverage_of(label, asked.artist),
    "leaderboard": lambda label, asked: leaderboard(label, asked.metric, asked.days, asked.page),
    "compare": lambda label, asked: compare_artists(
        label, asked.artist or "", asked.other, asked.metric
    ),
    "predict": lambda label, asked: forecast_of_artist(
        label, asked.artist or "", asked.metric, asked.days
    ),
    "milestones": lambda label, asked: milestones_reply(label, asked.artist),
    "tracks": _tracks_reply,
    "help": lambda label, _: help_reply(label),
}
"""What answers each command that has neither a file nor a role."""


def leaderboard_question(metric: str | None, days: int | None) -> Question:
    """What ``/leaderboard`` asks; without days the numbers themselves."""
    return Question("leaderboard", days=days or 0, metric=(metric or "").strip())


def compare_question(artist: str, other: str, metric: str | None) -> Question:
    """What ``/compare`` asks."""
    return Question("compare", artist, other=other, metric=(metric or "").strip())


def predict_question(artist: str, metric: str | None, days: int | None) -> Question:
    """What ``/predict`` asks, with what is meant where nothing is said."""
    return Question("predict", artist, days=days or DAYS, metric=(metric or "").strip())


def tracks_question(
    artist: str, platform: str | None, days: int | None, country: str | None
) -> Question:
    """What ``/tracks`` asks, with what is meant where nothing is said."""
    return Question(
        "tracks",
        artist,
        days or tracks.PERIOD,
        platform=(platform or "").strip() or tracks.PLATFORM,
        country=(country or "").strip(),
    )


def analysis_question(
    artist: str, first: str | None, last: str | None, country: str | None
) -> Question:
    """What ``/analyze`` asks.

    Raises:
        ConfigError: a day is none of the calendar, or one that nothing can be known of.
    """
    return Question(
        "analyze",
        artist,
        country=(country or "").strip(),
        first=_day("from", first),
        last=_day("to", last),
    )


_EARLIEST = date(2000, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(option: str, text: str | None) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ConfigError(f"{option} must be a day such as 2026-08-31, not {shown(text, 40)!r}.")
    if not _EARLIEST <= day < date(2100, 1, 1):
        raise ConfigError(f"{option} must be a day from 2000 to 2099, not {text}.")
    return day


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
    **{command: _of_name(command) for command in CAMPAIGNING},
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
    row = TABLE.get(name)
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
