-- Every artist-level series: its last row and its last number, and how many of its own usual
-- steps, counted in days of the root, it has been silent since.
with day as (
    select date, row_number() over (order by date) as place
    from (select distinct date from measurement where date <= $as_of::date)
),

listed as (
    select m.artist, m.platform, m.metric, m.date, d.place, m.measured, m.said
    from (
        select artist, platform, metric, date, bool_or(state = 'measured') as measured,
               any_value(struct_pack(state, detail)) filter (state <> 'measured') as said
        from measurement
        where subject = '' and country = '' and date <= $as_of::date
        group by all
    ) m
    join day d using (date)
)

select artist, platform, metric,
       max(date) as last_row, max(place) as last_place,
       max(date) filter (measured) as last_number, max(place) filter (measured) as number_place,
       arg_max(said, date) as said,
       greatest(1, (max(place) - min(place)) / greatest(1, count(*) - 1)) as usual,
       (select max(place) from day) as newest
from listed
group by all
order by all
