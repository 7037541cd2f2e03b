-- The days on which those newest rows are; of subjects (tracks, videos) the last 7 days alone count.
select distinct date
from (
    select unnest([row_date, value_date]) as date
    from newest_date
    where country = '' and (subject = '' or row_date > getvariable('as_of') - 7)
)
where date is not null
