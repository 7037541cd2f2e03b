-- Whose each playlist of a song is. Of one that is in nobody's inventory it is the song's vendor's
-- where just one vendor's placement ran on the day it was added. One that is listed since another,
-- added on the same day, is not listed any more may be that one under a new name: its count would
-- have the other's streams in it once more, so that a person has to say.
with first as (
    select
        track, list, min(added) as added, min(date) as first_seen, max(date) as last_seen,
        arg_min(c12, date) as first_count, arg_max(c12, date) as last_count
    from seen group by track, list
),
renamed as (
    select distinct new.track, new.list
    from first as new
    join first as old
        on old.track = new.track and old.added = new.added and old.list <> new.list
        and old.last_seen < new.first_seen and old.last_count <= new.first_count
),
one as (
    select list, min(vendor) as vendor, min(rule) as rule from listed group by list
),
then_running as (
    select
        first.track, first.list,
        count(distinct coalesce(run.vendor, '')) as vendors,
        any_value(run.vendor) as vendor
    from first
    join one using (list)
    join run on run.track = first.track and first.added between run.start and run.until
    where one.rule = 'unknown'
    group by first.track, first.list
)
select
    first.track, first.list, first.added,
    case when one.rule = 'unknown' and renamed.list is not null then null
        when one.rule = 'unknown' and then_running.vendors = 1 then then_running.vendor
        else one.vendor end as vendor,
    case when one.rule <> 'unknown' then one.rule
        when renamed.list is not null then 'maybe renamed'
        when then_running.vendors = 1 and then_running.vendor is not null then 'only vendor'
        when then_running.vendors > 1 then 'several vendors'
        when first.added is null then 'unknown since when'
        else 'unknown' end as rule
from first
join one using (list)
left join then_running on then_running.track = first.track and then_running.list = first.list
left join renamed on renamed.track = first.track and renamed.list = first.list
