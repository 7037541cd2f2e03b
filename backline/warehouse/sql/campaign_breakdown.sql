-- What a campaign's placements at each vendor delivered together; those without a vendor are one row.
-- What only placements of the campaign share is counted, as in the campaign's own figures, so that the
-- rows add up to them. A goal of which a part is not known is not known.
with own as (
    select placement, track from run where campaign = $campaign
),
together as (
    select
        vendor,
        count(*) as placements,
        cast(sum(delivered) as bigint) as delivered,
        count(delivered) as known_placements,
        case when count(goal) = count(*) then cast(sum(goal) as bigint) end as goal,
        round(sum(promised_per_day) filter (status = 'active'), 2) as promised_per_day,
        round(sum(recent_per_day) filter (status = 'active'), 2) as recent_per_day,
        cast(sum(price_paid) as decimal(14, 2)) as price_paid,
        count(price_paid) as priced_placements
    from figure
    where campaign = $campaign
    group by vendor
),
given as (
    select
        vendor,
        count(distinct list) as playlists,
        cast(sum(streams) filter (category = 'shared') as bigint) as shared
    from credit
    where (category = 'credited' and placement in (select placement from own))
        or (category = 'shared' and list_has_all((select list(placement) from own), shared_by))
    group by vendor
)
select
    together.vendor, vendor.name, together.placements, together.known_placements, together.goal,
    cast(case when together.delivered is not null or given.shared > 0
        then coalesce(together.delivered, 0) + coalesce(given.shared, 0) end as bigint) as delivered,
    together.promised_per_day, together.recent_per_day,
    together.price_paid, together.priced_placements,
    coalesce(given.playlists, 0) as playlists
from together
left join given on given.vendor = together.vendor
left join vendor on vendor.id = together.vendor
order by delivered desc nulls last, together.vendor nulls last
