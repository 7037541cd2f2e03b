-- The platforms that told any artist's number in the days looked at: the last day each did, and why
-- it did not on the newest day, as most of its rows of that day say.
with told as (
    select platform, max(date) filter (state = $measured) as last
    from recent
    where artist <> '' and subject = ''
    group by platform
),

newest as (
    select platform, replace(state, '_', ' ') || if(detail = '', '', ': ' || detail) as why
    from recent
    where artist <> '' and subject = '' and state <> $measured
      and date = (select max(date) from recent)
),

most as (
    select platform, why from newest
    group by platform, why
    qualify row_number() over (partition by platform order by count(*) desc, why) = 1
)

select platform, last, coalesce(why, '') as why
from told
left join most using (platform)
where last is not null
order by platform
