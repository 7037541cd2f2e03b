-- The platforms of the charts looked at.
select distinct platform from charted order by platform
