-- Growth of every series by the calendar, on day $as_of over a window of $days days.
--
-- now:  the last measured value on or before the day, at most 2 days old.
-- then: the value closest to now's date minus the window, within ceil(days / 7) days of it, the
--       older one on a tie.
-- A series measured about weekly (median spacing over 4 days) may have a `now` of 7 days and a
-- tolerance of at least 3. Both come from one source where any has both.
--
-- One row per series that has any row in reach. `last_*` is the newest measured value in reach,
-- `state` and `detail` what the newest row says.
with reach as materialized (
    select m.*, t.trust
    from measurement m
    left join source_trust t using (source)
    where m.date <= $as_of::date
      and m.date > $as_of::date - ($days + greatest(ceil($days / 7), 3) + 7)::integer
      and ($artist is null or m.artist = $artist)
),

point as (select * from reach where state = 'measured'),

newest as (
    select artist, platform, metric, subject, country, source,
           max(date) as date, arg_max(value, date) as value,
           arg_max(resolution, date) as resolution, any_value(trust) as trust
    from point
    group by all
),

-- Every older value a source's newest could be compared with, in the widest tolerance there is.
pair as (
    select n.artist, n.platform, n.metric, n.subject, n.country,
           n.source as now_source, n.date as now_date, n.value as now, n.trust as now_trust,
           p.source as then_source, p.date as then_date, p.value as "then",
           p.trust as then_trust,
           greatest(n.resolution, p.resolution) as resolution,
           $as_of::date - n.date as age,
           abs(p.date - (n.date - $days::integer)) as distance
    from newest n
    join point p using (artist, platform, metric, subject, country)
    where p.date < n.date
      and abs(p.date - (n.date - $days::integer)) <= greatest(ceil($days / 7), 3)
),

-- Being measured about weekly only widens the rules, so it is asked only where they were too
-- narrow: it needs the whole history.
undecided as (
    select artist, platform, metric, subject, country, source from newest
    except
    select artist, platform, metric, subject, country, now_source
    from pair
    where now_source = then_source and age <= 2 and distance <= ceil($days / 7)
),

spacing as (
    select m.artist, m.platform, m.metric, m.subject, m.country, m.source,
           m.date - lag(m.date) over (
               partition by m.artist, m.platform, m.metric, m.subject, m.country, m.source
               order by m.date
           ) as step
    from measurement m
    semi join undecided u
        using (artist, platform, metric, subject, country, source)
    where m.state = 'measured' and m.date <= $as_of::date
),

weekly as (
    select artist, platform, metric, subject, country, source
    from spacing
    group by all
    having median(step) > 4
),

current as (
    select n.*
    from newest n
    left join weekly w using (artist, platform, metric, subject, country, source)
    where $as_of::date - n.date <= if(w.source is null, 2, 7)
),

chosen as (
    select p.*
    from pair p
    left join weekly w
        on (w.artist, w.platform, w.metric, w.subject, w.country, w.source)
         = (p.artist, p.platform, p.metric, p.subject, p.country, p.now_source)
    where p.age <= if(w.source is null, 2, 7)
      and p.distance <= greatest(ceil($days / 7), if(w.source is null, 0, 3))
    qualify row_number() over (
        partition by p.artist, p.platform, p.metric, p.subject, p.country
        order by (p.now_source <> p.then_source), p.now_date desc, p.now_trust nulls last,
                 p.distance, p.then_date, p.then_trust nulls last, p.now_source, p.then_source
    ) = 1
),

-- Where nothing can be compared, the newest value still stands.
alone as (
    select artist, platform, metric, subject, country,
           arg_min(struct_pack(date, value, resolution, source),
                   struct_pack(age := $as_of::date - date, trust := coalesce(trust, 1000), source))
               as now
    from current
    group by all
),

listed as (
    select artist, platform, metric, subject, country,
           arg_max(struct_pack(state, detail),
                   struct_pack(date, best := -coalesce(trust, 1000))) as last_row,
           max(date) filter (where state = 'measured') as last_date
    from reach
    group by all
)

select l.artist, l.platform, l.metric, l.subject, l.country,
       coalesce(c.now, a.now.value) as now,
       coalesce(c.now_date, a.now.date) as now_date,
       coalesce(c.now_source, a.now.source) as now_source,
       c."then", c.then_date, c.then_source,
       coalesce(c.resolution, a.now.resolution) as resolution,
       (select count(distinct p.date) from point p
        where (p.artist, p.platform, p.metric, p.subject, p.country)
            = (l.artist, l.platform, l.metric, l.subject, l.country)
          and p.date <= coalesce(c.now_date, a.now.date, $as_of::date)
          and p.date > coalesce(c.now_date, a.now.date, $as_of::date) - $days::integer
       ) as days_measured,
       l.last_date, l.last_row.state as state, l.last_row.detail as detail,
       null::boolean as blank
from listed l
left join chosen c using (artist, platform, metric, subject, country)
left join alone a using (artist, platform, metric, subject, country)
