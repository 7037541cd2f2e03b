-- From when until when each number of a track or video was measured, worldwide and in each country.
select subject, platform, metric, country, min(date) as first, max(date) as last
from measurement
where subject <> '' and state = 'measured'
group by all
