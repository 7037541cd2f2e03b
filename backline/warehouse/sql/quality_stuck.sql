-- Counters that stand still since their last change, and how surprising that is by how often they
-- moved in the 60 steps before, in powers of ten.
with step as (
    select s.id, s.date, s.before_date, s.before, s.value, s.moved, s.known,
           max(s.date) filter (s.value <> s.before) over (partition by s.id) as changed
    from quality_step s
    join quality_series q using (id)
    where q.kind = 'cumulative' and s.date <= $as_of::date
),

still as (
    select id, min(before_date) as since, any_value(value) as value, count(*) as days,
           arg_min(-log10(1 - moved / (least(known, 60) + 1)), date) as surprise
    from step
    where date > changed
    group by id
    having arg_min(known, date) >= 10
)

select q.artist, q.platform, q.metric, q.subject, q.country, s.since, s.value
from still s
join quality_series q using (id)
where s.days * s.surprise >= $least
order by q.id
