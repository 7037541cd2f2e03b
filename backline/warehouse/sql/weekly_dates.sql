-- The days of some artists' columns in the weekly sheet, newest first (see weekly_columns.sql).
select artist, date
from weekly_column
where artist in (select unnest($artists))
order by artist, date desc
