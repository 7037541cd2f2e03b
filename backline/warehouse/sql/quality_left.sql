-- The falls of a tenth or more by which a series' own rise left the window, runs as a whole.
with run as (
    select l.*, s.before, e.value
    from quality_leaving l
    join quality_step s on (s.id, s.before_date) = (l.id, l.before_date)
    join quality_step e on (e.id, e.date) = (l.id, l.last)
    where l.last <= $as_of::date and e.value <= 0.9 * s.before
)

select q.artist, q.platform, q.metric, q.subject, q.country,
       r.before_date, r.last, r.before, r.value, r.days, r.high.date as high_date
from run r
join quality_series q using (id)
where not exists (
    from run o
    where o.id = r.id and o.before_date <= r.before_date and o.last >= r.last
      and o.last - o.before_date > r.last - r.before_date
)
order by q.id, r.last
