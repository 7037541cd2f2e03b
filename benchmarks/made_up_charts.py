"""Made-up chart days: a daily chart of each of some countries, as files of ``data/charts``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backline.store import Store
from backline.store.charts import CHARTS

COUNTRIES = ("IT", "DE", "FR", "ES", "US", "GB", "BR", "JP", "SE", "NL")
PLACES, SONGS = 200, 10
"""Places of a chart, and songs of an artist that come and go on it."""

_LINES = """
copy (
    select day::date as date, 'regional-' || lower(country) || '-daily' as chart,
           'spotify' as platform, country, 'daily' as frequency, place::integer as position,
           'track-' || artist || '-' || song as track, 'Artist ' || artist as credit,
           ['artist-' || artist] as artists, place::integer as previous, place::integer as peak,
           12::integer as time_on_chart, 'days' as time_unit,
           (2000000 // place + hash(day, country, place) % 1000)::bigint as metric,
           'streams' as metric_kind, 'made-up.csv' as source
    from (
        select day, country, place,
               (hash(day, country, place, 'whose') % $artists)::bigint as artist,
               ((hash(day, country, place) + epoch(day) // 8640000) % $songs)::bigint as song
        from range($first::timestamp, $last::timestamp + interval 1 day, interval 1 day) days(day),
             (select unnest($countries) as country), range(1, $places + 1) places(place)
    )
    order by platform, country, chart, date, position, track
) to '{file}' (format parquet, compression zstd, row_group_size 8192)
"""


def write_charts(root: Path, artists: int, months: list[date]) -> Path:
    """Write a root whose charts of these months have ``artists`` artists.

    Args:
        root: the folder.
        artists: who shares the places, each with :data:`SONGS` songs.
        months: the first day of each, the oldest first.
    """
    import duckdb

    store = Store(root)
    (store.data / CHARTS.folder).mkdir(parents=True)
    names = "\n".join(
        f'[[artist]]\nkey = "artist-{n}"\nname = "Artist {n}"' for n in range(artists)
    )
    store.roster_file.write_text(f'label = "Charts"\n{names}\n', encoding="utf-8")
    with duckdb.connect() as connection:
        for month in months:
            after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
            values = {
                "artists": artists,
                "songs": SONGS,
                "countries": list(COUNTRIES),
                "places": PLACES,
                "first": month,
                "last": date.fromordinal(after.toordinal() - 1),
            }
            file = CHARTS.file(store.data, month)
            connection.execute(_LINES.format(file=str(file).replace("'", "''")), values)
    return root
