-- From when to when each placement runs. One that is planned or cancelled, or that the curator
-- denied, does not. A completed one without an end ends before the vendor's next placement of the
-- song begins; any other without an end is open.
with running as (
    select
        placement.id as placement,
        placement.campaign,
        placement.song as track,
        placement.vendor,
        placement.status,
        coalesce(placement.start, campaign.start) as start,
        coalesce(placement."end", campaign."end") as said_end
    from placement
    join campaign on campaign.id = placement.campaign
    where placement.song is not null
        and placement.status in ('active', 'paused', 'completed')
        and placement.curator_status is distinct from 'denied'
)
select
    placement, campaign, track, vendor, start,
    coalesce(
        said_end,
        case when status = 'completed' then cast(
            min(start) over (
                partition by track, vendor order by start
                range between interval 1 day following and unbounded following
            ) as date
        ) - 1 end,
        date '9999-12-31'
    ) as until
from running
