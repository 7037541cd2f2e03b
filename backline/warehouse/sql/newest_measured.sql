-- The newest measured day of the days looked at: of the roster's artists and the label, of anybody.
-- A damaged file may hold dates that it is not named after; none is after $last.
select max(r.date) filter (where a.artist is not null) as of_label, max(r.date) as of_anybody
from recent r
left join artist a using (artist)
where r.state = 'measured' and r.date <= $last
