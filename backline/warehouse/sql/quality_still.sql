-- The series that repeat the day before on a day, of one artist or of some metrics
-- (platform/metric), and how surprising that is of each.
select s.id, q.artist,
       if(s.known >= $known, -log10(1 - s.moved / (least(s.known, 60) + 1)), 0) as surprise
from quality_step s
join quality_series q using (id)
where s.date = $date::date and s.date <= $as_of::date and s.value = s.before
  and ($artist is null or q.artist = $artist)
  and ($metrics is null or list_contains($metrics, q.platform || '/' || q.metric))
order by surprise desc, s.id
