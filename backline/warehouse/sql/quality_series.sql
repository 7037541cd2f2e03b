-- The series the audit judges, as a temporary table, one of three that the other quality_*
-- questions stand on. $rules names the metrics (ranks are not among them), each with its kind,
-- the days a rolling count looks back and the smallest change worth a word.
create or replace temp table quality_series as
select row_number() over (order by artist, platform, metric, subject, country)::integer as id,
       artist, platform, metric, subject, country, r.kind, r.days::integer as days,
       -- Tracks and videos are many and small: four times the change for the same attention.
       r.floor * if(subject = '', 1, 4) as floor
from (select distinct artist, platform, metric, subject, country from quality_measured)
join (select unnest($rules, recursive := true)) r using (platform, metric)
