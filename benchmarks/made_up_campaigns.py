"""Made-up campaigns: the five tables, and weekly scrapes of every song, as a root has them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from backline.campaigns.book import Book, save_book
from backline.store import Store
from backline.store.playlist_streams import SCRAPES, STREAMS

VENDORS, CLIENTS, LISTS = 50, 300, 4
"""Vendors with so many playlists each, and clients."""

FIRST = date(2025, 10, 1)
"""Every placement's start; the first scrape is nine days later."""

_SONGS = """
create table song as
select lpad(number::varchar, 22, '0') as track, number % $vendors as vendor, number,
       week, (date '2025-10-10' + (7 * week)::integer) as date
from range($placements) numbers(number), range($weeks) weeks(week)
"""

_STREAMS = """
copy (
    select date, track,
           case when kind = 'vendor' then 'List ' || vendor || ' ' || place else name end
               as playlist,
           '' as link, made_by,
           case when made_by = 'Spotify' then 'algorithmic' else 'curated' end as kind,
           span as "window",
           case span when '7d' then 350 + (number * 7 + week * 13 + place) % 50
               when '28d' then 1500 else 350 * (week + 1) + (number + place) % 50 end::bigint
               as streams,
           case when kind = 'vendor' then date '2025-10-03' end as date_added,
           date + time '10:00' as scraped_at, track || week || '.json' as file
    from song,
         (values (0, 'vendor', '', '—'), (1, 'vendor', '', '—'), (2, 'own', 'Radio', 'Spotify'),
                 (3, 'own', 'Mixes', 'Spotify'), (4, 'other', 'Somebody''s', '—'))
             lists(place, kind, name, made_by),
         (values ('7d'), ('28d'), ('12m')) spans(span)
    where strftime(date, '%Y-%m') = '{month}'
    order by date, track, scraped_at, "window", streams desc, playlist
) to '{file}' (format parquet, compression zstd, row_group_size 8192)
"""

_SCRAPES = """
copy (
    select date, track, span as "window", 'measured' as state, '' as detail, 5::integer as listed,
           2000::bigint as streams, 40::bigint as total, date + time '10:00' as scraped_at,
           track || week || '.json' as file, md5(track || week) as digest
    from song, (values ('7d'), ('28d'), ('12m')) spans(span)
    where strftime(date, '%Y-%m') = '{month}'
    order by date, track, scraped_at, "window"
) to '{file}' (format parquet, compression zstd, row_group_size 8192)
"""


def write_campaigns(root: Path, placements: int, weeks: int) -> Path:
    """Write a root with nothing but campaigns, as :func:`add_campaigns` does."""
    root.mkdir(parents=True)
    store = Store(root)
    store.roster_file.write_text('label = "Campaigns"\n', encoding="utf-8")
    add_campaigns(store, placements, weeks)
    return root


def add_campaigns(
    store: Store, placements: int, weeks: int, vendors: int = VENDORS, clients: int = CLIENTS
) -> None:
    """Write campaigns into a root that has none.

    Args:
        store: the root.
        placements: each of a song of its own, three of a campaign.
        weeks: scrapes of each song, a week apart, with two playlists of its vendor, two of
            Spotify's and one of somebody else.
        vendors: how many share the placements.
        clients: how many share the campaigns.
    """
    import duckdb

    with store.writing(), store.change() as change:
        save_book(store, change, _book(placements, vendors, clients))
    for table in (STREAMS, SCRAPES):
        (store.data / table.folder).mkdir(parents=True)
    months = {f"{FIRST + timedelta(9 + 7 * week):%Y-%m}" for week in range(weeks)}
    with duckdb.connect() as connection:
        connection.execute(_SONGS, {"placements": placements, "weeks": weeks, "vendors": vendors})
        for month in sorted(months):
            for text, table in ((_STREAMS, STREAMS), (_SCRAPES, SCRAPES)):
                file = table.file(store.data, date.fromisoformat(f"{month}-01"))
                connection.execute(text.format(month=month, file=str(file).replace("'", "''")))


def _book(placements: int, vendors: int, clients: int) -> Book:
    book = Book()
    campaigns = max(placements // 3, 1)
    for n in range(clients):
        book.put("clients", {"id": f"client-{n}", "name": f"Client {n}"})
    for n in range(vendors):
        vendor = {"id": f"vendor-{n}", "name": f"Vendor {n}", "active": "yes"}
        book.put("vendors", {**vendor, "cost_per_1000": "4", "max_streams_per_day": "90000"})
        for place in range(LISTS):
            listed = {"id": f"list-{n}-{place}", "name": f"List {n} {place}"}
            book.put("playlists", {**listed, "vendor": f"vendor-{n}"})
    usual = {"status": "active", "start": FIRST.isoformat()}
    for n in range(campaigns):
        named = {"id": f"campaign-{n}", "name": f"Campaign {n}", "client": f"client-{n % clients}"}
        book.put("campaigns", {**usual, **named, "stream_goal": "60000", "budget": "500"})
    for n in range(placements):
        whose = {"campaign": f"campaign-{n % campaigns}", "vendor": f"vendor-{n % vendors}"}
        what = {"id": f"placement-{n}", "song": f"{n:022d}", "title": f"Song {n}"}
        promise = {"goal": "20000", "promised_per_day": "100", "price_paid": "80"}
        book.put("placements", {**usual, **whose, **what, **promise})
    return book
