-- The record of each vendor. A cost is made of placements with a known price alone, a rate of those
-- with a promise alone; how many these are stands beside. The range of the reliability is Wilson's of
-- 95 %, from as many observations as there are stretches: the days of one week told as a whole are
-- one observation and not seven.
with record as (
    select
        vendor,
        count(*) as placements,
        count(*) filter (status = 'active') as active_placements,
        count(distinct campaign) filter (status = 'active') as active_campaigns,
        cast(sum(delivered) as bigint) as delivered,
        count(delivered) as known_placements,
        cast(sum(shared) as bigint) as shared,
        count(*) filter (price_paid is not null and delivered is not null) as priced_placements,
        sum(price_paid) filter (delivered is not null) as price_of_priced,
        cast(sum(delivered) filter (price_paid is not null) as bigint) as delivered_of_priced,
        count(*) filter (promised_to_date is not null and delivered is not null) as promised_placements,
        cast(sum(promised_to_date) filter (delivered is not null) as bigint) as promised_to_date,
        cast(sum(delivered) filter (promised_to_date is not null) as bigint) as delivered_of_promised,
        cast(sum(kept_days) as bigint) as kept_days,
        cast(sum(known_days) filter (kept_days is not null) as bigint) as judged_days,
        cast(sum(stretches) filter (kept_days is not null) as bigint) as stretches,
        cast(median(days_to_first) as double) as days_to_first,
        count(days_to_first) as started_placements,
        cast(sum(promised_per_day) filter (status = 'active') as double) as promised_per_day,
        max(as_of) as as_of
    from figure
    where vendor is not null
    group by vendor
),
listed as (
    select
        vendor,
        count(distinct list) as playlists,
        count(distinct track) as songs
    from credit where category in ('credited', 'shared')
    group by vendor
),
share as (
    select vendor, kept_days / nullif(judged_days, 0) as p, cast(stretches as double) as n, 1.96 as z
    from record
)
select
    vendor.id as vendor, vendor.name, vendor.active, vendor.genres,
    vendor.cost_per_1000 as promised_cost_per_1000, vendor.max_streams_per_day,
    coalesce(record.placements, 0) as placements,
    coalesce(record.active_placements, 0) as active_placements,
    coalesce(record.active_campaigns, 0) as active_campaigns,
    record.delivered, coalesce(record.known_placements, 0) as known_placements, record.shared,
    cast(record.price_of_priced * 1000 / nullif(record.delivered_of_priced, 0) as decimal(14, 2))
        as cost_per_1000,
    coalesce(record.priced_placements, 0) as priced_placements,
    round(record.delivered_of_promised / nullif(record.promised_to_date, 0), 6) as delivery_rate,
    coalesce(record.promised_placements, 0) as promised_placements,
    record.promised_to_date,
    round(share.p, 6) as reliability,
    case when share.n > 0 then round(greatest(0, (share.p + share.z * share.z / (2 * share.n)
        - share.z * sqrt(share.p * (1 - share.p) / share.n
            + share.z * share.z / (4 * share.n * share.n)))
        / (1 + share.z * share.z / share.n)), 6) end as reliability_low,
    case when share.n > 0 then round(least(1, (share.p + share.z * share.z / (2 * share.n)
        + share.z * sqrt(share.p * (1 - share.p) / share.n
            + share.z * share.z / (4 * share.n * share.n)))
        / (1 + share.z * share.z / share.n)), 6) end as reliability_high,
    coalesce(record.judged_days, 0) as judged_days,
    coalesce(record.stretches, 0) as stretches,
    record.days_to_first, coalesce(record.started_placements, 0) as started_placements,
    record.promised_per_day,
    coalesce(listed.playlists, 0) as playlists,
    coalesce(listed.songs, 0) as songs,
    record.as_of
from vendor
left join record on record.vendor = vendor.id
left join listed on listed.vendor = vendor.id
left join share on share.vendor = vendor.id
order by vendor.id
