-- Every measured point of those series, as a temporary table.
--
-- lost: reads 0 although the series was positive before. Such a point is judged as a zero and left
-- out of everything that looks at steps, so that it makes neither a fall nor a jump back. A count
-- of one day may be 0 on any day.
create or replace temp table quality_point as
with point as (
    select q.id, q.kind, s.date, s.value, s.resolution, s.source
    from quality_measured s
    join quality_series q using (artist, platform, metric, subject, country)
)

select p.* exclude (kind),
       p.kind <> 'per_day' and p.value = 0 and coalesce(p.date > f.date, false) as lost
from point p
left join (select id, min(date) as date from point where value > 0 group by id) f using (id)
