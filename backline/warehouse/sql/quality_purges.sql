-- Days on which several artists fell together: how many of those measured made an unusual fall,
-- and at what rate that happened on the days before. Nothing is taken from a count of one day, and
-- what leaves a rolling count's window with its own rise was taken by nobody.
--
-- falls:    everyone who fell, the unusual falls marked; of a rolling count, which falls with the
--           season, those beyond its usual falls.
-- measured: of how many artists an unusual fall could be told; stepped: who had a number at all.
-- others:   some who did not fall.
with step as (
    select q.artist, q.platform, q.metric, q.kind, s.*
    from quality_step s
    join quality_series q using (id)
    where q.subject = '' and q.country = '' and s.date <= $as_of::date and q.kind <> 'per_day'
),

day as (
    select platform, metric, date, count(*) as stepped,
           count(*) filter (known >= 8) as measured,
           (list(id order by id) filter (value >= before))[:12] as others
    from step
    group by all
    having measured > 0
),

fall as (
    select s.*, u.id is not null and u.times >= if(s.kind = 'rolling', 2, 1) as unusual
    from step s
    left join quality_unusual u using (id, date)
    where s.value < s.before
      and (s.kind <> 'rolling' or u.id is not null)
      and not exists (
          from quality_leaving l
          where (l.id, l.before_date, l.last) = (s.id, s.before_date, s.date)
      )
),

fallen as (
    select platform, metric, date, count(*) filter (unusual) as fell,
           list(struct_pack(id, artist, date := date, before_date, before, value, source, size,
                            unusual)
                order by size, artist) as falls
    from fall
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

select platform, metric, date, measured, stepped, fell, falls, others, rate
from counted
where fell >= $fewest
order by date, platform, metric
