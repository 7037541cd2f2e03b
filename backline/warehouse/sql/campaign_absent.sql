-- Playlists that a page would list if they still gave as much: the newest list of the window was
-- read, does not have them, and lists others with fewer streams than they had the last time. A page
-- shows the largest, so that only such an absence says something.
with newest as (
    select track, "window", max(scraped_at) as scraped_at
    from scrape
    where state = 'measured' and "window" in ('7d', '12m')
    group by track, "window"
),
least as (
    select track, "window", scraped_at, min(streams) as least
    from stream
    join newest using (track, "window", scraped_at)
    group by track, "window", scraped_at
),
-- One playlist may be several lines of a list, under several names, each of which is shown by itself.
told as (
    select
        stream.track, listed.list, stream."window", stream.scraped_at,
        cast(sum(stream.streams) as bigint) as streams, max(stream.streams) as largest
    from stream
    join listed using (playlist, link, kind)
    where stream.kind <> 'algorithmic' and stream."window" in ('7d', '12m')
    group by stream.track, listed.list, stream."window", stream.scraped_at
),
last_told as (
    select
        track, list, "window", max(scraped_at) as scraped_at,
        max_by(streams, scraped_at) as streams, max_by(largest, scraped_at) as largest
    from told
    group by track, list, "window"
)
select
    last_told.track, last_told.list, last_told."window",
    cast(last_told.scraped_at as date) as last_seen,
    last_told.streams,
    cast(least.scraped_at as date) as read_on,
    least.least
from last_told
join least on least.track = last_told.track and least."window" = last_told."window"
where last_told.scraped_at < least.scraped_at and last_told.largest > least.least
order by last_told.track, last_told.list, last_told."window"
