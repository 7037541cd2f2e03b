-- The measured points of artist-level series in the days looked at, for charts.
select artist, platform, metric, date, value
from series_of('recent')
where subject = '' and country = ''
  and ($artist is null or artist = $artist)
order by artist, platform, metric, date
