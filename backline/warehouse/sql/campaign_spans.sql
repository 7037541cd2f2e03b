-- Counts and windows with whom they are of. A count that reaches across the start of a placement is
-- told apart there, where the scrape's own window of 28 or 7 days lies behind the start.
with every as (
    select * from counted
    union all
    select * from tile
),
owned as (
    select every.*, owner.vendor, owner.rule
    from every
    join owner using (track, list)
),
cut as (
    select owned.*, begun.start as began
    from owned
    left join (
        select owned.track, owned.vendor, owned.first_day, owned.last_day, max(run.start) as start
        from owned
        join run
            on run.track = owned.track and run.vendor = owned.vendor
            and run.start > owned.first_day and run.start <= owned.last_day
        group by all
    ) as begun using (track, vendor, first_day, last_day)
),
parted as (
    select
        *,
        case
            when began is null then null
            when c28 <= streams and last_day - 27 >= greatest(began, first_day) then 28
            when c7 <= streams and last_day - 6 >= greatest(began, first_day) then 7
        end as days
    from cut
)
select
    track, list, vendor, rule, added, first_day,
    cast(coalesce(last_day - days, last_day) as date) as last_day,
    streams - coalesce(case days when 28 then c28 when 7 then c7 end, 0) as streams,
    counted
from parted
where days is null or last_day - days >= first_day
union all
select
    track, list, vendor, rule, added,
    cast(last_day - days + 1 as date), last_day,
    case days when 28 then c28 else c7 end,
    case days when 28 then '28 days' else '7 days' end
from parted
where days is not null
