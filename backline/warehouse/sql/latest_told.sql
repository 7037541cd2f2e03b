-- The rows of `answer` with what the audit knows of the value itself, as `verdict` has it.
select *, coalesce((
    select string_agg(distinct v.note, '; ' order by v.note)
    from verdict v
    where (v.artist, v.platform, v.metric, v.subject, v.country)
              = (answer.artist, answer.platform, answer.metric, answer.subject, '')
      and coalesce(v.touches = answer.value_date, v.stuck_since < answer.value_date, false)
), '') as note
from answer
