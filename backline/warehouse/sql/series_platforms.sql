-- The platforms that have any row from $first to $last.
select distinct platform
from measurement
where date between $first::date and $last::date
order by platform
