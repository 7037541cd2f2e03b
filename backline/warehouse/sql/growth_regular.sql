-- Takes from `undecided` what cannot be measured about weekly, by `recent` days alone. Where the
-- median of the days between two measured ones is over 4, at least half of them are 5 or more, so
-- the whole span is at least 3 days for each: more measured days than a third of all days there
-- could be (`longest`) decide it without reading the older ones.
create or replace temp table undecided as
select artist, platform, metric, subject, country, source
from undecided
anti join (
    select artist, platform, metric, subject, country, source
    from recent
    where state = 'measured' and artist in (select artist from undecided)
    group by all
    having count(*) - 1 > getvariable('longest') / 3
) using (artist, platform, metric, subject, country, source)
