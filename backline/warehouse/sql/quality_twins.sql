-- Two or more artists with one large exact value on one day, who did not share a value on their
-- day before, where at least one of them made an unusual step to it.
with numbers as (
    select p.id, q.artist, q.platform, q.metric, p.date, p.value, p.resolution, p.source
    from quality_point p
    join quality_series q using (id)
    where q.subject = '' and q.country = '' and p.date <= $as_of::date and p.value >= 100
),

-- Before anything is counted: few numbers are reached by such a step.
reached as (
    select distinct platform, metric, date, value
    from quality_unusual
    where subject = '' and country = '' and date <= $as_of::date and times >= $times
),

point as (from numbers semi join reached using (platform, metric, date, value)),

shared as (
    select platform, metric, date, value
    from point
    where resolution = 1
    group by all
    having count(*) > 1
),

told as (
    select p.platform, p.metric, p.date, p.value,
           list(struct_pack(id := p.id, artist := p.artist, source := p.source, before := s.before,
                            before_date := s.before_date, times := u.times)
                order by u.times desc nulls last, p.artist) as artists,
           count(distinct coalesce(s.before, -1)) as different,
           max(u.times) as times
    from (from point semi join shared using (platform, metric, date, value)) p
    left join (from quality_step semi join point using (id, date)) s using (id, date)
    left join quality_unusual u using (id, date)
    group by all
),

measured as (
    select platform, metric, date, count(*) as measured
    from numbers
    semi join told using (platform, metric, date)
    group by all
)

select platform, metric, date, value, artists, times, measured
from told
join measured using (platform, metric, date)
where different > 1
order by date, platform, metric, value
