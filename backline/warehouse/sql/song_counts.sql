-- What is counted of songs on the days looked at, one row a point, of the worldwide counts and of
-- a country's.
select date, platform, metric, subject, country, value, source
from series_of('recent')
where platform = $platform
  and subject in (select unnest($songs))
  and list_contains($metrics, metric)
  and country in ('', $country)
order by subject, metric, date
