-- The rows of `answer` without what may not be shown: the row stays and says why.
select a.* replace (
           if(u.source is not null, null, a.value) as value,
           if(u.source is not null, 'not_offered', a.state) as state,
           if(u.source is not null,
              'the policy for ' || a.source || ' does not let it be shown', a.detail) as detail
       )
from answer a
left join unpublished u using (source, artist)
