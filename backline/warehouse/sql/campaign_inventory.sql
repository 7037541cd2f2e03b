-- Every playlist there is, over all songs: those of the inventory and those that a scrape lists, each
-- with the newest reading of each song. One that is several vendors' by the day that songs were added is
-- a row for each.
with told as (
    select
        list, vendor,
        max_by(name, struct_pack(seen_on, name)) as name,
        count(distinct track) as songs,
        min(track) as track,
        cast(sum(streams_7d) as bigint) as streams_7d,
        cast(sum(streams_28d) as bigint) as streams_28d,
        cast(sum(streams_12m) as bigint) as streams_12m,
        cast(sum(credited) as bigint) as credited,
        list(distinct rule order by rule) as rules,
        list(distinct why order by why) filter (why is not null) as whys,
        max(seen_on) as seen_on
    from line
    group by list, vendor
)
select
    coalesce(told.list, 'list:' || playlist.id) as list,
    playlist.id as playlist,
    coalesce(playlist.name, told.name) as name,
    coalesce(told.vendor, playlist.vendor) as vendor,
    playlist.link, coalesce(playlist.genres, []) as genres, coalesce(playlist.aliases, []) as aliases,
    playlist.followers,
    coalesce(told.songs, 0) as songs,
    told.track, told.streams_7d, told.streams_28d, told.streams_12m, told.credited,
    coalesce(told.rules, []) as rules,
    coalesce(told.whys, []) as whys,
    told.seen_on
from told
full join playlist on 'list:' || playlist.id = told.list
order by streams_28d desc nulls last, streams_12m desc nulls last, lower(coalesce(playlist.name, told.name)),
    list, vendor nulls last
