-- The newest measured value of every series on or before $as_of, and what the newest row says.
-- Subjects (tracks, videos) are listed while they have a row in the last 7 days.
with ranked as (
    select m.*, struct_pack(date, trust := -coalesce(t.trust, 1000)) as rank
    from measurement m
    left join source_trust t using (source)
    where m.date <= $as_of::date
      and m.country = ''
      and ($artist is null or m.artist = $artist)
      and (m.subject = '' or m.date > $as_of::date - 7)
)

select artist, platform, metric, subject,
       arg_max(value, rank) filter (where state = 'measured') as value,
       max(date) filter (where state = 'measured') as value_date,
       arg_max(resolution, rank) filter (where state = 'measured') as resolution,
       arg_max(source, rank) filter (where state = 'measured') as value_source,
       max(date) as row_date,
       arg_max(struct_pack(state, source, detail),
               struct_pack(date, measured := state = 'measured', trust := rank.trust)) as last_row
from ranked
group by all
