-- The newest measured day of the days looked at: of the roster's artists and the label, of anybody.
-- A damaged file may hold dates that it is not named after; none is after $last.
select max(date) filter (where artist in (select artist from artist)) as of_label,
       max(date) as of_anybody
from recent
where state = 'measured' and date <= $last
