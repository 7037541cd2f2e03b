-- Each playlist of each song as the newest scrape that lists it has it, with whose it is.
with newest as (
    select
        stream.track, listed.list, stream.scraped_at,
        max_by(stream.playlist, struct_pack(stream.streams, stream.playlist)) as name,
        min(listed.rule) as rule,
        sum(stream.streams) filter (stream."window" = '24h') as streams_24h,
        sum(stream.streams) filter (stream."window" = '7d') as streams_7d,
        sum(stream.streams) filter (stream."window" = '28d') as streams_28d,
        sum(stream.streams) filter (stream."window" = '12m') as streams_12m,
        count(*) filter (stream."window" = '12m') as of_this_name
    from stream
    join listed using (playlist, link, kind)
    group by stream.track, listed.list, stream.scraped_at
    qualify row_number() over (
        partition by stream.track, listed.list order by stream.scraped_at desc
    ) = 1
),
given as (
    select
        track, list,
        cast(sum(streams) filter (category = 'credited') as bigint) as credited,
        cast(sum(streams) filter (category = 'shared') as bigint) as shared,
        cast(sum(streams) filter (category = 'unassigned') as bigint) as unassigned,
        list(distinct placement order by placement) filter (placement is not null) as placements,
        max(why) filter (category = 'unassigned') as why,
        count(*) filter (streams is null) as unknown_spans
    from credit
    group by track, list
)
select
    newest.track, newest.list, newest.name, owner.vendor,
    coalesce(owner.rule, newest.rule) as rule, owner.added,
    cast(newest.streams_24h as bigint) as streams_24h,
    cast(newest.streams_7d as bigint) as streams_7d,
    cast(newest.streams_28d as bigint) as streams_28d,
    cast(newest.streams_12m as bigint) as streams_12m,
    newest.of_this_name,
    cast(newest.scraped_at as date) as seen_on,
    told.as_of,
    cast(newest.scraped_at as date) < told.as_of as gone,
    given.credited, given.shared, given.unassigned,
    coalesce(given.placements, []) as placements,
    coalesce(given.why, case when owner.vendor is null then owner.rule end) as why,
    coalesce(given.unknown_spans, 0) as unknown_spans
from newest
left join owner using (track, list)
left join told using (track)
left join given using (track, list)
order by newest.track, newest.streams_12m desc nulls last, newest.list
