-- The first of the days looked at on which anything was measured.
select min(date) as day from recent where state = 'measured'
