-- The streams of vendors' playlists a song has been in for longer than a year, or nobody knows since when: of
-- windows of 28 or 7 days that lie beside each other without overlapping. From each window the next
-- one begins with the first scrape that is 7 days or more away; what lies between is not known.
with recursive old as (
    select
        track, list, seen.added, date, c28, c7,
        cast(min(date) over (
            partition by track, list order by date
            range between interval 7 days following and unbounded following
        ) as date) as next
    from seen
    join owner using (track, list)
    where owner.vendor is not null and (seen.added is null or date - seen.added > 365)
        and (c28 is not null or c7 is not null)
),
begun as (
    -- The last day that the counts over 12 months tell of, where the playlist was young once.
    select track, list, max(last_day) as told from counted group by track, list
),
tile as (
    select old.*, begun.told
    from old
    left join begun using (track, list)
    where begun.told is null or old.date - begun.told >= 7
    qualify row_number() over (partition by old.track, old.list order by old.date) = 1
    union all
    select old.*, tile.date as told
    from tile
    join old on old.track = tile.track and old.list = tile.list and old.date = tile.next
),
cut as (
    -- The newest start of a placement before each of them, which a window should not reach across.
    select tile.*, begun.start as began
    from tile
    left join (
        select tile.track, tile.list, tile.date, max(run.start) as start
        from tile
        join owner on owner.track = tile.track and owner.list = tile.list
        join run
            on run.track = tile.track and run.vendor = owner.vendor and run.start <= tile.date
        group by all
    ) as begun on begun.track = tile.track and begun.list = tile.list and begun.date = tile.date
),
fitting as (
    select
        *,
        case
            when c28 is not null and date - 28 >= coalesce(told, date - 28)
                and (date - 27 >= began or began is null or c7 is null or date - 6 < began)
                then 28
            when c7 is not null and date - 7 >= coalesce(told, date - 7) then 7
        end as days
    from cut
)
select
    track, list, added,
    cast(date - days + 1 as date) as first_day, date as last_day,
    case days when 28 then c28 else c7 end as streams,
    case days when 28 then '28 days' else '7 days' end as counted,
    cast(null as bigint) as c28, cast(null as bigint) as c7
from fitting
where days is not null
