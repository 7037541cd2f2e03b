-- The day of the first row of every artist-level series on or before `as_of`: of the settled days,
-- and of the days since, which are the days looked at. Leaves the table `first_row`.
create or replace temp table first_row as
select artist, platform, metric, min(date) as first_date
from (
    select artist, platform, metric, first_date as date from settled
    where subject = '' and country = '' and first_date <= getvariable('as_of')
    union all
    select artist, platform, metric, date from recent
    where subject = '' and country = ''
)
where getvariable('artist') is null or artist = getvariable('artist')
group by all
