-- The platforms that have any row on the days looked at.
select distinct platform from recent order by platform
