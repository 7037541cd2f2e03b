-- Steps of the root (artist null) and of each artist from one day with rows to the next, where
-- they are longer than the rhythm: the median of up to 5 steps, of the slower side. The root is
-- counted in days, an artist in days of the root, so that a day nobody has is nobody's gap.
--
-- irregular: what share of up to 30 steps around it are as long.
-- history:   whether the day before or after it is told by $imported sources alone.
with day as (
    select date, imported, row_number() over (order by date) as place
    from (
        select date, bool_and(list_contains($imported, source)) as imported
        from measurement
        where country = '' and date <= $as_of::date
        group by all
    )
),

presence as (
    select null as artist, date, epoch_ms(date) // 86400000 as place, imported from day
    union all
    select m.artist, m.date, d.place, m.imported
    from (
        select artist, date, bool_and(list_contains($imported, source)) as imported
        from measurement
        where date <= $as_of::date and subject = '' and country = '' and artist <> ''
        group by all
    ) m
    join day d using (date)
),

step as (
    select artist, date, lag(date) over w as before_date, place - lag(place) over w as length,
           imported or lag(imported) over w as history
    from presence
    window w as (partition by artist order by date)
),

rhythm as (
    select *,
           -- The slower of the two sides: where a rhythm changes, neither is missed in the other.
           greatest(median(length) over earlier, median(length) over later) as usual,
           list_concat(list(length) over before, list(length) over behind) as neighbours
    from step
    where length is not null
    window earlier as (
               partition by artist order by date rows between 5 preceding and 1 preceding
           ),
           later as (
               partition by artist order by date rows between 1 following and 5 following
           ),
           before as (
               partition by artist order by date rows between 15 preceding and 1 preceding
           ),
           behind as (
               partition by artist order by date rows between 1 following and 15 following
           )
)

select artist, before_date, date, length, usual, history,
       len(list_filter(neighbours, lambda n: n >= length)) / len(neighbours) as irregular
from rhythm
where length >= 1.9 * usual
order by artist nulls first, date
