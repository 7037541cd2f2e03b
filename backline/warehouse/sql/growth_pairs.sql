-- First half of growth by the calendar (see growth_calendar.sql): everything that can be compared.
-- Stands on `recent`, the days in reach. Leaves the tables `reach`, `newest`, `pair`, `undecided`.
create or replace temp table reach as
select m.* exclude (collected_at), t.trust
from recent m
left join source_trust t using (source)
where (getvariable('artist') is null or m.artist = getvariable('artist'))
  and (getvariable('subjects') or m.subject = '');

create or replace temp table newest as
select artist, platform, metric, subject, country, source,
       max(date) as date, arg_max(value, date) as value,
       arg_max(resolution, date) as resolution, any_value(trust) as trust,
       getvariable('as_of') - max(date) as age
from reach
where state = 'measured'
group by all;

-- Every older value a source's newest could be compared with, in the widest tolerance there is.
create or replace temp table pair as
select n.artist, n.platform, n.metric, n.subject, n.country,
       n.source as now_source, n.date as now_date, n.value as now, n.trust as now_trust, n.age,
       p.source as then_source, p.date as then_date, p.value as "then", p.trust as then_trust,
       greatest(n.resolution, p.resolution) as resolution,
       abs(p.date - (n.date - getvariable('days'))) as distance
from newest n
join reach p using (artist, platform, metric, subject, country)
where p.state = 'measured'
  and n.age <= 7
  and p.date < n.date
  and abs(p.date - (n.date - getvariable('days'))) <= getvariable('widest');

-- Being measured about weekly only widens the rules. So it is asked only of series to which that
-- would make a difference, since the answer takes their whole history.
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
