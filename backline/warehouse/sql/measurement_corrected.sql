-- The recorded rows with people's corrections applied: the row stays and says why.
select r.date, r.artist, r.platform, r.metric, r.subject, r.country,
       case when c.action = 'replace' then c.value
            when c.action = 'drop' then null
            else r.value end as value,
       case when c.action = 'replace' then 'measured'
            when c.action = 'drop' then 'rejected'
            else r.state end as state,
       if(c.action = 'replace', 1::bigint, r.resolution) as resolution,
       r.source,
       case when c.action = 'replace' then 'corrected from ' || r.value || ': ' || c.reason
            when c.action = 'drop' then r.value || ' was dropped: ' || c.reason
            else r.detail end as detail
from recorded r
left join correction c using (date, artist, platform, metric, subject, country, source)
