-- The lines of an artist's songs on a platform's charts of the months looked at, worldwide and of a
-- country: of those whose credit names the artist, and of the songs asked for. What may not be shown
-- of the artist is left out.
select date, chart, country, frequency, position, track, credit, time_on_chart, time_unit, metric,
       metric_kind, source
from charted
where date between $first and $last
  and platform = $platform
  and country in ('', $country)
  and (list_has_any(artists, $artists) or track in (select unnest($songs)))
  and source not in (select u.source from unpublished u where list_contains($artists, u.artist))
order by date, chart, position, track
