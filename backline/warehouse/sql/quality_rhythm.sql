-- How many days lie between the days of a history that only $imported sources tell: of the root
-- (artist null) and of each artist.
--
-- usual:       the median; least and most leave out a twentieth on either side.
-- irregular:   what share of the steps takes 1.9 times the usual one or longer.
with presence as (
    select null as artist, date, bool_and(list_contains($imported, source)) as imported
    from measurement
    where country = '' and date <= $as_of::date
    group by date
    union all
    select artist, date, bool_and(list_contains($imported, source))
    from measurement
    where date <= $as_of::date and subject = '' and country = '' and artist <> ''
    group by artist, date
),

step as (
    select artist, date, lag(date) over w as before_date, date - lag(date) over w as days,
           imported or lag(imported) over w as history
    from presence
    window w as (partition by artist order by date)
),

rhythm as (
    select artist, min(before_date) as first, max(date) as last, list(days) as steps,
           median(days) as usual,
           quantile_disc(days, 0.05) as least, quantile_disc(days, 0.95) as most
    from step
    where days is not null and history
    group by artist
)

select artist, first, last, usual, least, most, len(steps) as steps,
       len(list_filter(steps, lambda days: days >= 1.9 * usual)) / len(steps) as irregular
from rhythm
order by artist nulls first
