-- Growth of every series by snapshots, as an agency's sheet counts it: `back` snapshots back.
--
-- A snapshot is one dated column of an artist's block: a day on which a source wrote anything of
-- the artist, blank cells included. now is the newest snapshot on or before `as_of`, then the one
-- `back` columns before it; a blank cell in either leaves the growth empty.
with snapshot as (
    select artist, source, date,
           row_number() over (partition by artist, source order by date desc) as place
    from (
        select distinct artist, source, date
        from measurement
        where date <= getvariable('as_of')
          and (getvariable('artist') is null or artist = getvariable('artist'))
    )
),

cell as (
    select m.*, s.place, t.trust
    from measurement m
    join snapshot s using (artist, source, date)
    left join source_trust t using (source)
    where s.place <= getvariable('back') + 1
),

paired as (
    select artist, platform, metric, subject, country, source, any_value(trust) as trust,
           max(value) filter (where place = 1) as now,
           max(value) filter (where place = getvariable('back') + 1) as "then",
           max(resolution) filter (where place in (1, getvariable('back') + 1)) as resolution,
           max(resolution) filter (where place = 1) as now_resolution,
           max(date) filter (where state = 'measured') as last_date,
           count(*) filter (where state = 'measured' and place <= getvariable('back')) as days_measured,
           arg_min(struct_pack(state, detail), place) as last_row
    from cell
    group by all
),

dated as (
    select p.*, s.date as now_date, b.date as then_date
    from paired p
    join snapshot s on (s.artist, s.source, s.place) = (p.artist, p.source, 1)
    left join snapshot b on (b.artist, b.source, b.place) = (p.artist, p.source, getvariable('back') + 1)
)

select artist, platform, metric, subject, country,
       now, if(now is null, null, now_date) as now_date, source as now_source,
       "then", if("then" is null, null, then_date) as then_date, source as then_source,
       resolution, now_resolution, days_measured, last_date,
       last_row.state as state, last_row.detail as detail,
       (now is null or ("then" is null and then_date is not null)) as blank
from dated
qualify row_number() over (
    partition by artist, platform, metric, subject, country
    order by (now is null or "then" is null), (now is null), now_date desc, trust nulls last, source
) = 1
