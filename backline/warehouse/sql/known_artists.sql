-- Every artist of whom there is a measurement, a line on a chart or a city, of the months looked at.
select artist::varchar as artist from measurement
union
select unnest(artists) as artist from charted
union
select artist from housed
