"""Audience analytics: asking Soundcharts against its limits, a breakdown against one scan.

The service is stood in for by the sandbox in the calling process; who asks is a process of its own.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as moment
from pathlib import Path
from typing import Any

from benchmarks.collecting import bound
from benchmarks.made_up import LAST
from benchmarks.made_up_charts import COUNTRIES, write_charts
from benchmarks.measuring import Facts, in_child
from benchmarks.tables import Table, duration, ratio
from sandbox import Sandbox, World

PLATFORMS = ("spotify", "youtube", "deezer", "instagram", "tiktok")
LATENCY = 0.4
"""Seconds of every answer of the service, where the published sizes are measured."""

REPEAT = 5
_FETCH = "benchmarks.audience:fetch"
_BREAKDOWN = "benchmarks.audience:breakdown"


def asking(artists: int, days: int, latency: float, platforms: Sequence[str] = PLATFORMS) -> Table:
    """Fetch 30 days of one artist platform by platform and at once, then a label's history."""
    table = Table(
        f"Asking Soundcharts about {len(platforms)} platforms, {latency * 1000:.0f} ms an answer",
        ("question", "calls", "time", "against", "its time", "times as long", "the same again"),
        note="What the limit allows: 20 requests a second, 10 of them under way at a time.",
    )
    single = max(_fetched(1, 30, (one,), latency, again=False)["seconds"][0] for one in platforms)
    one = _fetched(1, 30, platforms, latency)
    label = _fetched(artists, days, platforms, latency)
    least = bound("soundcharts", label["calls"], latency)
    for name, facts, against, seconds in (
        ("1 artist, 30 days", one, "its slowest platform alone", single),
        (f"{artists} artists, {days} days", label, "what the limit allows", least),
    ):
        took = facts["seconds"][0]
        table.rows.append(
            (name, f"{facts['calls']:,}", duration(took), against, duration(seconds),
             ratio(took, seconds), f"{facts['again']:,} calls")
        )  # fmt: skip
    return table


def _fetched(
    artists: int, days: int, platforms: Sequence[str], latency: float, *, again: bool = True
) -> Facts:
    world = World(seed=1, artists=artists)
    with tempfile.TemporaryDirectory() as root, Sandbox(world, LAST, latency=latency) as box:
        (Path(root) / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
        given: dict[str, Any] = {"environment": box.environment(), "root": root, "days": days}
        facts = in_child(_FETCH, **given, platforms=list(platforms)).facts
        calls = _calls(box)
        if again:
            in_child(_FETCH, **given, platforms=list(platforms))
        return facts | {"calls": calls, "again": _calls(box) - calls}


def _calls(box: Sandbox) -> int:
    return sum(call.platform == "soundcharts" for call in box.calls)


def fetch(environment: dict[str, str], root: str, days: int, platforms: list[str]) -> Facts:
    """Have the last days of a root's artists (a part)."""
    from backline.collecting.audience import fetch_audience
    from backline.net import Endpoints, load_credentials
    from backline.store import Store

    store = Store(Path(root))
    artists, credentials = store.roster().artists, load_credentials(environment)
    begun = time.perf_counter()
    fetch_audience(
        store,
        credentials,
        Endpoints.from_environment(environment),
        artists,
        platforms,
        LAST - timedelta(days=days - 1),
        LAST,
        started=datetime.combine(LAST, moment(12), UTC),
    )
    return {"seconds": [time.perf_counter() - begun]}


def breaking_down(artists: int, months: int) -> Table:
    """The breakdown of an artist from daily charts of ten countries, over spans of days."""
    begins = [_month(n - months) for n in range(months)]
    with tempfile.TemporaryDirectory() as folder:
        root = write_charts(Path(folder) / "root", artists, begins)
        spans = [n for n in (1, 6, months) if n <= months]
        found = [
            in_child(_BREAKDOWN, root=root, first=begins[-n], last=_month(0) - timedelta(days=1))
            for n in spans
        ]
    table = Table(
        f"A breakdown: {artists} artists, {months} months of daily charts in {len(COUNTRIES)} "
        "countries",
        ("months asked for", "songs", "warm", "one scan", "times as long"),
        note=(
            "The scan reads the artist's lines, once, from the months that the answer stands on: "
            "those asked for and as many before them, which tell the change."
        ),
    )
    for span, one in zip(spans, found, strict=True):
        scan = one.facts["scan"]
        table.rows.append(
            (f"{span}", f"{one.facts['songs']}", duration(one.median), duration(scan),
             ratio(one.median, scan))
        )  # fmt: skip
    return table


def _month(after: int) -> date:
    """The first day of a month so many after the last measured one's."""
    count = LAST.year * 12 + LAST.month - 1 + after
    return date(count // 12, count % 12 + 1, 1)


def breakdown(root: str, first: str, last: str) -> Facts:
    """A breakdown of stored charts, warm, and one scan of their months (a part)."""
    from backline.analysis.audience import asked
    from backline.analysis.audience.stored import stored_breakdown
    from backline.analysis.audience.tracks import reach
    from backline.warehouse import Warehouse

    with Warehouse(Path(root)) as warehouse:
        question = asked(
            warehouse.roster, ["Artist 3"], ["spotify"], date.fromisoformat(first),
            date.fromisoformat(last), today=LAST, country="IT",
        )  # fmt: skip
        (whom,) = question.artists
        songs: list[int] = []

        def answer() -> None:
            songs.append(len(stored_breakdown(warehouse, question, whom, "spotify").tracks))

        def scan() -> None:
            warehouse.look_at_charts(*reach(question))
            warehouse.ask(
                "chart_lines", first=reach(question)[0], last=question.last, platform="spotify",
                country="IT", artists=[whom.key], songs=[],
            )  # fmt: skip

        return {
            "seconds": _several(answer),
            "scan": statistics.median(_several(scan)),
            "songs": songs[-1],
        }


def _several(work: Callable[[], None]) -> list[float]:
    work()
    seconds = []
    for _ in range(REPEAT):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return seconds
