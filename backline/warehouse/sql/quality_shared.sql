-- The numbers of some artists in one metric from a day on, for as long as two months.
select p.date, q.artist, p.value, p.source
from quality_point p
join quality_series q using (id)
where q.platform = $platform and q.metric = $metric and q.subject = '' and q.country = ''
  and list_contains($artists, q.artist)
  and p.date between $first::date and least($as_of::date, $first::date + 60)
order by p.date, q.artist
