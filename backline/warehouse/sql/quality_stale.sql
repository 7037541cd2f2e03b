-- Day by day and metric by metric: how many series there are, how many changed, and how surprising
-- it would be that none did, in powers of ten: each series counts by how often it moved before.
select s.date, q.platform, q.metric, q.subject <> '' as subjects,
       count(*) as series,
       count(*) filter (s.value <> s.before) as changed,
       sum(if(s.known >= 10, -log10(1 - s.moved / (least(s.known, 60) + 1)), 0)) as surprise
from quality_step s
join quality_series q using (id)
where s.date <= $as_of::date
group by all
order by all
