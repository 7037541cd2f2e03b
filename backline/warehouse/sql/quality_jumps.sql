-- Steps that may be jumps, with what the series did around them.
--
-- strong: by a tenth beyond everything the series has done, at least $times its usual step, and
--         for a rolling count, which moves with every release, a change by a tenth; of a count of
--         single days only a day a tenth above all before: it falls as steeply as it rose, and
--         a quiet day's way back is none.
-- Others that are $times the usual step are listed too: they count beside a strong one, or when the
-- series came back at once.
--
-- after:   the next five points within forty days, oldest first.
-- leaving: whether the step goes back to the series' own rise, see quality_leaving.sql.
with peak as (
    select u.id, u.date, max(p.value) as most
    from quality_unusual u
    join quality_point p on p.id = u.id and p.date < u.date
    where u.kind = 'per_day' and u.times >= $times
    group by all
),

candidate as (
    select u.*,
           coalesce(beyond > 1.1, true) and (kind <> 'rolling' or abs(size) >= ln(1.1))
               and (kind <> 'per_day' or value > 1.1 * most) as strong
    from quality_unusual u
    left join peak using (id, date)
    where times >= $times and date <= $as_of::date
      and abs(value - before) >= sqrt(before)
      and not (kind = 'cumulative' and value < before)
)

select c.*,
       (list(struct_pack(date := p.date, value := p.value, source := p.source) order by p.date)
           filter (p.date is not null))[:5] as after,
       l.id is not null as leaving
from candidate c
left join quality_leaving l on (l.id, l.before_date, l.last) = (c.id, c.before_date, c.date)
left join quality_point p
    on p.id = c.id and not p.lost
   and p.date between c.date + 1 and least($as_of::date, c.date + 40)
group by all
order by c.date, c.platform, c.metric, c.artist, c.subject
