"""How fast each platform may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrate_limiter import Limiter


@dataclass(frozen=True, slots=True)
class Limit:
    """How fast a platform is asked: at most ``requests`` in any ``seconds``.

    Attributes:
        in_flight: how many requests may be under way at the same time.
    """

    requests: int
    seconds: float
    in_flight: int


LIMITS: dict[str, Limit] = {
    # Not published: a rolling window of 30 s, and a quota a day that counts every call.
    "spotify_api": Limit(10, 1, 4),
    # A website, not an interface: no faster than a person with two tabs.
    "spotify_page": Limit(10, 5, 2),
    # Counted in units a day; the limit a second is far above this.
    "youtube_api": Limit(20, 1, 6),
    # About 200 calls an hour and user, none is published per second.
    "instagram_api": Limit(10, 1, 4),
    # 50 a second for a whole bot; one call is all a day needs.
    "discord_api": Limit(5, 1, 1),
    # Published: 50 requests in 5 seconds.
    "deezer_api": Limit(50, 5, 10),
    # The entry plan's; the answers' headers tell what a bigger plan has.
    "chartmetric": Limit(1, 1, 1),
    # Counted a minute, by the plan; the answers say only when one was asked too often.
    "soundcharts": Limit(20, 1, 10),
}
"""The limit of each source, by its name."""

_SLACK = 1.05  # our window is that much longer than the platform's: requests travel unevenly


def limiter_of(limit: Limit) -> Limiter:
    """A new limiter; each run has its own, so that two in one process share no window."""
    from pyrate_limiter import InMemoryBucket, Limiter, Rate, SingleBucketFactory

    rate = Rate(limit.requests, round(limit.seconds * 1000 * _SLACK))
    # Without the clean-up thread, which is for limiters that live longer than one run.
    factory = SingleBucketFactory(InMemoryBucket([rate]), schedule_leak=False)
    return Limiter(factory, buffer_ms=10)
