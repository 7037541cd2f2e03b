-- The undecided series that are measured about weekly: the median of the days between two
-- measured ones, up to `as_of`, is over 4. The days come from the bits of the settled days and from
-- the days since, which are the days looked at.
create or replace temp table weekly as
with settled_bits as (
    select s.artist, s.platform, s.metric, s.subject, s.country, s.source,
           s.measured, s.first_date, s.value_date
    from settled_shown s
    semi join undecided using (artist, platform, metric, subject, country, source)
    where s.value_date is not null
),

-- Where the median is over 4, at least half of the steps are 5 or more, so the whole span is at
-- least 3 days for each: more measured days than that decide it without looking at each.
open as (
    from undecided
    anti join (
        from settled_bits
        where value_date <= getvariable('as_of')
          and bit_count(measured) - 1 > (getvariable('as_of') - first_date) / 3
    ) using (artist, platform, metric, subject, country, source)
),

day as (
    select artist, platform, metric, subject, country, source,
           getvariable('settled_from')::date + place as date
    from (
        select b.*, unnest(range(bit_length(measured)))::integer as place
        from settled_bits b
        semi join open using (artist, platform, metric, subject, country, source)
    )
    where get_bit(measured, place) = 1 and getvariable('settled_from')::date + place <= getvariable('as_of')
    union all
    select r.artist, r.platform, r.metric, r.subject, r.country, r.source, r.date
    from recent r
    semi join open using (artist, platform, metric, subject, country, source)
    where r.state = 'measured'
),

spacing as (
    select *, date - lag(date) over (
                  partition by artist, platform, metric, subject, country, source order by date
              ) as step
    from day
)

select artist, platform, metric, subject, country, source
from spacing
group by all
having median(step) > 4
