-- Days on which several artists fell together: how many of those measured made an unusual fall,
-- and at what rate that happened on the days before. Nothing is taken from a count of one day.
with day as (
    select q.platform, q.metric, s.date, count(*) as measured
    from quality_step s
    join quality_series q using (id)
    where q.subject = '' and q.country = '' and s.date <= $as_of::date and s.known >= 8
      and q.kind <> 'per_day'
    group by all
),

fallen as (
    select platform, metric, date, count(*) as fell,
           list(struct_pack(artist, date := date, before_date, before, value, source, size)
                order by size, artist) as falls
    from quality_unusual
    where subject = '' and country = '' and value < before and date <= $as_of::date
      -- Rolling counts fall together with the season.
      and times >= if(kind = 'rolling', 2, 1)
    group by all
),

counted as (
    select d.*, coalesce(f.fell, 0) as fell, f.falls,
           -- One fall in a hundred is supposed before anything is known; an earlier purge counts
           -- only as far as a common day may go.
           (coalesce(sum(least(coalesce(f.fell, 0), greatest(2, d.measured // 20))) over w, 0) + 1)
               / (coalesce(sum(d.measured) over w, 0) + 100) as rate
    from day d
    left join fallen f using (platform, metric, date)
    window w as (
        partition by platform, metric
        order by date rows between unbounded preceding and 1 preceding
    )
)

select platform, metric, date, measured, fell, falls, rate
from counted
where fell >= $fewest
order by date, platform, metric
