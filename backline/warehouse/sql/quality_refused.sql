-- Runs of refused rows by artist and platform; up to two days in between do not end a run. What a
-- person dropped by a correction is known already and not listed.
with day as (
    select date, row_number() over (order by date) as place
    from (select distinct date from measurement where date <= $as_of::date)
),

refused as (
    select m.artist, m.platform, m.date, d.place, count(*) as numbers,
           list(distinct m.metric) filter (m.subject = '') as metrics,
           min(m.detail) as detail
    from measurement m
    join day d using (date)
    anti join correction c using (date, artist, platform, metric, subject, country, source)
    where m.state = 'rejected' and m.country = ''
    group by all
),

run as (
    select *, count(*) filter (step is null or step > 3) over (
                  partition by artist, platform order by date
              ) as run
    from (select *, place - lag(place) over (partition by artist, platform order by date) as step
          from refused)
),

-- What most days say; of two that as many say, the first in the alphabet.
most as (
    select artist, platform, run, detail from run
    group by artist, platform, run, detail
    qualify row_number() over (
        partition by artist, platform, run order by count(*) desc, detail
    ) = 1
)

select r.artist, r.platform, min(date) as first, max(date) as last, count(*) as days,
       sum(numbers)::bigint as numbers,
       list_sort(list_distinct(flatten(list(metrics)))) as metrics,
       m.detail,
       max(place) = (select max(place) from day) as going_on
from run r
join most m using (artist, platform, run)
group by r.artist, r.platform, r.run, m.detail
order by first, r.platform, r.artist
