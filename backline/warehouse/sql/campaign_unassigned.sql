-- Playlists of songs with a placement whose streams nobody was credited with, the largest first. What
-- Spotify makes is no question, and neither is what a person has settled as nobody's.
select
    line.track,
    run.title,
    line.list, line.name, line.added, line.seen_on,
    line.streams_7d, line.streams_28d, line.streams_12m,
    line.unassigned,
    line.why,
    run.vendors,
    line.rule = 'nobody''s' as settled
from line
join (
    select song as track, max(title) as title,
        list(distinct vendor order by vendor) filter (vendor is not null) as vendors
    from placement where song is not null group by song
) as run on run.track = line.track
where line.rule <> 'algorithmic' and line.why is not null
order by settled, line.streams_12m desc nulls last, line.track, line.list
