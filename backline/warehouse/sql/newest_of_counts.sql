-- The newest of the days looked at on which songs were counted, worldwide and in a country.
select country, max(date) as date
from recent
where state = 'measured'
  and subject <> ''
  and platform = $platform
  and list_contains($metrics, metric)
  and country in ('', $country)
group by country
