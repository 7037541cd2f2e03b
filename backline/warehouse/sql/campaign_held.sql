-- How many playlists each vendor is known to have, and which of them list a song. Of every vendor and
-- track there is one row, and one without a track for the vendor's playlists at all.
with had as (
    select vendor, cast(null as varchar) as track, 'list:' || id as list from playlist
    where vendor is not null
    union
    select vendor, track, list from owner where vendor is not null
)
select vendor, track, count(distinct list) as playlists from had where track is not null group by all
union all
select vendor, null, count(distinct list) from had group by vendor
order by vendor, track nulls first
