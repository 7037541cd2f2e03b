-- Which days there are of those of a platform's charts that count streams.
select distinct chart, country, frequency, date
from charted
where date between $first and $last
  and platform = $platform
  and country in ('', $country)
  and metric_kind = 'streams'
