-- The artists' own numbers in the days looked at, a row a series: its measured days and values, who
-- told them, and which days have a reason in place of a number. Days count from $first. Of several
-- sources of a day the most trusted that measured it counts; `beside` says how far others are apart.
with told as materialized (
    select m.artist, m.platform, m.metric, (m.date - $first)::integer as day, m.value, m.source,
           m.state, m.detail, m.value is null as lacks, t.trust
    from recent m
    left join source_trust t using (source)
    where m.subject = ''
      and m.country = $country
      and m.artist in (select unnest($artists))
      and list_contains($platforms, m.platform)
),
several as (
    select artist, platform, metric from told group by all having min(source) <> max(source)
),
ranked as (
    select *, 1 as place, null as best, null as best_value
    from told anti join several using (artist, platform, metric)
    union all by name
    select *, row_number() over point as place, first_value(source) over point as best,
           first_value(value) over point as best_value
    from told semi join several using (artist, platform, metric)
    window point as (
        partition by artist, platform, metric, day order by lacks, trust nulls last, source
    )
),
pair as (
    select artist, platform, metric, best, source, count(*) as days,
           max(abs(best_value - value)) as apart
    from ranked
    where place > 1 and not lacks and best_value is not null
    group by all
),
beside as (
    select artist, platform, metric,
           list((best::varchar, source::varchar, days, apart) order by best, source) as beside
    from pair
    group by all
),
series as (
    select artist, platform, metric,
           list(day order by day) filter (not lacks) as days,
           list(value order by day) filter (not lacks) as values,
           list(distinct source::varchar) filter (not lacks) as sources,
           arg_min(source::varchar, day) filter (not lacks) as first_by,
           arg_max(source::varchar, day) filter (not lacks) as last_by,
           list(day order by day) filter (lacks) as lacking,
           list(coalesce(nullif(detail::varchar, ''), replace(state::varchar, '_', ' ')) order by day)
               filter (lacks) as reasons
    from ranked
    where place = 1
    group by all
)
select artist::varchar as artist, platform::varchar as platform, metric::varchar as metric,
       days, "values", sources, first_by, last_by, lacking, reasons, beside
from series left join beside using (artist, platform, metric)
