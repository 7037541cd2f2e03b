-- What is counted of songs on every day there is, a row a series: its days, counted from 1970, and
-- its counts, oldest first, of the most trusted source of each; and who told them, where that is not
-- one source alone a list in the same order.
with told as materialized (
    select m.platform, m.subject, m.metric, m.country, m.artist, m.value, m.source, t.trust, m.date
    from measurement m
    left join source_trust t using (source)
    where m.subject in (select unnest($songs))
      and list_contains($metrics, m.metric)
      and m.state = 'measured'
),
several as (
    select platform, subject, metric, country
    from told
    group by all
    having min(source) <> max(source)
),
counted as (
    from told anti join several using (platform, subject, metric, country)
    union all by name
    select *
    from told semi join several using (platform, subject, metric, country)
    qualify row_number() over (
        partition by platform, subject, metric, country, artist, date
        order by trust nulls last, source
    ) = 1
)
select platform::varchar as platform, subject::varchar as subject, metric::varchar as metric,
       country::varchar as country,
       list(date - date '1970-01-01' order by date) as days,
       list(value order by date) as counts,
       min(source)::varchar as source,
       case when min(source) <> max(source) then list(source::varchar order by date) end as sources
from counted
group by all
