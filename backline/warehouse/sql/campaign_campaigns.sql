-- Each campaign: what its placements delivered together, and what is left of its goal.
with together as (
    select
        campaign,
        count(*) as placements,
        count(distinct track) as songs,
        count(distinct vendor) as vendors,
        count(*) filter (track is null) as without_song,
        cast(sum(delivered) as bigint) as delivered,
        count(delivered) as known_placements,
        cast(sum(price_paid) as decimal(14, 2)) as price_paid,
        cast(sum(goal) as bigint) as placed_goal,
        cast(sum(reported_remaining) as bigint) as reported_remaining,
        max(reported_on) as reported_on,
        sum(promised_per_day) filter (status = 'active') as promised_per_day,
        sum(recent_per_day) filter (status = 'active') as recent_per_day,
        -- A pace that rests on one stretch has no range, and neither have several with such a one.
        case when min(recent_stretches) filter (status = 'active') > 1 then
            sum(recent_low) filter (status = 'active') end as recent_low,
        case when min(recent_stretches) filter (status = 'active') > 1 then
            sum(recent_high) filter (status = 'active') end as recent_high,
        min(as_of) filter (status = 'active') as oldest_as_of,
        max(as_of) as as_of,
        min(first_stream) as first_stream
    from figure
    group by campaign
),
parted as (
    -- A share that belongs to placements of one campaign alone is that campaign's, whole.
    select campaign, cast(sum(streams) as bigint) as streams, sum(streams) filter (campaigns > 1) as open
    from (
        select distinct credit_row, streams, campaign, campaigns
        from (
            select
                numbered.credit_row, numbered.streams, run.campaign,
                count(distinct run.campaign) over (partition by numbered.credit_row) as campaigns
            from (
                select *, row_number() over () as credit_row
                from credit where category = 'shared' and streams is not null
            ) as numbered
            join run on list_contains(numbered.shared_by, run.placement)
        )
    )
    group by campaign
),
summed as (
    -- Streams of unknown placements alone are unknown, and no 0.
    select
        campaign,
        cast(case when together.delivered is not null or parted.streams > coalesce(parted.open, 0)
            then coalesce(together.delivered, 0)
                + coalesce(parted.streams - coalesce(parted.open, 0), 0)
            end as bigint) as delivered,
        cast(parted.open as bigint) as shared
    from together
    left join parted using (campaign)
)
select
    campaign.id as campaign, campaign.name, campaign.client, campaign.artist, campaign.status,
    campaign.invoice_status, campaign.salesperson, campaign.start, campaign."end" as until,
    campaign.budget, campaign.stream_goal,
    coalesce(together.placements, 0) as placements,
    coalesce(together.songs, 0) as songs,
    coalesce(together.vendors, 0) as vendors,
    coalesce(together.without_song, 0) as without_song,
    summed.delivered,
    summed.shared,
    coalesce(together.known_placements, 0) as known_placements,
    campaign.stream_goal - summed.delivered as remaining,
    coalesce(campaign.reported_remaining, together.reported_remaining) as reported_remaining,
    coalesce(campaign.reported_on, together.reported_on) as reported_on,
    round(together.promised_per_day, 2) as promised_per_day,
    round(together.recent_per_day, 2) as recent_per_day,
    round(together.recent_low, 2) as recent_low,
    round(together.recent_high, 2) as recent_high,
    together.price_paid, together.first_stream, together.as_of, together.oldest_as_of
from campaign
left join together on together.campaign = campaign.id
left join summed on summed.campaign = campaign.id
order by campaign.id
