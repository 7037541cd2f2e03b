-- The rows of `answer` with what the audit knows of the value itself, as `verdict` has it.
select answer.*, coalesce(v.note, '') as note
from answer
left join (
    select e.artist, e.platform, e.metric, e.subject,
           string_agg(distinct d.note, '; ' order by d.note) as note
    from answer e
    join verdict d using (artist, platform, metric, subject)
    where d.country = ''
      and coalesce(d.touches = e.value_date, d.stuck_since < e.value_date, false)
    group by all
) v using (artist, platform, metric, subject)
