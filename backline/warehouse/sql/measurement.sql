-- The recorded rows as readers see them: people's corrections applied, and what may not be shown
-- left out. Both keep the row and say why.
select r.date, r.artist, r.platform, r.metric, r.subject, r.country,
       case when u.source is not null then null
            when c.action = 'replace' then c.value
            when c.action = 'drop' then null
            else r.value end as value,
       case when u.source is not null then 'not_offered'
            when c.action = 'replace' then 'measured'
            when c.action = 'drop' then 'rejected'
            else r.state end as state,
       if(c.action = 'replace', 1, r.resolution) as resolution,
       r.source,
       case when u.source is not null then 'the policy for ' || r.source || ' does not let it be shown'
            when c.action = 'replace' then 'corrected from ' || r.value || ': ' || c.reason
            when c.action = 'drop' then r.value || ' was dropped: ' || c.reason
            else r.detail end as detail,
       r.collected_at
from recorded r
left join correction c using (date, artist, platform, metric, subject, source)
left join unpublished u using (source, artist)
