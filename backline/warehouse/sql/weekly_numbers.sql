-- The numbers below the columns of the days from $first to $last (see weekly_columns.sql), from the
-- days looked at, which begin a week before; of some metrics alone where $metrics is no null.
--
-- A cell is the last number of its series in the week that ends with the column, or since the
-- column before it where that is nearer.
select s.artist, s.platform, s.metric, s.subject, c.date as column_date,
       arg_max(s.value, s.date) as value, max(s.date) as date
from (
    select *
    from series_of('recent')
    where country = ''
      and (getvariable('artist') is null or artist = getvariable('artist'))
      and ($metrics is null or list_contains($metrics::varchar[], platform || '/' || metric))
) s
asof join weekly_column c on s.artist = c.artist and c.date >= s.date
where c.date - s.date < 7 and c.date between $first and $last
group by all
