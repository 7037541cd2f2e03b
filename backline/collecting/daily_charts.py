"""The newest week of some charts, as a paid service tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from backline.errors import SourceError
from backline.imports.charts.adopt import Adoption
from backline.imports.charts.file_name import Options
from backline.imports.charts.lines import Told
from backline.imports.charts.rankings import read_rankings
from backline.imports.joining import join_songs
from backline.imports.json_lines import Lines, Sort
from backline.imports.known import Known
from backline.net.answers import dig
from backline.people import Roster
from backline.sources.soundcharts.answers import SOURCE
from backline.sources.soundcharts.client import Listed, SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.store import Store
from backline.store.charts import CHARTS
from backline.warehouse import Warehouse

COST = 3
"""The requests of one chart: two hundred places in pages of a hundred that overlap."""

_NEXT = timedelta(days=8)
"""So long after the day of a week's chart the next one may be there."""


@dataclass(slots=True)
class ChartsTaken:
    """What was had.

    Attributes:
        places: lines of charts that are stored.
        notes: sentences about what was not.
        over: nothing more can be asked.
    """

    places: int = 0
    notes: list[str] = field(default_factory=list)
    over: bool = False


def due_charts(store: Store, charts: Iterable[str], today: date) -> list[str]:
    """Those of some charts of which a newer week may be there."""
    with Warehouse(store.root) as warehouse:
        warehouse.look_at_charts(today - timedelta(days=62), today)
        rows = warehouse.ask("last_charted", source=SOURCE)
    last = {row["chart"]: row["day"] for row in rows}
    return [chart for chart in charts if last.get(chart, date.min) <= today - _NEXT]


def take_charts(
    store: Store, roster: Roster, client: SoundchartsClient, charts: Sequence[str], today: date
) -> ChartsTaken:
    """Ask for the latest week of charts and store it; what files tell already is not replaced.

    Args:
        store: the label's files; called outside of ``store.writing()``.
        roster: has the policy.
        client: of the service.
        charts: as the service calls them.
        today: the day of the run.

    Raises:
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    taken = ChartsTaken()
    if not roster.policy_for(SOURCE, None).store:
        taken.notes.append(f"The roster's policy for {SOURCE} does not let charts be stored.")
        return taken
    told: list[Told] = []
    for chart in charts:
        try:
            told.append(_read(chart, client.ranking(chart), today))
        except SourceError as error:
            taken.notes.append(f"{LABEL}: the chart {chart}: {client.clean(str(error))}.")
            taken.over = error.scope == "platform"
            if taken.over:
                break
    if any(one.days for one in told):
        with store.writing():
            _store(store, roster, told, taken)
    return taken


def _read(chart: str, listed: Listed, today: date) -> Told:
    """The week an answer tells.

    Raises:
        SourceError: it is no weekly chart, another one, or no place of it can be read.
    """
    about = dig(listed.related, "chart")
    if not isinstance(about, dict) or about.get("slug") != chart:
        raise SourceError(f"{LABEL} did not answer about this chart")
    if about.get("frequency") != "weekly":
        raise SourceError("it is no weekly chart, and only such are taken")
    same: dict[str, Any] = {
        "slug": chart,
        "platform": about.get("platform"),
        "country_code": about.get("countryCode"),
        "frequency": "weekly",
        "metric": about.get("metric"),
    }
    items = {str(item): item for item in listed.items if isinstance(item, dict)}  # pages overlap
    lines = [(n, {**same, "api_data": item}) for n, item in enumerate(items.values(), 1)]
    told = read_rankings(Lines(SOURCE, Sort.RANKINGS, lines), (), Options(), today)
    if not told.days:
        raise SourceError(told.unread[0].why if told.unread else "it has no place")
    return told


def _store(store: Store, roster: Roster, told: Iterable[Told], taken: ChartsTaken) -> None:
    subjects = store.subjects()
    adoption = Adoption(store, subjects, Known(roster))
    for one in told:
        for day in one.days:
            adoption.take(day, Path(SOURCE))
    join_songs(subjects)
    taken.notes += adoption.result.refused
    with store.change() as change:
        store.save(change, (), roster, subjects)
        CHARTS.write(change, store.data, adoption.result.days)
    taken.places = sum(map(len, adoption.result.days.values()))
