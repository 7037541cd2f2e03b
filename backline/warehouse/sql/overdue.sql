-- The days on which a source still has numbers of an artist that were to be kept until $last only.
select distinct date
from recorded
where source = $source and list_contains($artists, artist)
  and value is not null and date <= $last::date
order by date
