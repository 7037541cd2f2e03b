-- Second step: those rows themselves, out of the days looked at, which are newest_days.sql's.
-- Leaves the table `newest_row`: newest_dates.sql's rows and what the newest rows say.
create or replace temp table newest_row as
with said as (
    select d.artist, d.platform, d.metric, d.subject, d.country, d.source,
           any_value(struct_pack(r.state, r.detail)) filter (where r.date = d.row_date) as last_row,
           any_value(struct_pack(r.value, r.resolution))
               filter (where r.date = d.value_date) as last_value
    from newest_date d
    join recent r using (artist, platform, metric, subject, country, source)
    where r.date in (d.row_date, d.value_date)
      and d.country = ''
      and (d.subject = '' or d.row_date > getvariable('as_of') - 7)
    group by all
)

select d.*, s.last_row.state, s.last_row.detail, s.last_value.value, s.last_value.resolution
from newest_date d
left join said s using (artist, platform, metric, subject, country, source)
