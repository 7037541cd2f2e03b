-- The days of an artist's columns in the weekly sheet, newest first (see weekly_columns.sql).
select date from weekly_column where artist = $artist order by date desc
