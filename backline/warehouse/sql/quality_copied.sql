-- The numbers of days that repeat the day before, of one artist or of some metrics
-- (platform/metric).
select s.date, q.artist, q.platform, q.metric, q.subject, q.country,
       s.before_date, s.before, s.value, s.source
from quality_step s
join quality_series q using (id)
where s.date between $first::date and $last::date and s.date <= $as_of::date
  and ($artist is null or q.artist = $artist)
  and ($metrics is null or list_contains($metrics, q.platform || '/' || q.metric))
order by q.artist, q.platform, q.metric, q.subject, q.country, s.date
