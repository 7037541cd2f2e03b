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
from bot.replies.growth import PERIODS, growth_of_label
from bot.replies.growth_artist import growth_of_artist
from bot.replies.milestones import milestones_reply
from bot.replies.predict import DAYS, forecast_of_artist
from bot.replies.reply import Attachment, Reply
from bot.replies.stats import stats
from bot.replies.vendor import vendor_reply
from bot.replies.weekly import weekly_with_file

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
        command: a name of :data:`COMMANDS`.
        artist: as it was typed; None for the label.
        days: the window, where the command has one.
        platform: as it was typed, where the command has one.
        country: as it was typed; empty for worldwide.
        first: the first day of a period, where one was said.
        last: its last day, likewise.
        name: of a campaign, a vendor or a client, as it was typed.
        metric: of which number, as it was typed; empty for the usual one.
    """

    command: str
    artist: str | None = None
    days: int = 0
    platform: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    name: str = ""
    metric: str = ""

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
        return _ALONE[self.command](self, label)

    @property
    def is_report(self) -> bool:
        """Whether it takes far longer than others."""
        return self.command in (
            "weekly",
            "analyze",
            "tracks",
            "predict",
            "milestones",
            *CAMPAIGNING,
        )

    @property
    def is_small(self) -> bool:
        """Whether it is answered before others of its kind: a few lines, or one artist's."""
        one = self.artist is not None or self.command in CAMPAIGNING
        return self.command == "stats" or (self.is_report and one)


def _of_growth(asked: Question, label: Label) -> Reply:
    if asked.artist:
        return growth_of_artist(label, asked.days, asked.artist)
    return growth_of_label(label, asked.days)


def _of_tracks(asked: Question, label: Label) -> Reply:
    name = asked.artist or ""
    return tracks.tracks_of_artist(label, name, asked.platform, asked.days, asked.country)


_ALONE: Mapping[str, Callable[[Question, Label], Reply]] = {
    "stats": lambda _, label: stats(label),
    "growth": _of_growth,
    "artist": lambda asked, label: artist_profile(label, asked.artist or ""),
    "tracks": _of_tracks,
    "predict": lambda asked, label: forecast_of_artist(
        label, asked.artist or "", asked.metric, asked.days
    ),
    "milestones": lambda asked, label: milestones_reply(label, asked.artist),
}
"""What answers each command that has no file."""


@dataclass(frozen=True, slots=True)
class _Command:
    """A command's options, and what it asks with their values."""

    options: tuple[str, ...]
    needed: tuple[str, ...]
    question: Callable[[Mapping[str, str]], Question]


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


def predict_question(artist: str, metric: str | None, days: int | None) -> Question:
    """What ``/predict`` asks, with what is meant where nothing is said."""
    return Question("predict", artist, days or DAYS, metric=(metric or "").strip())


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


def _campaigning(command: str) -> _Command:
    return _Command(("name",), ("name",), lambda given: Question(command, name=given["name"]))


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


COMMANDS = {
    "stats": _Command((), (), lambda _: Question("stats")),
    "growth": _Command(("period", "artist"), ("period",), _growth),
    "artist": _Command(("name",), ("name",), lambda given: Question("artist", given["name"])),
    "weekly": _Command(
        ("artist",), (), lambda given: Question("weekly", given.get("artist") or None)
    ),
    "tracks": _Command(("artist", "platform", "period", "country"), ("artist",), _tracks),
    "milestones": _Command(
        ("artist",), (), lambda given: Question("milestones", given.get("artist") or None)
    ),
    "predict": _Command(("artist", "metric", "days"), ("artist",), _predict),
    "analyze": _Command(("artist", "from", "to", "country"), ("artist",), _analyze),
    **{command: _campaigning(command) for command in CAMPAIGNING},
}
"""The commands by name, as Discord has them."""

USAGE = (
    "/stats, /growth period:30, /growth period:30 artist:NAME, /artist name:NAME, /weekly, "
    "/tracks artist:NAME, /analyze artist:NAME, /predict artist:NAME, /milestones, "
    "/campaign name:NAME, "
    "/vendor name:NAME or /client name:NAME"
)


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
