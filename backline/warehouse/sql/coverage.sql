-- What happened to every artist-level series in the `days` days up to `as_of`: its days by state,
-- those without any row (`days_no_row`, or `days_unreadable` where the day's file is there and
-- cannot be read), and the days without a number as ranges with their state.
-- A day is expected from the series' first row on, within the artist's `since` and `until`; a
-- series without such a day is not listed.
--
-- Stands on `recent`, the days of the window, and on `first_row` (see coverage_first.sql).
with expected as (
    select f.artist, f.platform, f.metric,
           greatest(getvariable('as_of') - (getvariable('days') - 1),
                    f.first_date, coalesce(a.since, f.first_date)) as first,
           least(getvariable('as_of'), coalesce(a.until, getvariable('as_of'))) as last
    from first_row f
    left join artist a using (artist)
),

-- One bit for each day of the window, set where any source has the number.
had as (
    select artist, platform, metric,
           bitstring_agg((date - getvariable('bits_from'))::integer, 0, getvariable('last_bit'))
               as days
    from recent
    where subject = '' and country = '' and state = 'measured'
      and (getvariable('artist') is null or artist = getvariable('artist'))
    group by all
),

-- Where no source has the number, the reason of the most trusted counts.
reason as (
    select e.artist, e.platform, e.metric, r.date,
           arg_min(r.state, struct_pack(trust := coalesce(t.trust, 1000), r.source)) as state
    from recent r
    join expected e using (artist, platform, metric)
    left join had h using (artist, platform, metric)
    left join source_trust t using (source)
    where r.subject = '' and r.country = '' and r.state <> 'measured'
      and r.date between e.first and e.last
      and (h.days is null or get_bit(h.days, (r.date - getvariable('bits_from'))::integer) = 0)
    group by all
),

counted as (
    select artist, platform, metric,
           count(*) as days_without,
           count(*) filter (where state = 'not_configured') as days_not_configured,
           count(*) filter (where state = 'not_offered') as days_not_offered,
           count(*) filter (where state = 'hidden') as days_hidden,
           count(*) filter (where state = 'failed') as days_failed,
           count(*) filter (where state = 'rejected') as days_rejected
    from reason
    group by all
),

told as (
    select e.*, h.days, e.last - e.first + 1 as days_expected,
           coalesce(bit_count(substr(
               h.days::varchar,
               (e.first - getvariable('bits_from') + 1)::integer,
               (e.last - e.first + 1)::integer
           )::bit), 0) as days_measured,
           c.* exclude (artist, platform, metric)
    from expected e
    left join had h using (artist, platform, metric)
    left join counted c using (artist, platform, metric)
    where e.first <= e.last
),

-- The days without a number; those without a row are looked for only where there are any.
without as (
    from reason
    union all
    select d.artist, d.platform, d.metric, d.date, if(u.date is null, 'no row', 'unreadable')
    from (
        select artist, platform, metric, days,
               unnest(generate_series(first, last, interval 1 day))::date as date
        from told
        where days_expected > days_measured + coalesce(days_without, 0)
    ) d
    left join unreadable u using (date)
    anti join reason using (artist, platform, metric, date)
    where d.days is null or get_bit(d.days, (d.date - getvariable('bits_from'))::integer) = 0
),

-- Neighbours of one state have the same distance from their place among the days of that state.
run as (
    select artist, platform, metric, state, min(date) as first, max(date) as last
    from (
        select *, date - (row_number() over (
                      partition by artist, platform, metric, state order by date))::integer as island
        from without
    )
    group by artist, platform, metric, state, island
),

listed as (
    select artist, platform, metric,
           string_agg(if(first = last, first::varchar, first || '/' || last) || ' ' || state,
                      '; ' order by first) as missing,
           sum(last - first + 1) filter (where state = 'unreadable') as days_unreadable
    from run
    group by all
)

select getvariable('days') as days_in_window,
       t.artist, t.platform, t.metric, '' as subject, t.days_expected,
       days_measured,
       coalesce(days_not_configured, 0) as days_not_configured,
       coalesce(days_not_offered, 0) as days_not_offered,
       coalesce(days_hidden, 0) as days_hidden,
       coalesce(days_failed, 0) as days_failed,
       coalesce(days_rejected, 0) as days_rejected,
       t.days_expected - days_measured - coalesce(days_without, 0)
           - coalesce(l.days_unreadable, 0) as days_no_row,
       coalesce(l.days_unreadable, 0) as days_unreadable,
       coalesce(l.missing, '') as missing, null as within
from told t
left join listed l using (artist, platform, metric)
