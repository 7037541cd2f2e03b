-- What each placement was credited with, until the last day that the scrapes of its song tell of.
with credited as (
    select
        placement,
        cast(sum(streams) as bigint) as delivered,
        count(distinct list) as playlists,
        min(case when streams > 0 then greatest(first_day, coalesce(added, first_day)) end) as first_stream,
        count(*) filter (streams is null) as unknown_spans,
        min(streams) < 0 as fell
    from credit where category = 'credited'
    group by placement
),
shared as (
    select placement, cast(sum(streams) as bigint) as shared
    from (
        select unnest(shared_by) as placement, streams
        from credit where category = 'shared' and streams is not null
    )
    group by placement
),
known as (
    select
        course.placement,
        cast(sum(least(course.last_day, told.as_of) - course.first_day + 1) as bigint) as known_days
    from course
    join run using (placement)
    join told on told.track = run.track
    where course.first_day <= told.as_of
    group by course.placement
)
select
    run.placement, run.campaign, run.track, run.vendor, run.start,
    nullif(run.until, date '9999-12-31') as until,
    told.as_of, told.scrapes, told.listed, told.total,
    case when told.as_of >= run.start then
        cast(least(told.as_of, run.until) - run.start + 1 as bigint) end as elapsed,
    credited.delivered, shared.shared, credited.playlists, credited.first_stream,
    credited.unknown_spans, credited.fell, coalesce(known.known_days, 0) as known_days
from run
left join told on told.track = run.track
left join credited using (placement)
left join shared using (placement)
left join known using (placement)
