-- Day by day, what happened to every artist-level series in the $days days up to $as_of: one row
-- per series and day, with the state, `unreadable` where the day's file is, or null where the day
-- has no row at all.
-- A day is expected from the series' first row on, within the artist's `since` and `until`.
with series_of as (
    select artist, platform, metric, min(date) as first_day
    from measurement
    where subject = '' and country = '' and date <= $as_of::date
      and ($artist is null or artist = $artist)
    group by all
),

day as (
    select unnest(generate_series($as_of::date - ($days - 1)::integer, $as_of::date,
                                  interval 1 day))::date as date
),

had as (
    select artist, platform, metric, date, state
    from outcome
    where subject = '' and country = ''
      and date between $as_of::date - ($days - 1)::integer and $as_of::date
)

select s.artist, s.platform, s.metric, d.date,
       coalesce(h.state, if(d.date in (select date from unreadable), 'unreadable', null)) as state
from series_of s
cross join day d
left join artist a using (artist)
left join had h using (artist, platform, metric, date)
where d.date >= greatest(coalesce(a.since, s.first_day), s.first_day)
  and d.date <= coalesce(a.until, d.date)
order by all
