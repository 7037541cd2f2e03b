"""A made-up label with everything that a question may meet, for asking two engines the same.

Accounts that are missing and days that failed come from :mod:`benchmarks.made_up`. Beside them
there are an imported history, weekly series, second sources, falls, zeros, counters that stand
still, a copied day and a copied week, numbers that were refused, corrections, a source that may not
be shown, another account, songs counted by country, charts, cities and campaigns, with playlists
that are gone, renamed or older than a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from backline.measure import Measurement, State
from backline.store import Store
from backline.store.charts import CHARTS, STREAMS, ChartEntry, day_of_chart
from backline.store.cities import CITIES, CityEntry, day_of_city
from backline.store.measurement_file import (
    measurement_schema,
    parquet_bytes,
    rows_of,
    table_bytes,
)
from backline.store.playlist_streams import STREAMS as STREAMS_OF_LISTS
from backline.store.runs import Learnt, run_bytes
from benchmarks.made_up import MadeUp
from benchmarks.made_up_campaigns import add_campaigns
from benchmarks.made_up_files import write_root

HIDDEN, SECOND, WEEKLY, SHEET = "soundcharts", "chartmetric", "s4a_export", "tracking_sheet"
"""The sources of what is made up here; the first may not be shown."""

COUNTRY = "IT"


def write(root: Path, artists: int, days: int) -> tuple[str, ...]:
    """Write it.

    Args:
        root: the folder, which is not there.
        artists: how many, at least 40.
        days: of how many days there are measurements, at least 60.

    Returns:
        The keys of some artists whose numbers have everything, and of songs that are counted.
    """
    label = MadeUp(artists, days)
    write_root(root, label)
    store = Store(root)
    keys = [artist.key for artist in label.world.artists]
    songs = [tracks[0].id if tracks else "" for tracks in label.tracks]
    said = store.roster_file.read_text(encoding="utf-8")
    hidden = f"\n[policy.{HIDDEN}]\npublish = false\n"
    store.roster_file.write_text(said.replace("\n[[artist]]", f"{hidden}\n[[artist]]", 1), "utf-8")
    for place, day in enumerate(label.days):
        file = store.measurement_file(day)
        rows = list(_rows(keys, songs, day, place, len(label.days)))
        more = pa.Table.from_pylist(rows, schema=measurement_schema())
        file.write_bytes(
            table_bytes(pa.concat_tables([pq.read_table(file, partitioning=None), more]))
        )
    for day in label.days[12:15]:  # nobody measured then
        store.measurement_file(day).unlink()
    _import_before(store, keys[:6], label.days[0])
    for key, many in ((keys[-6], 1), (keys[-7], 7)):
        _copy_days(store, key, label.days[-20 : len(label.days) - 20 + many], many)
    _leave_a_run(store, keys[-5:], label.days[-1])
    _add_beside(store, keys, songs, label.days[-40:])
    add_campaigns(store, placements=60, weeks=20, vendors=5, clients=4)
    _change_lists(store)
    _correct(store, keys[:2], label.days)
    day = label.days[-9]
    store.identities_file.write_text(
        "artist,platform,account,id,name,since\n"
        f"{keys[3]},instagram,,17841400000000001,first,2020-01-01\n"
        f"{keys[3]},instagram,,17841400000000002,second,{day}\n",
        encoding="utf-8",
    )
    return (*keys[:4], *songs[:4])


def _rows(
    keys: Sequence[str], songs: Sequence[str], day: date, place: int, days: int
) -> Iterator[dict[str, object]]:
    """What one day has beside the daily numbers."""
    asked = datetime.combine(day, time(3), UTC)

    def row(
        artist: str, series: str, value: int | None, source: str, **more: object
    ) -> dict[str, object]:
        platform, metric = series.split("/")
        state = State.MEASURED if value is not None else State.FAILED
        told = {"subject": "", "country": "", "resolution": 1, "detail": "", "collected_at": asked}
        if value is None:
            told["detail"] = "the service was down"
        fact = {"date": day, "artist": artist, "platform": platform, "metric": metric}
        return {**fact, "value": value, "state": state.value, "source": source, **told, **more}

    for n, key in enumerate(keys[:30]):
        own = 5000 + 97 * n
        yield row(key, "spotify/followers", own + place * 3 if place % 5 else None, SECOND)
        yield row(key, "spotify/monthly_listeners", own + 40 * (place % 28), HIDDEN)
        if n % 3 == 0 and day.weekday() == n % 5:
            yield row(key, "tiktok/followers", own + place * 11, WEEKLY)
            yield row(key, "facebook/followers", own + place, SHEET, resolution=100)
        # A count that falls, one that reads zero for days, and one that stands still.
        fallen = own * 40 + place * 200 - (40_000 if n % 4 == 0 and place > days // 2 else 0)
        yield row(key, "tiktok/likes", 0 if n % 7 == 0 and place % 23 in (4, 5) else fallen, SECOND)
        yield row(
            key, "twitter/followers", own + (place if place < days - 25 else days - 25), SECOND
        )
        if n < 12:  # a counter that takes back some, and one that stands still
            shazams = own + 60 * (min(place, days - 25) if n == 1 else place)
            taken = 3000 if n == 0 and place > days // 2 else 0
            yield row(key, "shazam/shazams", shazams - taken, SECOND)
        yield row(
            key, "spotify/streams_28d", 4000 + (30_000 if place % 60 > 32 else 0) + 7 * n, SECOND
        )
    # Two reasons for refusing, of which as many days have the one as the other.
    why = ("every number of it is 0", "another account answers")[place % 2]
    refused = {"state": State.REJECTED.value, "detail": why}
    for key in keys[30:34] if place >= days - 6 else ():
        yield row(key, "twitter/followers", None, SECOND, **refused)
    for n, (key, song) in enumerate(zip(keys[:8], songs[:8], strict=True)):
        for country in ("", COUNTRY):
            more = {"subject": song, "country": country}
            yield row(key, "spotify/streams", 10_000 + 900 * place + n, SECOND, **more)
            yield row(key, "shazam/shazams", 100 + 3 * place + n, HIDDEN, **more)


def _import_before(store: Store, keys: Sequence[str], first: date) -> None:
    """Let a sheet tell of twelve weeks before the first day, one day of each."""
    for week in range(12):
        day = first - timedelta(weeks=12 - week, days=1 if week == 5 else 0)
        asked = datetime.combine(day, time(3), UTC)
        file = store.measurement_file(day)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            parquet_bytes(
                Measurement(
                    day, key, "spotify", "followers", 4000 + 20 * week + n, State.MEASURED, SHEET,
                    collected_at=asked,
                )
                for n, key in enumerate(keys)
            )
        )  # fmt: skip


def _copy_days(store: Store, key: str, days: Sequence[date], back: int) -> None:
    """Let an artist's numbers of some days be those of so many days before."""
    for day in days:
        file, before = store.measurement_file(day), day - timedelta(days=back)
        known = rows_of(store.measurement_file(before).read_bytes(), before)
        copied = [replace(row, date=day) for row in known if row.artist == key]
        others = [row for row in rows_of(file.read_bytes(), day) if row.artist != key]
        file.write_bytes(parquet_bytes([*others, *copied]))


def _change_lists(store: Store) -> None:
    """Let playlists of songs be older than a year, and gone or renamed by the newest scrape."""
    files = sorted((store.data / STREAMS_OF_LISTS.folder).glob("*.parquet"))
    newest = max(pq.read_table(files[-1], partitioning=None)["date"].to_pylist())
    for file in files:
        rows = pq.read_table(file, partitioning=None)
        changed = list(filter(None, (_changed(row, newest) for row in rows.to_pylist())))
        pq.write_table(pa.Table.from_pylist(changed, schema=rows.schema), file, compression="zstd")


def _changed(row: dict[str, Any], newest: date) -> dict[str, Any] | None:
    """A line of a scrape as it is to be; None where the playlist is gone."""
    song, name = int(row["track"]), row["playlist"]
    if name.endswith(" 0") and song % 5 == 1:
        return {**row, "date_added": date(2024, 5, 1)}
    if row["date"] == newest and name.endswith(" 1"):
        if song % 5 == 2:
            return {**row, "playlist": f"{name} again"}
        if row["window"] == "7d":
            return None
    return row


def _leave_a_run(store: Store, keys: Sequence[str], day: date) -> None:
    """Let a run of a part of the roster have measured some of a day, as yet beside it."""
    file = store.measurement_file(day)
    rows = rows_of(file.read_bytes(), day)
    file.write_bytes(parquet_bytes(row for row in rows if row.artist not in keys))
    its = [row for row in rows if row.artist in keys]
    store.run_file(day, 1).write_bytes(run_bytes(its, Learnt()))


def _add_beside(
    store: Store, keys: Sequence[str], songs: Sequence[str], days: Sequence[date]
) -> None:
    charts: dict[Any, list[ChartEntry]] = {}
    cities: dict[Any, list[CityEntry]] = {}
    for place, day in enumerate(days):
        lines = [
            ChartEntry(
                date=day, chart="regional-it-daily", platform="spotify", country=COUNTRY,
                frequency="daily", position=n + 1, track=songs[n], credit=keys[n],
                artists=(keys[n],), metric=90_000 - 700 * n + 13 * place, metric_kind=STREAMS,
                source="charts.csv",
            )
            for n in range(12)
            if songs[n]
        ]  # fmt: skip
        charts[day_of_chart(lines[0])] = lines
        told = [
            CityEntry(day, key, "spotify", "monthly_listeners", country, city, "", 900 + n, source)
            for n, key in enumerate(keys[:10])
            for country, city in ((COUNTRY, "Milano"), (COUNTRY, "Roma"), ("DE", "Berlin"))
            for source in (SECOND, *((HIDDEN,) if n == 4 else ()))
        ]
        for entry in told:
            cities.setdefault(day_of_city(entry), []).append(entry)
    with store.writing(), store.change() as change:
        CHARTS.write(change, store.data, charts)
        CITIES.write(change, store.data, cities)


def _correct(store: Store, keys: Sequence[str], days: Sequence[date]) -> None:
    """Drop a number of the one, and say another one for a number of the other."""
    texts = []
    for key, do in zip(keys, ("drop", "replace"), strict=True):
        for day in days[-30:-20:3]:
            rows = pq.read_table(store.measurement_file(day), partitioning=None).to_pylist()
            (told,) = (
                row["value"]
                for row in rows
                if (row["artist"], row["metric"], row["source"]) == (key, "likes", SECOND)
            )
            said = f"\nvalue = {told + 1}" if do == "replace" else ""
            texts.append(
                f'[[correction]]\nartist = "{key}"\nplatform = "tiktok"\nmetric = "likes"\n'
                f'from = {day}\ndo = "{do}"{said}\nexpect = {told}\nreason = "of a namesake"\n'
            )
    store.corrections_file.write_text("\n".join(texts), encoding="utf-8")
