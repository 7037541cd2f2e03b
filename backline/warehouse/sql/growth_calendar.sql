-- Growth of every series by the calendar, on the day `as_of` over a window of `days` days.
--
-- now:  the last measured value on or before the day, at most 2 days old.
-- then: the value closest to now's date minus the window, within ceil(days / 7) days of it, the
--       older one on a tie.
-- A series measured about weekly (median spacing over 4 days) may have a `now` of 7 days and a
-- tolerance of at least 3. Both come from one source where any has both.
--
-- Stands on growth_pairs.sql and growth_weekly.sql. One row per series that has any row in reach;
-- `last_date` is the newest measured day in reach, `state` and `detail` what the newest row says.
with chosen as (
    select p.*
    from pair p
    left join weekly w
        on (w.artist, w.platform, w.metric, w.subject, w.country, w.source)
         = (p.artist, p.platform, p.metric, p.subject, p.country, p.now_source)
    where p.age <= if(w.source is null, 2, 7)
      and p.distance <= if(w.source is null, getvariable('tolerance'), getvariable('widest'))
    qualify row_number() over (
        partition by p.artist, p.platform, p.metric, p.subject, p.country
        order by (p.now_source <> p.then_source), p.now_date desc, p.now_trust nulls last,
                 p.distance, p.then_date, p.then_trust nulls last, p.now_source, p.then_source
    ) = 1
),

-- Where nothing can be compared, the newest value still stands.
alone as (
    select n.artist, n.platform, n.metric, n.subject, n.country,
           arg_min(struct_pack(date := n.date, value := n.value, resolution := n.resolution,
                               source := n.source),
                   struct_pack(age := n.age, trust := coalesce(n.trust, 1000), source := n.source))
               as now
    from newest n
    left join weekly w using (artist, platform, metric, subject, country, source)
    where n.age <= if(w.source is null, 2, 7)
    group by all
),

ended as (
    select l.artist, l.platform, l.metric, l.subject, l.country,
           coalesce(c.now, a.now.value) as now,
           coalesce(c.now_date, a.now.date) as now_date,
           coalesce(c.now_source, a.now.source) as now_source,
           c."then", c.then_date, c.then_source,
           coalesce(c.resolution, a.now.resolution) as resolution,
           coalesce(c.now_resolution, a.now.resolution) as now_resolution,
           l.last_date, l.last_row.state as state, l.last_row.detail as detail, l.measured
    from (
        select artist, platform, metric, subject, country,
               arg_max(last_row, struct_pack(row_date, best := -coalesce(trust, 1000))) as last_row,
               max(date) as last_date, bit_or(measured) as measured
        from reach
        group by all
    ) l
    left join chosen c using (artist, platform, metric, subject, country)
    left join alone a using (artist, platform, metric, subject, country)
)

-- The days of the window that were measured: the ones among the last `days` bits up to now.
select ended.* exclude (measured),
       coalesce(bit_count(substr(
           measured::varchar,
           (coalesce(now_date, getvariable('as_of')) - getvariable('bits_from')
               - getvariable('days') + 2)::integer,
           getvariable('days')
       )::bit), 0) as days_measured,
       null::boolean as blank
from ended
