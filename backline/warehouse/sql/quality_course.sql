-- The points of some series from a day on.
select id, date, value, source
from quality_point
where list_contains($ids, id) and date between $first::date and $as_of::date
order by id, date
