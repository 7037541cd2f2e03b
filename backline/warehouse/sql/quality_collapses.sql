-- Runs of falls that took half or more of a rolling count as its own rise left the window, with
-- every step of the run and the next five points.
with collapse as (
    select l.*, s.date, s.before_date as step_before_date, s.before, s.value, s.source, s.size
    from quality_leaving l
    join quality_step s
        on s.id = l.id and s.date > l.before_date and s.date <= l.last
    where l.last <= $as_of::date
    -- A single step of a run is part of it.
    qualify l.before_date = min(l.before_date) over (partition by l.id, s.date)
        and l.last = max(l.last) over (partition by l.id, s.date)
),

lost as (
    select id, before_date, last, days, low, high,
           sum(size) as size, arg_min(before, date) as before, arg_max(value, date) as value,
           list(struct_pack(date, before_date := step_before_date, before, value, source, size)
               order by date) as steps
    from collapse
    group by all
)

select q.artist, q.platform, q.metric, q.subject, q.country, q.kind, l.*,
       coalesce(any_value(u.usual), 0) as usual,
       (list(struct_pack(date := p.date, value := p.value, source := p.source) order by p.date)
           filter (p.date is not null))[:5] as after
from lost l
join quality_series q using (id)
left join quality_point p
    on p.id = l.id and not p.lost
   and p.date between l.last + 1 and least($as_of::date, l.last + 40)
left join quality_unusual u on (u.id, u.before_date) = (l.id, l.before_date)
where l.size <= -ln(2)
  and l.before - l.value >= greatest(q.floor, sqrt(l.before))
group by all
order by l.before_date, q.platform, q.metric, q.artist, q.subject
