-- When each source last gave a number, and since when it is asked.
select source,
       max(date) filter (where state = 'measured') as last_measured,
       min(date) filter (where state <> 'not_configured') as first_asked
from measurement
where date <= $day::date
group by source
