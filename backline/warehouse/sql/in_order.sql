-- The rows of `answer`, less its column `within`, in the order people read series: the label, the roster's artists, each
-- artist's own before their subjects', the vocabulary. Metrics a newer Backline wrote come last,
-- and `within` orders the rows of one series.
select answer.* exclude (within)
from answer
left join artist a on a.artist = answer.artist
left join metric m on (m.platform, m.metric) = (answer.platform, answer.metric)
order by (answer.artist <> ''), a.place nulls last, answer.artist, (answer.subject <> ''),
         m.place nulls last, answer.subject, answer.platform, answer.metric, answer.within
