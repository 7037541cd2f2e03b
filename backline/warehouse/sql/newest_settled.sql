-- The settled days in one row for each series and source, without what may not be shown.
create or replace view settled_shown as
select s.* replace (
           if(u.source is not null, null, s.value_date) as value_date,
           if(u.source is not null, null, s.value) as value,
           if(u.source is not null, null, s.resolution) as resolution,
           if(u.source is not null, null, s.measured) as measured,
           if(u.source is not null, 'not_offered', s.state) as state,
           if(u.source is not null,
              'the policy for ' || s.source || ' does not let it be shown', s.detail) as detail
       )
from settled s
left join unpublished u using (source, artist)
