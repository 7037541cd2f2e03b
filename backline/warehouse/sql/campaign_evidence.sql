-- What evidence is looked for in: each playlist that a placement was credited with, what it gave, and,
-- where they may show anything, its spans before, in and after the placement. They cannot where every
-- span has its share of the streams, and they vary as much as chance makes them or more: Pearson's
-- chi-square, sum(x * x / days) / rate - sum(x), is its degrees of freedom by chance. The rules
-- themselves are in backline/campaigns/evidence_rules.py. Of some placements, or of all.
with given as (
    select distinct placement, track, list from credit where category = 'credited'
),
span as (
    select
        given.placement, given.track, given.list,
        credit.first_day, credit.last_day, credit.streams,
        credit.counted = 'count over 12 months' as since_added,
        credit.placement is not distinct from given.placement as own,
        credit.last_day - credit.first_day + 1 as days,
        run.until
    from given
    join run using (placement)
    join credit on credit.track = given.track and credit.list = given.list
    where $among::varchar[] is null or list_contains($among, given.placement)
),
fit as (
    select *, own and not since_added and days >= 5 and streams >= 500 and last_day <= until as fits
    from span
),
summed as (
    select
        placement, track, list,
        cast(sum(streams) filter (own) as bigint) as streams,
        min(first_day) filter (own) as first_day,
        max(last_day) filter (own) as last_day,
        min(streams / days) <= 0.1 * max(streams / days) as quiet,
        count(*) filter (fits) as fits,
        sum(streams * (streams / days)) filter (fits) * sum(days) filter (fits)
            / sum(streams) filter (fits) - sum(streams) filter (fits) as chi_square,
        list({
            'first_day': first_day, 'last_day': last_day, 'streams': streams,
            'since_added': since_added, 'own': own
        } order by first_day) as spans
    from fit
    group by placement, track, list
)
select
    summed.placement, summed.list, line.name,
    coalesce(summed.streams, 0) as streams, summed.first_day, summed.last_day,
    case when summed.quiet or (summed.fits >= 4 and summed.chi_square < summed.fits)
        then summed.spans else [] end as spans
from summed
left join line using (track, list)
order by summed.placement, summed.list
