-- The figures of each placement, the ones that never ran among them.
with promise as (
    select
        placement.id as placement,
        coalesce(
            placement.promised_per_day,
            placement.promised_per_week / 7.0,
            case when delivered.until >= delivered.start then
                placement.goal / (delivered.until - delivered.start + 1.0) end
        ) as per_day,
        case
            when placement.promised_per_day is not null then 'per day'
            when placement.promised_per_week is not null then 'per week'
            when placement.goal is not null and delivered.until >= delivered.start then 'goal by its end'
        end as promised_as
    from placement
    left join delivered on delivered.placement = placement.id
),
recent as (
    -- The stretches of the last 28 days that are known, each with the days of it that lie in them;
    -- those before the first stream say nothing of a pace.
    select
        course.placement,
        course.rate / 1000000.0 as per_day,
        least(course.last_day, delivered.as_of)
            - greatest(course.first_day, delivered.as_of - 27, delivered.first_stream) + 1 as days
    from course
    join delivered using (placement)
    where course.last_day >= delivered.as_of - 27 and course.first_day <= delivered.as_of
),
-- The mean first: a difference of two squares of a million would leave nothing of a small error.
around as (
    select *,
           sum(per_day * days) over (partition by placement)
               / sum(days) over (partition by placement) as usual
    from recent
    where days > 0
),
pace as (
    select
        placement,
        max(usual) as per_day,
        sum(days) as days,
        count(*) as stretches,
        sqrt(sum(days * pow(per_day - usual, 2)) / sum(days)
            / greatest(count(*) - 1, 1)) as error
    from around
    group by placement
),
kept as (
    select
        course.placement,
        cast(sum(least(course.last_day, delivered.as_of) - course.first_day + 1)
            filter (course.rate >= 800000 * promise.per_day) as bigint) as days,
        count(*) as stretches
    from course
    join delivered using (placement)
    join promise using (placement)
    where course.first_day <= delivered.as_of
    group by course.placement
)
select
    placement.id as placement,
    placement.campaign,
    campaign.name as campaign_name,
    campaign.client,
    campaign.artist,
    placement.song as track,
    placement.title,
    placement.vendor,
    placement.status,
    placement.genre,
    coalesce(placement.start, campaign.start) as start,
    delivered.until,
    delivered.as_of,
    delivered.scrapes,
    delivered.listed,
    delivered.total,
    placement.goal,
    case when delivered.as_of >= delivered.start then coalesce(delivered.delivered,
        case when delivered.known_days > 0 then 0 end) end as delivered,
    delivered.shared,
    placement.goal - delivered.delivered as remaining,
    placement.reported_remaining,
    placement.reported_on,
    round(delivered.delivered / placement.goal, 6) as progress,
    round(promise.per_day, 2) as promised_per_day,
    promise.promised_as,
    delivered.elapsed,
    delivered.known_days,
    case when promise.per_day is not null and delivered.elapsed is not null then cast(
        least(round(promise.per_day * delivered.elapsed), coalesce(placement.goal, 1e15)) as bigint)
    end as promised_to_date,
    case when delivered.known_days > 0 and promise.per_day is not null then coalesce(kept.days, 0) end
        as kept_days,
    coalesce(kept.stretches, 0) as stretches,
    case when delivered.known_days > 0 then round(delivered.delivered / delivered.known_days, 2) end
        as per_day,
    round(pace.per_day, 2) as recent_per_day,
    pace.days as recent_days,
    round(greatest(pace.per_day - 1.2816 * pace.error, 0), 2) as recent_low,
    round(pace.per_day + 1.2816 * pace.error, 2) as recent_high,
    pace.stretches as recent_stretches,
    delivered.playlists,
    delivered.first_stream,
    delivered.first_stream - delivered.start as days_to_first,
    placement.price_paid,
    placement.vendor_paid,
    placement.curator_status,
    placement.s4a_access,
    coalesce(delivered.unknown_spans, 0) as unknown_spans,
    coalesce(delivered.fell, false) as fell
from placement
join campaign on campaign.id = placement.campaign
left join delivered on delivered.placement = placement.id
left join promise on promise.placement = placement.id
left join pace on pace.placement = placement.id
left join kept on kept.placement = placement.id
order by placement.campaign, placement.id
