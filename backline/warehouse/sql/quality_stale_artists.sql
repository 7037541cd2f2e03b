-- Days, or days in a row, on which all numbers of one artist repeat the day before, which by how
-- often they moved happens less than once in 10^$least.
--
-- rested: on how many of the artist's last 60 days less than a quarter of its numbers moved:
--         platforms renew some numbers of one artist together, so that they rest together too. Who
--         rested $habit times before does so now and then.
with step as (
    select q.artist, s.date, s.value <> s.before as moved,
           if(s.known >= $known, -log10(1 - s.moved / (least(s.known, 60) + 1)), 0) as surprise
    from quality_step s
    join quality_series q using (id)
    where s.date <= $as_of::date and q.artist <> ''
),

day as (
    select artist, date, count(*) as series, count(*) filter (moved) as changed,
           sum(surprise) as surprise
    from step
    group by all
),

rest as (
    select *, place - row_number() over (partition by artist order by date) as run
    from (
        select *,
               row_number() over (partition by artist order by date) as place,
               count(*) filter (changed < series / 4) over (
                   partition by artist order by date rows between 60 preceding and 1 preceding
               ) as rested
        from day
    )
    where changed = 0
)

select artist, date, series, surprise, place
from rest
window one as (partition by artist, run)
qualify sum(surprise) over one >= $least and min(rested) over one < $habit
order by artist, date
