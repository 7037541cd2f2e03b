-- The rows of `answer` day by day, the artists of each in the roster's order, by name.
select answer.*, coalesce(a.name, answer.artist) as artist_name, null::varchar as reason
from answer
left join artist a using (artist)
order by answer.date, a.place nulls last, answer.artist
