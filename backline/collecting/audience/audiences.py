"""The numbers of artists' audiences: which days of which are to be asked for, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backline.collecting.audience.asks import Ask, told
from backline.collecting.audience.known import AskedToday
from backline.collecting.audience.rows import Ledger
from backline.errors import SourceError
from backline.measure import PLATFORM_LABELS
from backline.net import RefusedError
from backline.people import Artist
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.client import Listed
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window, windows


@dataclass(frozen=True, slots=True)
class AudienceQuestion:
    """One call: a window of one endpoint of one artist, and which of its days are wanted."""

    artist: Artist
    ask: Ask
    window: Window
    days: tuple[date, ...]


@dataclass
class Audiences:
    """The audiences of a fetch.

    Args:
        ledger: takes the rows.
        today: what was answered today.

    Attributes:
        questions: what has to be asked.
    """

    ledger: Ledger
    today: AskedToday
    questions: list[AudienceQuestion] = field(default_factory=list)

    def plan(self, artist: Artist, asks: Sequence[Ask], days: Sequence[date]) -> None:
        """Find out which of some days are not known; the newest are asked for first."""
        for ask in asks:
            series = [(artist.key, *metric, "") for metric in ask.metrics]
            wanted = [
                day
                for day in self.ledger.known.wanted(series, days)
                if not self.today.has(artist.key, ask.name, day)
            ]
            for window in windows(wanted):
                own = tuple(day for day in wanted if day in window)
                self.questions.append(AudienceQuestion(artist, ask, window, own))
        self.questions.sort(key=lambda question: question.window.last, reverse=True)

    def take(self, question: AudienceQuestion, came: Listed) -> None:
        """Write what an answer has."""
        artist = question.artist
        expected = {day for day in question.days if artist.expected_on(day)}
        said = told(question.ask, came, question.window)
        self.ledger.told(artist.key, said, question.days, expected)
        self.give_up(question)

    def missed(self, question: AudienceQuestion, error: SourceError) -> None:
        """Write what an error cost."""
        artist = question.artist
        days = [day for day in question.days if artist.expected_on(day)]
        self.ledger.missed(artist.key, question.ask.metrics, days, error)

    def give_up(self, question: AudienceQuestion) -> None:
        """Take down that asking again today will not help."""
        self.today.add(question.artist.key, question.ask.name, question.window)


def another_platform(question: AudienceQuestion, related: Any) -> str:
    """Why an answer is about another platform; empty where it is not."""
    if platform := answers.another_platform(related, question.ask.platform):
        return f"{LABEL} answered about {platform}, not {question.ask.platform}"
    return ""


def explained(error: SourceError, question: AudienceQuestion, account: str) -> SourceError:
    """The error; one about the id itself says so."""
    if isinstance(error, RefusedError) and error.status == 404:
        label = PLATFORM_LABELS[question.ask.platform]
        said = f"{LABEL} has nothing about {label} under the id {account} (404)"
        return SourceError(said, lasting=True)
    return error
