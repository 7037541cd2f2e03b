-- The artists' own numbers in the days looked at, a row a series: its measured days with their values,
-- who told them, and which days have a reason in place of a number. Days count from $first and stand
-- in no order. Of several sources of a day the most trusted that measured it counts; `beside` says
-- how far others are apart.
with by_source as materialized (
    select artist, platform, metric, source::varchar as source,
           coalesce(list(struct_pack(day, value)) filter (value is not null), []) as points,
           coalesce(list(struct_pack(day, reason)) filter (value is null), []) as gaps
    from (
        select artist, platform, metric, source, (date - $first)::integer as day, value,
               if(value is null,
                  coalesce(nullif(detail::varchar, ''), replace(state::varchar, '_', ' ')),
                  null) as reason
        from recent
        where subject = ''
          and country = $country
          and artist in (select unnest($artists))
          and list_contains($platforms, platform)
    )
    group by artist, platform, metric, source
),
numbered as (
    select *, count(*) over (partition by artist, platform, metric) as told_by from by_source
),
-- Hardly any series has several sources, so that hardly any is looked at day by day.
point as (
    select artist, platform, metric, source, one.day as day, one.value as value, null as reason
    from (
        select artist, platform, metric, source, unnest(points) as one
        from numbered
        where told_by > 1
    )
    union all by name
    select artist, platform, metric, source, one.day as day, null as value, one.reason as reason
    from (
        select artist, platform, metric, source, unnest(gaps) as one
        from numbered
        where told_by > 1
    )
),
ranked as (
    select p.*, row_number() over day as place, first_value(source) over day as best,
           first_value(value) over day as best_value
    from point p
    left join source_trust t using (source)
    window day as (
        partition by artist, platform, metric, p.day
        order by p.value is null, t.trust nulls last, source
    )
),
pair as (
    select artist, platform, metric, best, source, count(*) as days,
           max(abs(best_value - value)) as apart
    from ranked
    where place > 1 and value is not null and best_value is not null
    group by all
),
beside as (
    select artist, platform, metric,
           list(struct_pack(best, source, days, apart) order by best, source) as beside
    from pair
    group by all
),
together as (
    select artist, platform, metric,
           coalesce(list(struct_pack(day, value)) filter (value is not null), []) as points,
           coalesce(list(struct_pack(day, reason)) filter (value is null), []) as gaps,
           coalesce(list(distinct source) filter (value is not null), []) as sources,
           coalesce(arg_min(source, day) filter (value is not null), '') as first_by,
           coalesce(arg_max(source, day) filter (value is not null), '') as last_by
    from ranked
    where place = 1
    group by all
)
select artist::varchar as artist, platform::varchar as platform, metric::varchar as metric, points,
       gaps, if(len(points) > 0, [source], []) as sources, source as first_by, source as last_by,
       null as beside
from numbered
where told_by = 1
union all by name
select artist::varchar as artist, platform::varchar as platform, metric::varchar as metric, points,
       gaps, sources, first_by, last_by, beside
from together
left join beside using (artist, platform, metric)
