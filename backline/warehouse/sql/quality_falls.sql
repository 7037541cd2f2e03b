-- Falls of counters that should only rise, with the next points of the series. Platforms take back
-- a few counts now and then: less than 10, a thousandth of an artist's count or a hundredth of a
-- track's or video's is no finding. times: how unusual a rise among those points is.
with fallen as (
    select q.* exclude (kind, floor), s.date, s.before_date, s.before, s.value, s.source,
           greatest(10, 2 * s.resolution, 2 * s.before_resolution,
                    s.before / if(q.subject = '', 1000, 100)) as smallest
    from quality_step s
    join quality_series q using (id)
    where q.kind = 'cumulative' and s.date <= $as_of::date and s.value < s.before
),

fall as (select * from fallen where before - value >= smallest)

select f.*,
       (list(struct_pack(date := p.date, value := p.value, source := p.source, times := u.times)
            order by p.date) filter (p.date is not null))[:5] as after
from fall f
left join quality_point p
    on p.id = f.id and not p.lost
   and p.date between f.date + 1 and least($as_of::date, f.date + 40)
left join quality_unusual u on u.id = p.id and u.date = p.date and u.value > u.before
group by all
order by f.date, f.artist, f.platform, f.metric, f.subject
