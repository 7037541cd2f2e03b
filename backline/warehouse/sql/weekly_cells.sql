-- The numbers below some artists' columns in the weekly sheet (see weekly_columns.sql), as lists, the
-- newest column first: a row a series.
select artist, platform, metric, subject,
       list(column_date order by column_date desc) as columns,
       list(value order by column_date desc) as values,
       list(date order by column_date desc) as dates
from weekly_cell
where artist in (select unnest($artists))
group by artist, platform, metric, subject
order by artist, platform, metric, subject
