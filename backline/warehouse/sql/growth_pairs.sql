-- First half of growth by the calendar (see growth_calendar.sql): everything that can be compared.
-- Stands on `recent`, the days in reach. Leaves the tables `reach`, `newest`, `pair`, `undecided`.

-- One row for each series and source in reach: its newest rows, and one bit for each measured day.
create or replace temp table reach as
select r.*, t.trust
from (
    select artist, platform, metric, subject, country, source,
           max(date) as row_date,
           arg_max(struct_pack(state, detail), date) as last_row,
           max(date) filter (where state = 'measured') as date,
           arg_max(struct_pack(value, resolution), date) filter (where state = 'measured') as had,
           bitstring_agg((date - getvariable('bits_from'))::integer, 0, getvariable('last_bit'))
               filter (where state = 'measured') as measured
    from recent
    where (getvariable('artist') is null or artist = getvariable('artist'))
      and (getvariable('subjects') or subject = '')
    group by all
) r
left join source_trust t using (source);

create or replace temp table newest as
select artist, platform, metric, subject, country, source, date,
       had.value as value, had.resolution as resolution, trust,
       getvariable('as_of') - date as age
from reach
where date is not null;

-- For a source's newest value, of each source the older value that is closest to the window's
-- length, in the widest tolerance there is. Where the closest is too far, so is every other.
create or replace temp table pair as
select p.* exclude ("then"), p."then".source as then_source, p."then".date as then_date,
       p."then".value as "then", t.trust as then_trust,
       greatest(p.now_resolution, p."then".resolution) as resolution,
       abs(p."then".date - (p.now_date - getvariable('days'))) as distance
from (
    select n.artist, n.platform, n.metric, n.subject, n.country,
           n.source as now_source, n.date as now_date, n.value as now,
           n.resolution as now_resolution, n.trust as now_trust, n.age,
           r.source as of_source,
           arg_min(struct_pack(r.source, r.date, r.value, r.resolution),
                   struct_pack(distance := abs(r.date - (n.date - getvariable('days'))), r.date))
               as "then"
    from newest n
    join recent r using (artist, platform, metric, subject, country)
    where r.state = 'measured'
      and n.age <= 7
      and r.date < n.date
      and r.date between getvariable('as_of') - getvariable('days') - getvariable('widest') - 7
                     and getvariable('as_of') - getvariable('days') + getvariable('widest')
      and abs(r.date - (n.date - getvariable('days'))) <= getvariable('widest')
    group by all
) p
left join source_trust t on t.source = p."then".source;

-- Being measured about weekly only widens the rules. So it is asked only of series to which that
-- would make a difference.
create or replace temp table undecided as
select artist, platform, metric, subject, country, source
from newest
where age between 3 and 7
union
select artist, platform, metric, subject, country, now_source
from pair
where distance > getvariable('tolerance')
except
select artist, platform, metric, subject, country, now_source
from pair
where now_source = then_source and age <= 2 and distance <= getvariable('tolerance');
