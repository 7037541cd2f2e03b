-- How many series and points there are to be judged.
select (select count(*) from quality_series) as series, (select count(*) from quality_point) as points
