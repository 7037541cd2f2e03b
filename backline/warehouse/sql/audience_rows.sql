-- Every row of the artists' own numbers in the days looked at, the most trusted source of a point
-- first; other sources follow, so that they can be compared.
select m.date, m.artist, m.platform, m.metric, m.value, m.state, m.source, m.detail
from recent m
left join source_trust t using (source)
where m.subject = ''
  and m.country = $country
  and list_contains($artists, m.artist)
  and list_contains($platforms, m.platform)
order by m.artist, m.platform, m.metric, m.date, (m.state <> 'measured'), t.trust nulls last, m.source
