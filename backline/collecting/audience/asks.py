"""What is asked of Soundcharts for each platform, and what of an answer is a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.answers import Located, Metric, Point
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.windows import Window


@dataclass(frozen=True, slots=True)
class Ask:
    """One endpoint of one platform.

    Attributes:
        kind: ``streaming``, ``followers`` or ``account``.
        metrics: what its answers tell, worldwide.
    """

    kind: str
    platform: str
    metrics: tuple[Metric, ...]

    @property
    def name(self) -> str:
        """How it is remembered."""
        return f"{self.kind}/{self.platform}"

    def put(self, client: SoundchartsClient, account: str, window: Window) -> Listed:
        """Ask about an artist.

        Raises:
            SourceError: there was no answer.
        """
        call = {
            "streaming": client.streaming,
            "followers": client.followers,
            "account": client.audience,
        }[self.kind]
        return call(account, self.platform, window)


@dataclass(slots=True)
class Told:
    """What an answer has.

    Attributes:
        points: by metric and day, worldwide.
        located: the days of a streaming audience, with countries and cities.
    """

    points: dict[Metric, dict[date, Point]]
    located: dict[date, Located] = field(default_factory=dict)


def told(ask: Ask, listed: Listed, window: Window) -> Told:
    """What an answer to ``ask`` says of a window."""
    if ask.kind == "account":
        fields = answers.ACCOUNTS[ask.platform]
        return Told(answers.series(listed.items, fields, window))
    (metric,) = ask.metrics
    if ask.kind == "followers":
        return Told(answers.series(listed.items, {"value": metric}, window))
    located = answers.streaming(listed.items, metric, window)
    return Told({metric: {day: one.world for day, one in located.items()}}, located)


_ASKS = (
    *(Ask("streaming", name, (metric,)) for name, metric in answers.STREAMING.items()),
    *(Ask("followers", name, (metric,)) for name, metric in answers.FOLLOWERS.items()),
    *(Ask("account", name, tuple(counted.values())) for name, counted in answers.ACCOUNTS.items()),
)

PLATFORMS = tuple(dict.fromkeys(ask.platform for ask in _ASKS))
"""The platforms whose audiences can be asked for."""


def asks_of(platforms: Iterable[str]) -> list[Ask]:
    """The questions about some platforms.

    Raises:
        ConfigError: one of them cannot be asked about.
    """
    wanted = list(dict.fromkeys(platforms))
    for name in wanted:
        if name not in PLATFORMS:
            said = ", ".join(PLATFORM_LABELS[known] for known in PLATFORMS)
            raise ConfigError(
                f"Soundcharts is not asked about {shown(name, 40)!r}; it is about {said}."
            )
    return [ask for ask in _ASKS if ask.platform in wanted]
