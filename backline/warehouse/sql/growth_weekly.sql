-- The undecided series that are measured about weekly: the median of the days between two
-- measured ones is over 4.
create or replace temp table weekly as
with spacing as (
    select m.artist, m.platform, m.metric, m.subject, m.country, m.source,
           m.date - lag(m.date) over (
               partition by m.artist, m.platform, m.metric, m.subject, m.country, m.source
               order by m.date
           ) as step
    from measurement m
    semi join undecided using (artist, platform, metric, subject, country, source)
    where m.state = 'measured' and m.date <= getvariable('as_of')
      and m.artist in (select artist from undecided)
)

select artist, platform, metric, subject, country, source
from spacing
group by all
having median(step) > 4;
