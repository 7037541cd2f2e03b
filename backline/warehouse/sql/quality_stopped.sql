-- Every artist-level series: its last row and its last number, and how many of its own usual
-- steps, counted in days of the root, it has been silent since.
with day as (
    select date, row_number() over (order by date) as place
    from (select distinct date from measurement where date <= $as_of::date)
),

number as (
    select m.artist, m.platform, m.metric, m.date, d.place, m.state, m.detail
    from measurement m
    join day d using (date)
    where m.subject = '' and m.country = '' and m.date <= $as_of::date
)

select artist, platform, metric,
       max(date) as last_row, max(place) as last_place,
       max(date) filter (state = 'measured') as last_number,
       max(place) filter (state = 'measured') as number_place,
       max(struct_pack(date, state, detail)) filter (state <> 'measured') as said,
       -- Several sources may tell of one day.
       greatest(1, (max(place) - min(place)) / greatest(1, list_unique(list(place)) - 1)) as usual,
       (select max(place) from day) as newest
from number
group by all
order by all
