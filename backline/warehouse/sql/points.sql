-- The measured points of artist-level series from $first to $last, for charts.
select artist, platform, metric, date, value
from series
where subject = '' and country = ''
  and date between $first::date and $last::date
  and ($artist is null or artist = $artist)
order by artist, platform, metric, date
