-- The numbers the audit looks at, as a temporary table: those from a day on, of tracks and videos
-- where asked for.
create or replace temp table quality_measured as
select date, artist, platform, metric, subject, country, value, resolution, source
from series
where date >= $since::date and ($subjects or subject = '')
