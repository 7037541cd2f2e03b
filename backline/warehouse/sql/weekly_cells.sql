-- The numbers below an artist's columns in the weekly sheet (see weekly_columns.sql).
select platform, metric, subject, column_date, value, date
from weekly_cell
where artist = $artist
order by platform, metric, subject, column_date desc
