-- The newest measured value of every series on or before `as_of`, and what the newest row says.
-- Subjects (tracks, videos) are listed while they have a row in the last 7 days.
--
-- Stands on `newest_row`, the newest rows of the days looked at (see newest_rows.sql), and where
-- `with_settled` on the settled days before them.
with told as (
    select n.*, coalesce(t.trust, 1000) as trust,
           n.value_date is not null
               and (n.subject = '' or n.value_date > getvariable('as_of') - 7) as has_value
    from (
        select artist, platform, metric, subject, country, source,
               row_date, state, detail, value_date, value, resolution
        from newest_row
        union all
        select artist, platform, metric, subject, country, source,
               row_date, state, detail, value_date, value, resolution
        from settled_shown
        where getvariable('with_settled')
          and (getvariable('artist') is null or artist = getvariable('artist'))
    ) n
    left join source_trust t using (source)
    where n.country = ''
      and (n.subject = '' or n.row_date > getvariable('as_of') - 7)
),

newest as (
    select artist, platform, metric, subject,
           arg_max(struct_pack(value, date := value_date, resolution, source),
                   struct_pack(date := value_date, trust := -trust)) filter (where has_value) as had,
           max(row_date) as row_date,
           arg_max(struct_pack(state, source, detail),
                   struct_pack(date := row_date, measured := state = 'measured', trust := -trust))
               as last_row
    from told
    group by all
)

select artist, platform, metric, subject,
       had.value as value, had.date as value_date, had.resolution as resolution,
       coalesce(had.source, last_row.source) as source,
       row_date, last_row.state as state, last_row.detail as detail, null as within
from newest
