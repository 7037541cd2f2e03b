-- The numbers the audit looks at, as a temporary table: the worldwide ones of the days looked at, of
-- tracks and videos where asked for. A country's are known on few days, and moved by what moves the
-- world.
create or replace temp table quality_measured as
select date, artist, platform, metric, subject, country, value, resolution, source
from series_of('recent')
where country = '' and ($subjects or subject = '')
