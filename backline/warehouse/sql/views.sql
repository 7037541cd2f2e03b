-- What every question stands on. `measurement` is the files with corrections applied (see
-- measurement.sql); the small tables `source_trust` and `artist` come from measure.py and the roster.

-- One row per point: where several sources measured it, the most trusted.
create or replace view series as
select m.date, m.artist, m.platform, m.metric, m.subject, m.country,
       m.value, m.resolution, m.source
from measurement m
left join source_trust t using (source)
where m.state = 'measured'
qualify row_number() over (
    partition by m.date, m.artist, m.platform, m.metric, m.subject, m.country
    order by t.trust nulls last, m.source
) = 1;

-- One row per point, measured or not: the reason counts where no source has the number.
create or replace view outcome as
select m.date, m.artist, m.platform, m.metric, m.subject, m.country,
       m.value, m.state, m.resolution, m.source, m.detail
from measurement m
left join source_trust t using (source)
qualify row_number() over (
    partition by m.date, m.artist, m.platform, m.metric, m.subject, m.country
    order by (m.state <> 'measured'), t.trust nulls last, m.source
) = 1;
