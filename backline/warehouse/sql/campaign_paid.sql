-- The streams of a song that came from playlists of vendors who were paid for it, whoever got the
-- credit: the spans of every playlist that a placement was credited with once.
with paid as (
    select distinct list from credit where track = $track and category in ('credited', 'shared')
)
select list, added, first_day, last_day, streams
from credit
join paid using (list)
where track = $track
order by list, first_day
