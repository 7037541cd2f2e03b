-- The numbers of days that repeat the day before, in the given metrics (platform/metric).
select s.date, q.artist, q.platform, q.metric, q.subject, q.country,
       s.before_date, s.before, s.value, s.source
from quality_step s
join quality_series q using (id)
where s.date between $first::date and $last::date
  and list_contains($metrics, q.platform || '/' || q.metric)
order by q.artist, q.platform, q.metric, q.subject, q.country, s.date
