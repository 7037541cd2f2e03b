-- The lines of an artist's songs on every chart of the months looked at: of those whose credit names
-- the artist, and of the songs asked for. What may not be shown of the artist is left out.
select date, platform, chart, country, frequency, position, track, credit, metric, metric_kind,
       source
from charted
where date between $first and $last
  and track <> ''
  and (list_has_any(artists, $artists) or list_contains($songs, track))
  and source not in (select u.source from unpublished u where list_contains($artists, u.artist))
order by platform, country, chart, date, position, track
