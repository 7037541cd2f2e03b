-- Placements whose playlists all tell since when the song is in them, and were late: until the first
-- of these days nothing came.
select credit.placement, run.start, min(credit.first_day) as first_day
from credit
join run using (placement)
where credit.category = 'credited'
group by credit.placement, run.start
having min(credit.first_day) > run.start
    and bool_and(credit.added is not null and credit.added >= run.start)
