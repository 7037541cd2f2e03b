"""The rules of evidence, each a function of counts alone; docs/campaigns.md says them in words.

None of them is a verdict: each tells what is out of the ordinary, and how far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

from backline.campaigns.chance import evenness, most_likely, wilson

SPANS = 4
"""So many spans make a course of which it can be said that it is even."""

SPAN_DAYS, SPAN_STREAMS = 5, 500
"""The least that a span has to have, so that neither the hour of a scrape nor chance decides."""

RARE = 0.01
"""What chance does less often than this is evidence."""

NEAR = timedelta(days=3)
"""So close to the last day is on it, since scrapes tell the day of a stop only roughly."""

BEFORE_DAYS, BEFORE_STREAMS = 14, 300
"""The least days and streams that are called steady."""

AFTER_DAYS, AFTER_STREAMS, AFTER_WITHIN = 3, 50, 56
"""After the end, the days that have to be known, the streams that had to be expected, and for how
many days the fall has to last where so many are known."""

LEFT = 0.1
"""At most this share of what was to be expected is nearly nothing."""

SAVES, SAVED_STREAMS = 20, 1000
"""The least saves of a norm, and the least streams on either side."""

FAR_BELOW = 0.25

ALONE, ALONE_STREAMS, SEVERAL = 0.95, 1000, 3


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of a playlist.

    Attributes:
        streams: None where they are not known.
        since_added: whether it reaches back to the day the song was added.
    """

    first_day: date
    last_day: date
    streams: int | None
    since_added: bool = False

    @property
    def days(self) -> int:
        """How many."""
        return (self.last_day - self.first_day).days + 1

    @property
    def per_day(self) -> float:
        """Streams a day; 0 where they are not known."""
        return (self.streams or 0) / self.days


@dataclass(frozen=True, slots=True)
class Even:
    """Spans of a playlist that chance makes so even in a share ``odds`` of cases."""

    spans: tuple[Span, ...]
    odds: float


def too_even(spans: Sequence[Span], looked_at: int = 1) -> Even | None:
    """Whether a playlist's streams a day vary less than independent listeners' can.

    The span since the song was added is left out, and the one in which the streams ended: it began,
    or ended, within them. Only what is rarer than by one chance in a hundred counts, of all the
    playlists of the placement together.

    Args:
        spans: of one playlist, the oldest first, without overlap.
        looked_at: how many playlists are looked at with it.
    """
    told = [span for span in spans if span.streams is not None]
    usual = sorted(span.per_day for span in told)[len(told) // 2] if told else 0
    ended = {one for one, then in pairwise(told) if then.per_day < LEFT * usual}
    fit = tuple(
        span
        for span in told
        if span.days >= SPAN_DAYS
        and (span.streams or 0) >= SPAN_STREAMS
        and not span.since_added
        and span not in ended
    )
    if len(fit) < SPANS:
        return None
    odds = evenness([span.streams or 0 for span in fit], [span.days for span in fit])
    odds = min(1.0, odds * max(1, looked_at))
    return Even(fit, odds) if odds < RARE else None


@dataclass(frozen=True, slots=True)
class Stop:
    """A playlist that ended.

    Attributes:
        before: the spans before, the oldest first.
        after: those after.
        expected: streams after, had it gone on.
        about: the day on which it ended, as the streams of the span around it tell.
    """

    before: tuple[Span, ...]
    after: tuple[Span, ...]
    expected: float
    about: date

    @property
    def left(self) -> int:
        """Streams that came afterwards."""
        return sum(span.streams or 0 for span in self.after)

    @property
    def per_day(self) -> float:
        """Streams a day before."""
        return sum(s.streams or 0 for s in self.before) / sum(s.days for s in self.before)


def stopped(spans: Sequence[Span], first: date, last: date | None = None) -> Stop | None:
    """Whether a steady playlist fell to nearly nothing at the end of a placement.

    Args:
        spans: of one playlist, the oldest first, without overlap.
        first: the day of the end, or the first of the days it may have been on.
        last: the last of these days.
    """
    last = last or first
    told = [span for span in spans if span.streams is not None]
    before = _before([s for s in told if s.last_day <= first and not s.since_added])
    within = last + timedelta(days=AFTER_WITHIN)
    after = tuple(s for s in told if s.first_day > last and s.last_day <= within)
    if not _steady(before) or sum(s.days for s in after) < AFTER_DAYS:
        return None
    between = [s for s in told if s.last_day > before[-1].last_day and s.first_day <= last]
    if not _joined((before[-1], *between, after[0])):
        return None
    rate = _sum(before) / sum(s.days for s in before)
    about = before[-1].last_day + timedelta(days=round(_sum(between) / rate))
    expected = rate * sum(s.days for s in after)
    nothing = expected >= AFTER_STREAMS and most_likely(_sum(after)) <= LEFT * expected
    if not nothing or not first - NEAR <= about <= last + NEAR:
        return None
    return Stop(before, after, expected, about)


def _steady(spans: Sequence[Span]) -> bool:
    """Whether spans are enough to expect more of the same."""
    if len(spans) < 2 or _sum(spans) < BEFORE_STREAMS or sum(s.days for s in spans) < BEFORE_DAYS:
        return False
    rates = [span.per_day for span in spans]
    return min(rates) >= max(rates) / 2


def _joined(spans: Sequence[Span]) -> bool:
    """Whether no day between them is unknown."""
    return all(then.first_day == one.last_day + timedelta(days=1) for one, then in pairwise(spans))


def fell(spans: Sequence[Span]) -> bool:
    """Whether there is a span of nearly nothing, without which nothing can have stopped."""
    rates = [span.per_day for span in spans if span.streams is not None]
    return bool(rates) and min(rates) <= LEFT * max(rates)


def _before(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The newest spans, of four weeks where there are so many."""
    found: list[Span] = []
    for span in reversed(spans):
        if len(found) > 1 and sum(s.days for s in found) >= 28:
            break
        found.insert(0, span)
    return tuple(found)


def _sum(spans: Sequence[Span]) -> int:
    return sum(span.streams or 0 for span in spans)


@dataclass(frozen=True, slots=True)
class Saved:
    """Saves and the streams they are of, over some days."""

    saves: int
    streams: int
    days: int

    @property
    def share(self) -> float:
        """Saves by stream."""
        return self.saves / self.streams

    @property
    def range(self) -> tuple[float, float]:
        """The same as a range of 95 %."""
        return wilson(self.saves, self.streams)


def few_saves(within: Saved, norm: Saved) -> bool:
    """Whether saves by stream lie far below a norm, both taken at the doubtful end of their range.

    Listeners of playlists save less than those who looked for a song: only what is below a quarter
    of the norm counts.
    """
    if min(within.streams, norm.streams) < SAVED_STREAMS or norm.saves < SAVES:
        return False
    return within.range[1] < FAR_BELOW * norm.range[0]


def one_alone(streams: Mapping[str, int], playlists: int) -> str | None:
    """The playlist that nearly all streams of a placement came from, of a vendor with several.

    Args:
        streams: by playlist.
        playlists: how many the vendor has.
    """
    total = sum(streams.values())
    if playlists < SEVERAL or total < ALONE_STREAMS or min(streams.values()) < 0:
        return None
    most = max(streams, key=lambda one: (streams[one], one))
    return most if streams[most] >= ALONE * total else None


def spread(spans: Sequence[Span]) -> tuple[float, float]:
    """How far spans lie from their mean as a fraction of it, and how far counting alone puts them.

    Both are the root of the mean square, by day.
    """
    days = sum(span.days for span in spans)
    rate = _sum(spans) / days
    of_counts = mean((span.per_day / rate - 1) ** 2 for span in spans) ** 0.5
    of_chance = mean(1 / (rate * span.days) for span in spans) ** 0.5
    return of_counts, of_chance
