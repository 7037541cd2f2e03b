-- What evidence is looked for in: the spans of each playlist that a placement was credited with, those
-- before and after it among them. Of some placements, or of all.
with given as (
    select distinct placement, track, list from credit where category = 'credited'
),
named as (
    select track, list, name from line
)
select
    given.placement, given.list, named.name,
    credit.first_day, credit.last_day, credit.streams, credit.counted,
    credit.placement is not distinct from given.placement as own
from given
join credit using (track, list)
left join named using (track, list)
where $among::varchar[] is null or list_contains($among, given.placement)
order by given.placement, given.list, credit.first_day
