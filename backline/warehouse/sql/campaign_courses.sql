-- How many streams a day a placement was credited with, as stretches of days without a change. Within
-- a span its streams lie evenly, since nobody knows better. In millionths of a stream, so that sums
-- are the same in any order. Days of which nothing is known are no part of it; days before a playlist
-- whose first day is known was there are known, too: nothing came from it then.
with span as (
    select
        placement, first_day, last_day, added,
        cast(streams as hugeint) * 1000000 // (last_day - first_day + 1) as rate
    from credit
    where category = 'credited' and streams is not null
),
event as (
    select placement, first_day as day, rate as change, 1 as known from span
    union all
    select placement, last_day + 1, -rate, -1 from span
    union all
    -- The days between the placement's start and the first of its playlists.
    select placement, start, 0, 1 from waiting
    union all
    select placement, first_day, 0, -1 from waiting
),
summed as (
    select placement, day, cast(sum(change) as hugeint) as change, cast(sum(known) as bigint) as known
    from event
    group by placement, day
)
select
    placement,
    day as first_day,
    lead(day) over course - 1 as last_day,
    sum(change) over course as rate
from summed
window course as (partition by placement order by day)
qualify sum(known) over course > 0 and lead(day) over course > day
