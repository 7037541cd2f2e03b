-- The steps that leave a series' own course, of the series from $first to $last; each direction
-- against the earlier steps in the same direction: followers fall seldom, so a fall is compared with
-- falls.
--
-- usual:  what nine of ten of the 60 steps before stayed below.
-- times:  the step as a multiple of the usual one plus half a percent.
-- beyond: the step as a multiple of the largest of the 200 steps before; null where the series
--         never moved that way.
--
-- A series is judged from its ninth step on. A step within two roundings, one below the metric's
-- floor, and one across a day on which the platform began to count differently ($breaks) is none.
with eligible as (
    select s.id
    from quality_step s
    join quality_series q using (id)
    where s.id between $first and $last
      and abs(s.size) >= 0.005 and abs(s.value - s.before) >= q.floor
    group by s.id
),

-- The windows are costly: only series with any such step are looked at.
stats as (
    select s.*,
           max(pace) over far as largest_rise, -min(pace) over far as largest_fall,
           quantile_cont(pace, [0.1, 0.9]) over near as tenths
    from quality_step s
    semi join eligible using (id)
    window far as (partition by id order by date rows between 200 preceding and 1 preceding),
           near as (partition by id order by date rows between 60 preceding and 1 preceding)
),

own as (
    select *,
           greatest(0, if(pace > 0, tenths[2], -tenths[1])) as usual,
           greatest(0, if(pace > 0, largest_rise, largest_fall)) as largest
    from stats
    where known >= 8
)

select o.id, q.artist, q.platform, q.metric, q.subject, q.country, q.kind,
       o.date, o.before_date, o.before, o.value, o.source, o.size, o.usual,
       abs(o.pace) / (o.usual + 0.005) as times,
       if(o.largest > 0, abs(o.pace) / o.largest, null) as beyond
from own o
join quality_series q using (id)
where abs(o.pace) >= o.usual + 0.005
  and abs(o.value - o.before) >= greatest(q.floor, 2 * o.resolution, 2 * o.before_resolution)
  and not exists (
      from (select unnest($breaks, recursive := true)) b
      where b.platform = q.platform and b.metric = q.metric
        and o.before_date < b.date and o.date >= b.date
  )
