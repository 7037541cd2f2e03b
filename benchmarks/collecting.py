"""Collecting one day: wall time against what the table of limits allows, and against a queue.

The platforms are stood in for by the sandbox in the calling process, which counts the calls; who
collects is a process of its own.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import time as moment
from typing import Any

from backline.net.pace import LIMITS
from backline.people import Settings
from benchmarks.made_up import LAST
from benchmarks.measuring import Facts, in_child
from benchmarks.tables import Table, bytes_in_words, duration, ratio
from sandbox import Sandbox, World

BATCH = 50
"""Ids in one request of Spotify's and YouTube's, entries on one page of a playlist."""

PLACES = {
    "spotify_api": ("spotify_api", "spotify_accounts"),
    "spotify_page": ("spotify_page",),
    "youtube_api": ("youtube",),
    "instagram_api": ("instagram",),
    "deezer_api": ("deezer",),
    "discord_api": ("discord",),
}
"""By source, the platforms of the sandbox its calls go to."""


@dataclass(frozen=True, slots=True)
class SourceCost:
    """What one source took.

    Attributes:
        needed: the fewest calls that the platform's batch sizes allow.
        bound: the seconds its line in the table of limits sets for these.
        seconds: how long it was at work, side by side with the others.
    """

    source: str
    calls: int
    needed: int
    bound: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Collecting:
    """One day's collection of a label.

    Attributes:
        bound: the slowest source's bound: faster than that no order of asking can be.
        queue: seconds of asking one after the other; None where that was not measured.
        peak: bytes of the collecting process.
    """

    artists: int
    latency: float
    measured: int
    seconds: float
    bound: float
    queue: float | None
    peak: int
    sources: tuple[SourceCost, ...]


def measure(artists: int, latency: float, *, queue: bool) -> Collecting:
    """Collect a made-up label's day side by side and, where wanted, one call after the other."""
    world = World(seed=1, artists=artists)
    with Sandbox(world, LAST, latency=latency) as box:
        values: dict[str, Any] = {"environment": box.environment(), "roster": world.roster_toml()}
        at_once = in_child("benchmarks.collecting:collect_day", in_a_queue=False, **values)
        calls = Counter(call.platform for call in box.calls)
        box.date = LAST  # starts the platforms' quotas anew
        waited = None
        if queue:
            part = "benchmarks.collecting:collect_day"
            waited = in_child(part, in_a_queue=True, **values).median
    needed = needed_calls(world)
    sources = tuple(
        SourceCost(
            source,
            sum(calls[place] for place in PLACES[source]),
            needed[source],
            bound(source, needed[source], latency),
            at_once.facts["ended"][source],
        )
        for source in PLACES
    )
    return Collecting(
        artists,
        latency,
        at_once.facts["measured"],
        at_once.median,
        max(source.bound for source in sources),
        waited,
        at_once.peak,
        sources,
    )


def needed_calls(world: World) -> dict[str, int]:
    """By source, the fewest calls with which a whole day can be had."""
    artists = world.artists
    channels = [a for a in artists if a.youtube]
    handles = [a for a in channels if (a.youtube or "").startswith("@")]
    newest = Settings().youtube_newest
    uploads = [min(newest, len(world.videos(a, LAST))) for a in channels]
    youtube = _batches(len(channels) - len(handles)) + len(handles)  # a handle goes alone
    youtube += sum(max(1, _batches(count)) for count in uploads) + _batches(sum(uploads))
    return {
        "spotify_api": 1 + _batches(len(artists)) + len(artists),  # token, artists, top tracks
        "spotify_page": len(artists),
        "youtube_api": youtube,
        "instagram_api": 1 + sum(a.instagram is not None for a in artists),  # when the token ends
        "deezer_api": sum(a.deezer is not None for a in artists),
        "discord_api": 1,
    }


def bound(source: str, calls: int, latency: float) -> float:
    """The seconds a source's limits set: no pace within them is done sooner.

    ``requests`` may go out in each ``seconds``, so the last of them leaves after all windows but
    its own, and its answer takes the latency. No more than ``in_flight`` wait at the same time.
    """
    limit = LIMITS[source]
    by_rate = (math.ceil(calls / limit.requests) - 1) * limit.seconds + latency
    by_flight = math.ceil(calls / limit.in_flight) * latency
    return max(by_rate, by_flight)


def _batches(count: int) -> int:
    return math.ceil(count / BATCH)


def collect_day(environment: dict[str, str], roster: str, *, in_a_queue: bool) -> Facts:
    """Collect a day (a part for a process of its own): all sources at once, or call by call."""
    from backline.collecting.collect import collect
    from backline.net import Endpoints, RunBudget, load_credentials
    from backline.people import parse_roster
    from backline.sources import ALL, Context
    from backline.store import Subjects

    if in_a_queue:  # in this process alone: one call at a time, at the same pace
        LIMITS.update({name: replace(limit, in_flight=1) for name, limit in LIMITS.items()})
    parsed = parse_roster(roster)
    context = Context(
        load_credentials(environment),
        parsed.settings,
        Endpoints.from_environment(environment),
        RunBudget(parsed.settings.retry_seconds),
        datetime.combine(LAST, moment(5, 17), UTC),
        note=lambda _: None,
    )
    ended: dict[str, float] = {}
    before = time.perf_counter()

    def progress(source: str, _done: int, _of: int, over: bool) -> None:
        if over:
            ended[source] = time.perf_counter() - before

    measured = 0
    five = [source for source in ALL if source.name in PLACES]
    for sources in [[source] for source in five] if in_a_queue else [five]:
        found = collect(parsed, Subjects(), sources, context, progress=progress)
        measured += found.day.measured
    return {"seconds": [time.perf_counter() - before], "measured": measured, "ended": ended}


def summary(found: Sequence[Collecting]) -> Table:
    """A row for each label: its time against the bound and against a queue."""
    table = Table(
        f"Collecting a day on five platforms, {found[0].latency * 1000:.0f} ms an answer",
        ("artists", "numbers", "calls", "needed", "time", "bound", "time to bound",
         "one after the other", "times as long", "peak memory"),
        note=(
            "The bound is what the table of limits sets for the slowest source. One after the "
            "other keeps the same limits with one call under way at a time."
        ),
    )  # fmt: skip
    for one in found:
        table.rows.append(
            (
                f"{one.artists:,}",
                f"{one.measured:,}",
                f"{sum(source.calls for source in one.sources):,}",
                f"{sum(source.needed for source in one.sources):,}",
                duration(one.seconds),
                duration(one.bound),
                ratio(one.seconds, one.bound),
                duration(one.queue),
                ratio(one.queue, one.seconds),
                bytes_in_words(one.peak),
            )
        )
    return table


def of_sources(one: Collecting) -> Table:
    """A row for each source of one label."""
    table = Table(
        f"The sources of {one.artists:,} artists",
        ("source", "calls", "needed", "time", "bound", "time to bound"),
    )
    table.rows = [
        (s.source, f"{s.calls:,}", f"{s.needed:,}", duration(s.seconds), duration(s.bound),
         ratio(s.seconds, s.bound))
        for s in one.sources
    ]  # fmt: skip
    return table
