-- The newest date of any chart of the months looked at.
select max(date) as day from charted where date <= $today
