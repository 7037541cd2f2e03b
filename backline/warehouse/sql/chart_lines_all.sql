-- The lines of several artists' songs on every platform's charts of the months looked at, as
-- chart_lines.sql has them of one artist and one platform; what may not be shown is in them.
select date, chart, country, frequency, position, track, credit, time_on_chart, time_unit, metric,
       metric_kind, source, platform, artists
from charted
where date between $first and $last
  and country in ('', $country)
  and (list_has_any(artists, $artists) or track in (select unnest($songs)))
order by date, chart, position, track
