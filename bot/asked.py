"""What a command asks, as a value, and what answers it; :mod:`bot.typed` reads typed commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

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
from bot.replies.day import day_reply
from bot.replies.digest import week_reply
from bot.replies.growth import growth_of_label
from bot.replies.growth_artist import growth_of_artist
from bot.replies.help import help_reply
from bot.replies.leaderboard import leaderboard
from bot.replies.milestones import milestones_reply
from bot.replies.predict import DAYS, forecast_of_artist
from bot.replies.reply import Attachment, Reply
from bot.replies.settings import settings_here
from bot.replies.stats import stats
from bot.replies.vendor import vendor_reply
from bot.replies.weekly import weekly_with_file

CAMPAIGNING: Mapping[str, Callable[[Label, str], Reply]] = {
    "campaign": campaign_reply,
    "vendor": vendor_reply,
    "client": client_reply,
}
"""What is asked about campaigns, which is answered to one role alone; a client by ``/campaign``."""


@dataclass(frozen=True, slots=True)
class Question:
    """A command with its options; equal ones have equal answers while the files are the same.

    Attributes:
        command: a name of :data:`bot.table.TABLE`, ``client``, or one of :data:`POSTED`.
        artist: as it was typed; None for the label.
        other: a second artist, likewise; empty where there is none.
        metric: as it was typed, where the command has one; empty for the usual one.
        days: the window, where the command has one; 0 for none.
        platform: as it was typed, where the command has one.
        country: as it was typed; empty for worldwide.
        first: the first day of a period, where one was said.
        last: its last day, likewise; the day of a post.
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
        if self.command in POSTED:
            return POSTED[self.command](label, self.last or label.today)
        return _ANSWERS[self.command](label, self)

    @property
    def is_report(self) -> bool:
        """Whether it takes far longer than others."""
        slow = "weekly", "analyze", "tracks", "predict", "milestones", *POSTED
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
    return tracks.tracks_of_artist(
        label, name, asked.platform, asked.days, asked.country, asked.page
    )


POSTED: Mapping[str, Callable[[Label, date], Reply]] = {"day": day_reply, "week": week_reply}
"""What nobody types: the bot asks it of a last day, to post the answer."""

_ANSWERS: Mapping[str, Callable[[Label, Question], Reply]] = {
    "stats": lambda label, _: stats(label),
    "growth": _growth_reply,
    "artist": lambda label, asked: artist_profile(label, asked.artist or ""),
    "coverage": lambda label, asked: coverage_of(label, asked.artist, asked.page),
    "leaderboard": lambda label, asked: leaderboard(label, asked.metric, asked.days, asked.page),
    "compare": lambda label, asked: compare_artists(
        label, asked.artist or "", asked.other, asked.metric
    ),
    "predict": lambda label, asked: forecast_of_artist(
        label, asked.artist or "", asked.metric, asked.days
    ),
    "milestones": lambda label, asked: milestones_reply(label, asked.artist, asked.page),
    "tracks": _tracks_reply,
    "help": lambda label, _: help_reply(label),
    "settings": lambda label, _: settings_here(label),
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


def campaign_question(name: str | None, client: str | None) -> Question:
    """What ``/campaign`` asks: about a campaign, or about all of a client.

    Raises:
        ConfigError: neither is named, or both are.
    """
    named, whose = (name or "").strip(), (client or "").strip()
    if bool(named) == bool(whose):
        raise ConfigError(
            "/campaign needs the name of a campaign or a client's, one of them: try "
            "/campaign name:NAME or /campaign client:NAME."
        )
    return Question("client", name=whose) if whose else Question("campaign", name=named)


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
