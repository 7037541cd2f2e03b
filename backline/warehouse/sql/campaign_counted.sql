-- The streams of each vendor's playlist of a song between one scrape and the next, from its counts over 12
-- months while it has been in the playlist for less than a year, so that nothing leaves the window.
-- Before the first scrape it is the whole count since the day it was added.
with young as (
    select
        seen.*,
        lag(date) over listing as before,
        lag(c12) over listing as c12_before,
        lag(n12) over listing as n12_before
    from seen
    join owner using (track, list)
    where owner.vendor is not null and c12 is not null and seen.added is not null
        and seen.date - seen.added <= 365
    window listing as (partition by track, list order by date)
)
select
    track, list, added,
    cast(coalesce(before, added - 1) + 1 as date) as first_day,
    greatest(date, added) as last_day,
    case when before is null then c12 when n12 = n12_before then c12 - c12_before end as streams,
    case when before is null then 'count over 12 months' else 'difference over 12 months' end
        as counted,
    c28, c7
from young
