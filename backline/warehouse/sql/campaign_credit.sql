-- Who gets the credit for streams of a span of days: the placement of the playlist's vendor that ran
-- then. Several that ran share them; what may be from before a placement is nobody's.
select
    span.* exclude (number, vendor),
    case when found.category in ('credited', 'shared') then span.vendor end as vendor,
    found.category,
    case when found.category = 'credited' then span.running[1] end as placement,
    case when found.category = 'shared' then span.running else [] end as shared_by,
    case
        when found.category <> 'unassigned' then span.rule
        when span.rule not in ('link', 'name', 'alias', 'only vendor') then span.rule
        when span.runs = 0 then 'no placement then'
        when span.start is null then 'a placement without a start'
        else 'from before the placement'
    end as why
from (
    select
        answer.*,
        count(run.placement) as runs,
        min(run.start) as start,
        bool_or(run.start is null) as open,
        coalesce(
            list(run.placement order by run.start, run.placement) filter (run.placement is not null),
            []
        ) as running
    from (select *, row_number() over () as number from answer) as answer
    left join run
        on run.track = answer.track and run.vendor = answer.vendor
        and (run.start is null or run.start <= answer.last_day) and run.until >= answer.first_day
    group by all
) as span
cross join lateral (
    select case
        when span.rule = 'algorithmic' then 'algorithmic'
        when span.vendor is null or span.runs = 0 then 'unassigned'
        when span.runs > 1 then 'shared'
        when span.start is null or span.first_day < span.start then 'unassigned'
        else 'credited'
    end as category
) as found
