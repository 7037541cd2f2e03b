-- What the last scrape of a day says of each playlist of a song, windows side by side. Playlists of
-- one name are one line: which is which, no page tells; how many there are is counted. What Spotify
-- makes is nobody's, and is left out here.
with told as (
    select
        stream.track,
        listed.list,
        cast(stream.scraped_at as date) as date,
        stream.scraped_at,
        cast(sum(stream.streams) filter (stream."window" = '12m') as bigint) as c12,
        count(*) filter (stream."window" = '12m') as n12,
        cast(sum(stream.streams) filter (stream."window" = '28d') as bigint) as c28,
        cast(sum(stream.streams) filter (stream."window" = '7d') as bigint) as c7,
        coalesce(
            min(stream.date_added) filter (stream."window" = '12m'),
            min(stream.date_added) filter (stream."window" = '28d'),
            min(stream.date_added)
        ) as added
    from stream
    join listed using (playlist, link, kind)
    where stream.kind <> 'algorithmic'
    group by stream.track, listed.list, stream.scraped_at
)
select
    track, list, date, c12, n12, c28, c7,
    min(added) over (partition by track, list) as added
from told
qualify row_number() over (partition by track, list, date order by scraped_at desc) = 1
